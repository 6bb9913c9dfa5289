"""Reads of 提醒: one's own notices, as far as one still sees what they are about."""

import json
from typing import Any

from yihao.kernel import sql
from yihao.kernel.paging import from_cursor, to_cursor
from yihao.kernel.snapshot import snapshot
from yihao.notices.models import NoticeParameters
from yihao.notices.telling import sentence
from yihao.notices.values import BY_CODE, NoticePolicy
from yihao.orders.queries import sight
from yihao.organisation.values import Viewer

PAGE = 20
READER = "notices"
"""The name under which the reader keeps its place."""
MANY = 99
"""Unread notices are counted up to here, and one more."""
_MINE = f"n.account_id = %(me)s AND (n.order_id IS NULL OR EXISTS (SELECT 1 FROM work_order o WHERE o.id = n.order_id AND {sight.SEEN}))"


@snapshot("notice_parameters")
def _policies() -> dict[str, NoticePolicy]:
    return {p.region: NoticePolicy(**p.body) for p in NoticeParameters.objects.all()}


def policy(region: str) -> NoticePolicy:
    """提醒参数 in force."""
    return _policies().get(region) or NoticePolicy()


def unread(viewer: Viewer) -> int:
    """How many of one's notices are unread, counted up to `MANY` + 1."""
    found = sql.row(
        f"SELECT count(*) AS n FROM (SELECT 1 FROM notice n WHERE {_MINE} AND n.read_at IS NULL LIMIT {MANY + 1}) t",
        _params(viewer),
    )
    return int(found["n"]) if found else 0


def notice_list(viewer: Viewer, *, cursor: str = "", only_unread: bool = False, limit: int = PAGE) -> dict[str, Any]:
    """One's notices, newest first. The title is read now, by one's rights of now."""
    after = from_cursor(cursor, int)
    where = [_MINE]
    if only_unread:
        where.append("n.read_at IS NULL")
    if after:
        where.append("n.position < %(after)s")
    found = sql.rows(
        "SELECT n.id, n.position, n.kind, n.subject_type, n.subject_id, n.order_id, n.facts, n.at, n.read_at, w.number,"
        " a.id AS appeal_id, a.title FROM notice n LEFT JOIN work_order w ON w.id = n.order_id"
        f" LEFT JOIN appeal a ON a.id = w.appeal_id WHERE {' AND '.join(where)}"
        f" ORDER BY n.position DESC LIMIT {limit + 1}",
        {**_params(viewer), "after": after[0] if after else 0},
    )
    rows = [_row(viewer.region, r) for r in found[:limit]]
    return {"rows": rows, "next": to_cursor(found[limit - 1]["position"]) if len(found) > limit else ""}


def noticed_up_to() -> int:
    """The place in the feed up to which notices have been made."""
    found = sql.row("SELECT position FROM feed_cursor WHERE reader = %s", (READER,))
    return int(found["position"]) if found else 0


def noticed_since(position: int) -> tuple[int, set[Any]]:
    """Who got notices of events behind a place in the feed, and the last such place: for waking their desks."""
    found = sql.rows("SELECT position, account_id FROM notice WHERE position > %s", (position,))
    return max((r["position"] for r in found), default=position), {r["account_id"] for r in found}


def _params(viewer: Viewer) -> dict[str, Any]:
    return {"me": viewer.account_id, "units": sight.units_of(viewer)}


def _row(region: str, r: dict[str, Any]) -> dict[str, Any]:
    kind = BY_CODE[r["kind"]]
    facts = json.loads(r["facts"]) if isinstance(r["facts"], str) else r["facts"]
    return {
        "id": r["id"],
        "position": r["position"],
        "kind": kind.code,
        "kind_name": kind.name,
        "loud": kind.loud,
        "sentence": sentence(region, kind, facts),
        "subject_type": r["subject_type"],
        "subject_id": r["subject_id"],
        "order_id": r["order_id"],
        "number": r["number"] or "",
        "title": sight.title(r["title"], r["appeal_id"]) if r["title"] else "",
        "at": r["at"],
        "read": r["read_at"] is not None,
    }
