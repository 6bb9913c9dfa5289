"""Reads a filter from the fields of an address."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from yihao.catalogue.values import AppealType, Urgency
from yihao.kernel.numbers import is_number
from yihao.kernel.problems import FieldError, Invalid
from yihao.orders.values.filters import STATES, Filter
from yihao.orders.values.states import Channel, Light, OrderState

FIELDS = (
    "q",
    "class_code",
    "area_code",
    "unit",
    "state",
    "light",
    "urgency",
    "appeal_type",
    "channel",
    "since",
    "until",
)
MOST_TEXT = 60


def parse(given: Mapping[str, str]) -> Filter:
    """The filter of these fields (`FIELDS`; what is missing or empty does not narrow). Raises Invalid, naming each."""
    errors: list[FieldError] = []

    def read(name: str, kind: Callable[[str], Any], message: str) -> Any:
        text = given.get(name, "").strip()
        if not text:
            return None
        try:
            return kind(text)
        except ValueError:
            errors.append(FieldError(name, message))
            return None

    text = given.get("q", "").strip()
    if len(text) > MOST_TEXT:
        errors.append(FieldError("q", f"查找的文字不能超过 {MOST_TEXT} 字"))
    found = Filter(
        text="" if is_number(text) else text,
        number=text if is_number(text) else "",
        class_code=read("class_code", _code, "没有这个分类") or "",
        area_code=read("area_code", _code, "没有这个地点") or "",
        unit_id=read("unit", UUID, "没有这个单位"),
        state=read("state", _state, "没有这个状态") or "",
        light=read("light", Light, "没有这种亮灯"),
        urgency=_word(read("urgency", Urgency, "没有这种紧急程度")),
        appeal_type=_word(read("appeal_type", AppealType, "没有这种诉求类型")),
        channel=_word(read("channel", Channel, "没有这个渠道")),
        since=read("since", date.fromisoformat, "开始日期应为 2026-01-31 的样子"),
        until=read("until", date.fromisoformat, "结束日期应为 2026-01-31 的样子"),
    )
    if found.since and found.until and found.until < found.since:
        errors.append(FieldError("until", "结束日期早于开始日期"))
    if errors:
        raise Invalid(title=errors[0].message if len(errors) == 1 else Invalid.title, errors=errors)
    return found


def _code(text: str) -> str:
    if not (text.isascii() and text.isalnum() and len(text) <= 12):
        raise ValueError(text)
    return text


def _state(text: str) -> str:
    return text if text in STATES else OrderState(text).value


def _word(found: StrEnum | None) -> str:
    return found.value if found is not None else ""
