"""A payload as people read it: fields by their words, codes by their names, ids by whom or what they name."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yihao.auditing.queries.names import GONE, Names, purposes_of
from yihao.auditing.words import CODES, DIGESTS, FIELD_NAMES, KIND_CODES, PERSONS, UNITS
from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.kernel.ledger import KINDS
from yihao.orders.queries.telling import TELLERS
from yihao.organisation import queries as organisation

UNREADABLE = "内容读不出来，可能被改动"
_SHORT = 8
_MOST = 3
_QUIET = frozenset(
    {"round", "version", "size", "calendar_version", "classes_version", "limits_version", "catalogue_version"}
)


def facts(region: str, kind: str, payload: dict[str, Any], known: Names) -> list[dict[str, str]]:
    """Label and value of every field."""
    return [
        {"name": FIELD_NAMES.get(field, field), "value": _value(region, kind, field, value, known)}
        for field, value in _in_order(kind, payload)
    ]


def sentence(region: str, kind: str, payload: dict[str, Any], known: Names) -> str:
    """An event in one sentence: as the order's timeline tells it, else its name with what it says of people, units, codes.

    An auditor also meets rows that somebody has changed: what can't be read is said to be unreadable.
    """
    says = KINDS[kind].says if kind in KINDS else "旧版事件"
    teller = TELLERS.get(kind)
    if teller is not None:
        try:
            return teller(region, payload).sentence
        except (KeyError, TypeError, ValueError, AttributeError):
            return f"{says}（{UNREADABLE}）"
    told = [
        f"{FIELD_NAMES.get(field, '其他')} {_value(region, kind, field, value, known)}"
        for field, value in _in_order(kind, payload)
        if value not in (None, "", [], {}) and field not in DIGESTS | _QUIET and not _is_mere_id(field)
    ]
    return f"{says}：{'，'.join(told[:_MOST])}" if told else says


def _in_order(kind: str, payload: dict[str, Any]) -> list[tuple[str, Any]]:
    """Fields as the event declares them (jsonb sorts them its own way), then what it does not know."""
    known = [f.name for f in fields(KINDS[kind])] if kind in KINDS else []
    return [(f, payload[f]) for f in known if f in payload] + [(f, v) for f, v in payload.items() if f not in known]


def _is_mere_id(field: str) -> bool:
    return field.endswith("_id") and field not in PERSONS | UNITS


def _value(region: str, kind: str, field: str, value: Any, known: Names) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_value(region, kind, field, v, known) for v in value) or "—"
    if isinstance(value, dict):
        return "；".join(f"{_value(region, kind, field, k, known)} {v}" for k, v in value.items()) or "—"
    if not isinstance(value, str):
        return str(value)
    try:
        return _text(region, kind, field, value, known)
    except ValueError:
        return UNREADABLE


def _text(region: str, kind: str, field: str, text: str, known: Names) -> str:
    if field in PERSONS:
        return known.people.get(UUID(text), GONE)
    if field in UNITS:
        return organisation.unit_label(UUID(text)) or "未知机构"
    if field in DIGESTS:
        return f"{text[: 2 * _SHORT]}…"
    if field.endswith("_id"):
        return known.numbers.get(UUID(text)) or f"…{text[-_SHORT:]}"
    if field in ("class_code", "area"):
        return _dictionary(region, field, text)
    if field == "purpose":
        return purposes_of(region).get(text, text)
    names = KIND_CODES.get((kind, field)) or CODES.get(field)
    if names is not None:
        return names.get(text, text)
    return _moment(region, text)


def _dictionary(region: str, field: str, code: str) -> str:
    at = catalogue.versions(region)
    path = (
        catalogue.class_path(region, at.of(Dictionary.CLASSES), code)
        if field == "class_code"
        else catalogue.area_path(region, at, code)
    )
    return " / ".join(path) or code


def _moment(region: str, text: str) -> str:
    """An instant by the city's clock, a day as it is; anything else is left."""
    if len(text) < 10 or text[4:5] != "-" or text[7:8] != "-":
        return text
    if "T" not in text:
        return date.fromisoformat(text).isoformat()
    return datetime.fromisoformat(text).astimezone(organisation.zone_of(region)).strftime("%Y-%m-%d %H:%M")
