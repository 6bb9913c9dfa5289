"""访问记录: who looked at what, for which unit, when, from where, why; and in a period, whose looking is unusual."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from yihao.auditing.queries.names import GONE, Names, behind, names, purposes_of, span_of, subjects_of, uuid_of, where
from yihao.auditing.rules import checked_days, unusual
from yihao.auditing.values import Looks
from yihao.auditing.words import DETAIL_NAMES, LOOK_NAMES
from yihao.calls.values.recordings import DOWNLOAD_REASONS
from yihao.kernel import sql
from yihao.kernel.paging import PAGE, to_cursor
from yihao.organisation import queries as organisation
from yihao.organisation.api import REVEAL_REASONS
from yihao.organisation.values import ROLE_NAMES, Post, Role, Viewer

_USUAL_DAYS = 28
_MOST_PEOPLE = 200
_NOT_LOOKS = ("sign_in", "sign_in_failed", "read_ledger", "read_access")
"""Signing in, and an auditor's own readings, are no looks at citizens' matters."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the access log is narrowed to; an empty field does not narrow."""

    action: str = ""
    account: str = ""
    unit: str = ""
    number: str = ""
    since: str = ""
    until: str = ""


def page(viewer: Viewer, wanted: Wanted, cursor: str = "") -> dict[str, Any]:
    """A page of looks, the last first. Raises Invalid."""
    since, until = span_of(viewer, wanted.since, wanted.until)
    text, values = where(
        [
            ("region = %s", viewer.region),
            ("action = %s", wanted.action or None),
            ("account_id = %s", uuid_of(wanted.account, "account") if wanted.account else None),
            ("unit_id = %s", uuid_of(wanted.unit, "unit") if wanted.unit else None),
            ("subject_id = ANY(%s::uuid[])", subjects_of(viewer.region, wanted.number) if wanted.number else None),
            ("at >= %s", since),
            ("at < %s", until),
            *behind("at", "id", cursor),
        ]
    )
    found = sql.rows(
        "SELECT id, account_id, unit_id, action, subject_type, subject_id, field, reason, address, at, detail"
        f" FROM access_log WHERE {text} ORDER BY at DESC, id DESC LIMIT {PAGE + 1}",
        values,
    )
    rows = found[:PAGE]
    known = names((r["account_id"] for r in rows), (r["subject_id"] for r in rows))
    purposes = purposes_of(viewer.region)
    return {
        "rows": [_told(r, known, purposes) for r in rows],
        "next": to_cursor(rows[-1]["at"], rows[-1]["id"]) if len(found) > PAGE else "",
    }


def _told(r: dict[str, Any], known: Names, purposes: dict[str, str]) -> dict[str, Any]:
    reasons = {"reveal": REVEAL_REASONS, "play": DOWNLOAD_REASONS, "export": purposes}.get(r["action"], {})
    detail = json.loads(r["detail"]) if isinstance(r["detail"], str) else r["detail"]
    count = detail.get("count", detail.get("rows"))
    return {
        "id": r["id"],
        "at": r["at"],
        "who": known.people.get(r["account_id"], "未登录"),
        "unit_name": organisation.unit_label(r["unit_id"]),
        "action": r["action"],
        "action_name": LOOK_NAMES.get(r["action"], "其他访问"),
        "subject": known.subject(r["subject_type"], r["subject_id"]),
        "what": f"{count} 件" if count is not None else DETAIL_NAMES.get(r["field"], ""),
        "reason": reasons.get(r["reason"], "未说明理由" if r["action"] == "reveal" else ""),
        "address": r["address"],
    }


def people(viewer: Viewer, since: str, until: str) -> dict[str, Any]:
    """Totals by person in a period of at most a month (today, where nothing is given), the unusual first. Raises Invalid."""
    today = organisation.today(viewer.region).isoformat()
    start, end = span_of(viewer, since or until or today, until or today)
    assert start is not None and end is not None
    days = checked_days(start.date(), (end - timedelta(days=1)).date())
    now = _counts(viewer.region, start, end)
    before = _counts(viewer.region, start - timedelta(days=_USUAL_DAYS), start)
    idle = _idle_reveals(viewer.region, start, end)
    posts, known = organisation.main_posts(viewer.region, set(now)), organisation.account_names(set(now))
    usual = _role_medians(now, posts)
    rows = []
    for account, counted in now.items():
        post = posts.get(account)
        own = before.get(account, {}).get("total", 0) / _USUAL_DAYS * days
        role = usual[post.role if post else None]
        looks = Looks(counted["total"], counted["revealed"], own, role, idle.get(account, 0))
        rows.append((unusual(looks), looks, account, post))
    rows.sort(key=lambda r: (-len(r[0]), -r[1].revealed, -r[1].total))
    return {
        "days": days,
        "people": len(rows),
        "rows": [
            {
                "account_id": account,
                "who": known.get(account, GONE),
                "role_name": ROLE_NAMES[post.role] if post else "无岗位",
                "unit_name": post.unit_name if post else "",
                **now[account],
                "own_usual": round(looks.own_usual),
                "role_usual": round(looks.role_usual),
                "idle_reveals": looks.idle_reveals,
                "unusual": why,
            }
            for why, looks, account, post in rows[:_MOST_PEOPLE]
        ],
    }


def _role_medians(now: dict[UUID, dict[str, int]], posts: dict[UUID, Post]) -> dict[Role | None, float]:
    """What is usual in this period among those in the same role."""
    totals: dict[Role | None, list[int]] = {}
    for account, counted in now.items():
        totals.setdefault(posts[account].role if account in posts else None, []).append(counted["total"])
    return {role: float(median(found)) for role, found in totals.items()}


def _counts(region: str, since: datetime, until: datetime) -> dict[UUID, dict[str, int]]:
    found = sql.rows(
        "SELECT account_id, count(*) AS total, count(*) FILTER (WHERE action = 'open') AS opened,"
        " count(*) FILTER (WHERE action = 'reveal') AS revealed,"
        " count(*) FILTER (WHERE action = 'export') AS exported,"
        " count(*) FILTER (WHERE action = 'play') AS played,"
        " count(*) FILTER (WHERE action IN ('lookup', 'find_phone')) AS looked_up"
        " FROM access_log WHERE at >= %s AND at < %s AND region = %s AND account_id IS NOT NULL AND action <> ALL(%s)"
        " GROUP BY account_id",
        (since, until, region, list(_NOT_LOOKS)),
    )
    return {r.pop("account_id"): r for r in found}


def _idle_reveals(region: str, since: datetime, until: datetime) -> dict[UUID, int]:
    """Reveals on an order with which the person did nothing else from a day before to a day after, by person."""
    found = sql.rows(
        "SELECT r.actor, count(*) AS idle FROM event r WHERE r.kind = 'personal.revealed' AND r.recorded_at >= %s"
        " AND r.recorded_at < %s AND r.region = %s AND r.order_id IS NOT NULL AND NOT EXISTS (SELECT FROM event e"
        "  WHERE e.order_id = r.order_id AND e.actor = r.actor AND e.kind <> r.kind"
        "  AND e.recorded_at BETWEEN r.recorded_at - interval '1 day' AND r.recorded_at + interval '1 day')"
        " GROUP BY r.actor",
        (since, until, region),
    )
    return {UUID(r["actor"]): r["idle"] for r in found}
