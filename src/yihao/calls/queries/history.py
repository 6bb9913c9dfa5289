"""Calls that were: lists, one call whole, the calls of an appeal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.calls.queries.desk import call_brief, steps_of
from yihao.calls.rules.legs import LegFacts, legs
from yihao.calls.values.calls import OUTCOME_NAMES, SCORE_NAMES, Outcome, Role
from yihao.calls.values.recordings import DOWNLOAD_REASONS
from yihao.kernel import clock, paging, sql
from yihao.kernel.problems import NotFound
from yihao.orders.queries import sight
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

_PAGE = 50
_WHAT = {
    "": "接听", "route": "转接", "transfer": "转接", "consult": "咨询", "three_way": "三方通话", "emergency": "紧急转接",
    "listen": "监听", "whisper": "耳语", "barge": "强插", "take_over": "接管", "call_back": "回拨",
}  # fmt: skip
_ROLES = {Role.CALLER: "来电人", Role.SEAT: "座席", Role.OUTSIDE: "外线", Role.SUPERVISOR: "班长"}


def call_list(viewer: Viewer, *, which: str, cursor: str) -> dict[str, Any]:
    """Calls, newest first: `mine`, `missed`, or `all` for who supervises."""
    conditions, given = _scope(viewer, which)
    if after := paging.from_cursor(cursor, datetime, UUID):
        conditions += " AND (arrived_at, id) < (%(at)s, %(key)s)"
        given |= {"at": after[0], "key": after[1]}
    found = sql.rows(
        f"SELECT * FROM call WHERE region = %(region)s AND closed_at IS NOT NULL AND {conditions}"
        f" ORDER BY arrived_at DESC, id DESC LIMIT {_PAGE + 1}",
        given,
    )
    rows = [_row(viewer, r) for r in found[:_PAGE]]
    more = len(found) > _PAGE
    last = found[_PAGE - 1] if more else None
    return {
        "rows": rows,
        "next": paging.to_cursor(last["arrived_at"], last["id"]) if last else "",
    }


def call_whole(viewer: Viewer, call_id: UUID) -> dict[str, Any]:
    """One call with its legs and its recording. Raises NotFound."""
    row = sql.row("SELECT * FROM call WHERE id = %s AND region = %s", (call_id, viewer.region))
    if row is None or not sees(viewer, row):
        raise NotFound()
    return _whole(viewer, row)


def calls_of_appeal(viewer: Viewer, appeal_id: UUID) -> list[dict[str, Any]]:
    """The calls of an appeal's contact: who joined and how long. Raises NotFound outside the viewer's sight."""
    appeal = sight.appeal_row(viewer, appeal_id)
    rows = sql.rows("SELECT * FROM call WHERE contact_id = %s ORDER BY arrived_at", (appeal["contact_id"],))
    return [_whole(viewer, r) for r in rows]


def sees(viewer: Viewer, row: dict[str, Any]) -> bool:
    """Whether a call is the viewer's own, was taken by a unit the viewer supervises, or belongs to an order in sight."""
    if row["account_id"] == viewer.account_id:
        return True
    supervised = organisation.scope_units(viewer, Permission.SUPERVISE_CALL)
    if supervised and sql.row(
        "SELECT 1 FROM call_step WHERE call_id = %s AND unit_id = ANY(%s) LIMIT 1", (row["id"], supervised)
    ):
        return True
    if supervised and organisation.centre(viewer.region).id in supervised:
        return True
    return bool(
        sql.row(
            "SELECT 1 FROM call_step WHERE call_id = %s AND (account_id = %s OR unit_id = ANY(%s)) LIMIT 1",
            (row["id"], viewer.account_id, [p.unit_id for p in viewer.posts_with(Permission.TAKE_CALL)]),
        )
    )


def _scope(viewer: Viewer, which: str) -> tuple[str, dict[str, Any]]:
    given: dict[str, Any] = {"region": viewer.region, "account": viewer.account_id}
    if which == "all" and organisation.scope_units(viewer, Permission.SUPERVISE_CALL):
        return "true", given
    if which == "missed":
        return "outcome IN ('abandoned', 'lost', 'unreached', 'message') AND direction = 'in'", given
    return "account_id = %(account)s", given


def _row(viewer: Viewer, r: dict[str, Any]) -> dict[str, Any]:
    names = organisation.account_names({r["account_id"]}) if r["account_id"] else {}
    talked = (r["closed_at"] - r["answered_at"]).total_seconds() if r["answered_at"] and r["closed_at"] else None
    until = r["answered_at"] or r["closed_at"] or clock.now()
    return {
        **call_brief(viewer.region, r),
        "closed_at": r["closed_at"],
        "outcome": r["outcome"],
        "outcome_name": OUTCOME_NAMES[Outcome(r["outcome"])] if r["outcome"] else "",
        "score": r["score"],
        "score_name": SCORE_NAMES[r["score"]],
        "seat_name": names.get(r["account_id"], ""),
        "wait_seconds": int((until - r["entered_at"]).total_seconds()) if r["entered_at"] else None,
        "talk_seconds": int(talked) if talked is not None else None,
    }


def _whole(viewer: Viewer, r: dict[str, Any]) -> dict[str, Any]:
    facts = legs(steps_of(r["id"]))
    names = organisation.account_names({leg.account_id for leg in facts if leg.account_id})
    return {
        **_row(viewer, r),
        "contact_id": r["contact_id"],
        "legs": [_leg(leg, names) for leg in facts],
        "recording": _recording(viewer, r),
    }


def _leg(leg: LegFacts, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "role_name": _ROLES[leg.role],
        "name": names.get(leg.account_id, "") if leg.account_id else leg.target,
        "unit_name": organisation.unit_label(leg.unit_id),
        "what": _WHAT.get(leg.why, leg.why),
        "began": leg.began,
        "answered": leg.answered,
        "ended": leg.ended,
        "seconds": int(leg.talked.total_seconds()),
    }


def _recording(viewer: Viewer, r: dict[str, Any]) -> dict[str, Any] | None:
    if not may_play(viewer, r):
        return None
    found = sql.row("SELECT * FROM recording WHERE call_id = %s AND removed_at IS NULL", (r["id"],))
    if found is None:
        return None
    peaks = bytes(found["peaks"])
    half = len(peaks) // 2
    downloads = Permission.DOWNLOAD_RECORDING in viewer.permissions
    return {
        "id": found["id"],
        "seconds": found["seconds"],
        "size": found["size"],
        "digest": found["digest"],
        "peaks": [list(peaks[:half]), list(peaks[half:])],
        "download_reasons": [{"code": c, "name": n} for c, n in DOWNLOAD_REASONS.items()] if downloads else [],
    }


def may_play(viewer: Viewer, r: dict[str, Any]) -> bool:
    """Whether the viewer may hear a call: one's own, or with the right within the scope (领域档案 B7)."""
    return r["account_id"] == viewer.account_id or (Permission.READ_RECORDING in viewer.permissions and sees(viewer, r))
