"""Reads of 骚扰来电: whether a number is limited, what waits for a person, the calls of a number."""

from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.calls.values.calls import OUTCOME_NAMES, Outcome
from yihao.calls.values.nuisance import NUISANCE_NAMES, REASON_NAMES, NuisanceReason, NuisanceState
from yihao.hotlines import queries as hotlines
from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.kernel.masking import mask
from yihao.kernel.problems import Forbidden
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Post, Viewer

_LISTS = {
    "open": f"state = '{NuisanceState.SUSPECTED}' OR (state = '{NuisanceState.LIMITED}' AND appealed_at IS NOT NULL"
    " AND reviewed_at IS NULL)",
    "limited": f"state = '{NuisanceState.LIMITED}'",
    "ended": f"state NOT IN ('{NuisanceState.SUSPECTED}', '{NuisanceState.LIMITED}')",
}
LISTS = frozenset(_LISTS)
_MOST = 200
_CALLS = 500


def limited(region: str, caller_index: bytes, at: datetime) -> bool:
    """Whether calls of this number are limited at a moment. Who is limited can still report danger: the switchboard
    plays the prompt `nuisance` and connects to a person on a key (领域档案 B11)."""
    return bool(
        sql.row(
            "SELECT 1 FROM nuisance WHERE region = %s AND caller_index = %s AND state = %s AND until > %s LIMIT 1",
            (region, caller_index, NuisanceState.LIMITED.value, at),
        )
    )


def nuisance_list(viewer: Viewer, *, which: str) -> list[dict[str, Any]]:
    """`open`: what waits for a decision; `limited`: in force; `ended`. The newest first, 200 at most."""
    decides(viewer)
    rows = sql.rows(
        f"SELECT * FROM nuisance WHERE region = %s AND ({_LISTS[which]}) ORDER BY suspected_at DESC, id LIMIT {_MOST}",
        (viewer.region,),
    )
    return told(rows)


def waiting(viewer: Viewer) -> dict[str, Any] | None:
    """How much waits for a decision, on the rail of whoever decides."""
    if viewer.within(Permission.SUPERVISE_CALL, organisation.centre(viewer.region).path) is None:
        return None
    n = sql.row(f"SELECT count(*) AS n FROM nuisance WHERE region = %s AND ({_LISTS['open']})", (viewer.region,))
    return {"key": "nuisance", "name": "骚扰来电", "count": n["n"] if n else 0, "yellow": 0, "red": 0}


def calls_of(region: str, caller_index: bytes) -> list[dict[str, Any]]:
    """The calls of a number, the newest first, 500 at most, with the digests of their recordings."""
    rows = sql.rows(
        "SELECT c.*, r.digest FROM call c LEFT JOIN recording r ON r.call_id = c.id AND r.removed_at IS NULL"
        f" WHERE c.region = %s AND c.caller_index = %s AND c.direction = 'in' ORDER BY c.arrived_at DESC LIMIT {_CALLS}",
        (region, caller_index),
    )
    return [_call(region, c) for c in rows]


def told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the table as people read them."""
    names = organisation.account_names({r[c] for r in rows for c in ("decided_by", "reviewed_by") if r[c]})
    return [_row(r, names) for r in rows]


def decides(viewer: Viewer) -> Post:
    """The viewer's post that lets them decide for the whole line. Raises Forbidden."""
    post = viewer.within(Permission.SUPERVISE_CALL, organisation.centre(viewer.region).path)
    if post is None:
        raise Forbidden(title="骚扰来电由热线工作机构的班长判断")
    return post


def _call(region: str, c: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": c["id"],
        "arrived_at": c["arrived_at"],
        "closed_at": c["closed_at"],
        "called": c["called"],
        "called_name": hotlines.called_name(region, c["called"]),
        "outcome_name": OUTCOME_NAMES[Outcome(c["outcome"])] if c["outcome"] else "通话中",
        "seconds": int((c["closed_at"] - c["answered_at"]).total_seconds())
        if c["answered_at"] and c["closed_at"]
        else 0,
        "digest": c["digest"] or "",
    }


def _row(r: dict[str, Any], names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": r["id"],
        "version": r["version"],
        "caller": mask("phone", unseal(r["caller"], "nuisance.caller", r["id"])),
        "state": r["state"],
        "state_name": NUISANCE_NAMES[NuisanceState(r["state"])],
        "calls": r["calls"],
        "suspected_at": r["suspected_at"],
        "reason_name": REASON_NAMES[NuisanceReason(r["reason"])] if r["reason"] else "",
        "note": _text(r, "note"),
        "until": r["until"],
        "decided_at": r["decided_at"],
        "decided_by": r["decided_by"],
        "decider": names.get(r["decided_by"], ""),
        "appeal": _text(r, "appeal"),
        "appealed_at": r["appealed_at"],
        "answer": _text(r, "answer"),
        "reviewed_at": r["reviewed_at"],
        "reviewer": names.get(r["reviewed_by"], ""),
    }


def _text(r: dict[str, Any], column: str) -> str:
    return unseal(r[column], f"nuisance.{column}", r["id"])
