"""台账: events newest first, each as a sentence; one event with its payload, its seal and its neighbours."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yihao.auditing.queries.names import Names, account_of, behind, names, span_of, subjects_of, uuid_of, where
from yihao.auditing.queries.readable import facts, sentence
from yihao.auditing.words import VIA_NAMES
from yihao.kernel import sql
from yihao.kernel.ledger import KINDS
from yihao.kernel.paging import PAGE, to_cursor
from yihao.kernel.problems import NotFound
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

_COLUMNS = (
    "e.id, e.kind, e.subject_type, e.subject_id, e.order_id, e.actor, e.acting_unit, e.channel, e.occurred_at,"
    " e.recorded_at, e.version, e.payload"
)
_PLACE = "LEFT JOIN feed f ON f.event_id = e.id AND f.recorded_at = e.recorded_at"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the ledger is narrowed to; an empty field does not narrow."""

    kind: str = ""
    actor: str = ""
    """An account's id, `citizen` or `system`."""
    unit: str = ""
    number: str = ""
    channel: str = ""
    since: str = ""
    until: str = ""


def page(viewer: Viewer, wanted: Wanted, cursor: str = "") -> dict[str, Any]:
    """A page of events, the last recorded first. Raises Invalid."""
    text, values = where([*_conditions(viewer, wanted), *behind("e.recorded_at", "e.id", cursor)])
    found = sql.rows(
        f"SELECT f.position, x.* FROM (SELECT {_COLUMNS} FROM event e WHERE {text}"
        f" ORDER BY e.recorded_at DESC, e.id DESC LIMIT {PAGE + 1}) x"
        " LEFT JOIN feed f ON f.event_id = x.id AND f.recorded_at = x.recorded_at"
        " ORDER BY x.recorded_at DESC, x.id DESC",
        values,
    )
    rows = found[:PAGE]
    more = to_cursor(rows[-1]["recorded_at"], rows[-1]["id"]) if len(found) > PAGE else ""
    return {"rows": told(viewer, rows), "next": more}


def _conditions(viewer: Viewer, wanted: Wanted) -> list[tuple[str, Any]]:
    since, until = span_of(viewer, wanted.since, wanted.until)
    actor = wanted.actor if wanted.actor in ("", "system", "citizen") else str(uuid_of(wanted.actor, "actor"))
    conditions: list[tuple[str, Any]] = [
        ("e.region = %s", viewer.region),
        ("e.kind = %s", wanted.kind or None),
        ("e.actor = %s", actor or None),
        ("e.acting_unit = %s", uuid_of(wanted.unit, "unit") if wanted.unit else None),
        ("e.channel = %s", wanted.channel or None),
        ("e.recorded_at >= %s", since),
        ("e.recorded_at < %s", until),
    ]
    if wanted.number:
        keys = subjects_of(viewer.region, wanted.number)
        conditions.append(("(e.order_id = ANY(%s::uuid[]) OR e.subject_id = ANY(%s::uuid[]))", (keys, keys)))
    return conditions


def event(viewer: Viewer, event_id: UUID) -> dict[str, Any]:
    """One event: its payload as readable pairs, its seal, the places before and after it. Raises NotFound."""
    found = sql.rows(
        f"SELECT f.position, f.seal, {_COLUMNS} FROM event e {_PLACE} WHERE e.id = %s AND e.region = %s"
        " ORDER BY e.recorded_at LIMIT 1",
        (event_id, viewer.region),
    )
    if not found:
        raise NotFound(title="台账里没有这条记录")
    row, position = found[0], found[0]["position"]
    beside = (
        sql.rows(
            f"SELECT f.position, {_COLUMNS} FROM feed f JOIN event e ON e.id = f.event_id AND e.recorded_at = f.recorded_at"
            " WHERE f.position = ANY(%s) AND e.region = %s ORDER BY f.position",
            ([position - 1, position + 1], viewer.region),
        )
        if position
        else []
    )
    (one,) = told(viewer, [row])
    body = _payload(row)
    known = _names([row])
    return {
        **one,
        "version": row["version"],
        "facts": facts(viewer.region, row["kind"], body, known),
        "seal": bytes(row["seal"]).hex() if row["seal"] is not None else "",
        "beside": told(viewer, beside),
    }


def told(viewer: Viewer, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as people read them."""
    known = _names(rows)
    return [_told(viewer.region, r, known) for r in rows]


def _names(rows: list[dict[str, Any]]) -> Names:
    pointed = [UUID(v) for r in rows for v in _payload(r).values() if isinstance(v, str) and _ID.fullmatch(v)]
    subjects = [key for r in rows for key in (r["order_id"], r["subject_id"])]
    return names([account_of(r["actor"]) for r in rows], [*subjects, *pointed])


_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _told(region: str, r: dict[str, Any], known: Names) -> dict[str, Any]:
    kind = KINDS.get(r["kind"])
    return {
        "id": r["id"],
        "position": r["position"],
        "kind": r["kind"],
        "kind_name": kind.says if kind else "旧版事件",
        "sentence": sentence(region, r["kind"], _payload(r), known),
        "subject": known.subject(r["subject_type"], r["subject_id"], r["order_id"]),
        "number": known.numbers.get(r["order_id"] or r["subject_id"], ""),
        "who": known.actor(r["actor"]),
        "unit_name": organisation.unit_label(r["acting_unit"]),
        "channel_name": VIA_NAMES.get(r["channel"], "其他"),
        "occurred_at": r["occurred_at"],
        "recorded_at": r["recorded_at"],
    }


def _payload(r: Mapping[str, Any]) -> dict[str, Any]:
    body = json.loads(r["payload"]) if isinstance(r["payload"], str) else r["payload"]
    return body if isinstance(body, dict) else {}
