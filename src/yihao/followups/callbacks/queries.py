"""Reads of 漏话回拨: what is open by its promise, what has ended, how well it is done."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yihao.calls.queries.parameters import parameters
from yihao.calls.values.calls import MISSED, Direction
from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.followups.callbacks.rules import CallbackFacts, CallbackFigures, figures, light, proposed, warned
from yihao.followups.callbacks.values import ATTEMPT_NAMES, END_NAMES, STATE_NAMES, CallbackState, EndReason
from yihao.followups.values import AttemptOutcome
from yihao.hotlines import queries as hotlines
from yihao.kernel import clock, paging, sql
from yihao.kernel.calendar import instant_words, left_words
from yihao.kernel.crypto import unseal
from yihao.kernel.masking import mask
from yihao.kernel.problems import NotFound
from yihao.orders.values.states import LIGHT_NAMES, Light
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

_PAGE = 50


def callback_list(viewer: Viewer, *, which: str, cursor: str) -> dict[str, Any]:
    """`open`: by promise, the nearest first; `ended`: newest first. Only of the units whose calls the viewer takes."""
    at, order, back = ("due_at", "ASC", ">") if which == "open" else ("closed_at", "DESC", "<")
    given: dict[str, Any] = {"region": viewer.region, "units": _units(viewer)}
    after = ""
    if found := paging.from_cursor(cursor, datetime, UUID):
        after = f"AND ({at}, id) {back} (%(at)s, %(key)s)"
        given |= {"at": found[0], "key": found[1]}
    rows = sql.rows(
        f"SELECT * FROM callback WHERE region = %(region)s AND centre_id = ANY(%(units)s)"
        f" AND {'state' if which == 'open' else 'NOT state'} = 'open' {after}"
        f" ORDER BY {at} {order}, id {order} LIMIT {_PAGE + 1}",
        given,
    )
    last = rows[_PAGE - 1] if len(rows) > _PAGE else None
    attempts = _attempts([r["id"] for r in rows[:_PAGE]])
    return {
        "rows": [_row(viewer, r, attempts.get(r["id"], [])) for r in rows[:_PAGE]],
        "next": paging.to_cursor(last[at], last["id"]) if last else "",
    }


def one(viewer: Viewer, callback_id: UUID) -> dict[str, Any]:
    """One call-back. Raises NotFound outside the viewer's scope."""
    row = sql.row(
        "SELECT * FROM callback WHERE id = %s AND region = %s AND centre_id = ANY(%s)",
        (callback_id, viewer.region, _units(viewer)),
    )
    if row is None:
        raise NotFound(title="没有这条回拨任务")
    return _row(viewer, row, _attempts([callback_id]).get(callback_id, []))


def waiting(viewer: Viewer) -> dict[str, Any] | None:
    """The queue of call-backs on the rail, for whoever takes calls."""
    if Permission.TAKE_CALL not in viewer.permissions:
        return None
    return {"key": "callback", "name": "漏话回拨", **counts(viewer)}


def counts(viewer: Viewer) -> dict[str, int]:
    """How many wait, and how many of them are yellow and red."""
    lights = [
        _light(viewer.region, r)
        for r in sql.rows(
            "SELECT missed_at, due_at FROM callback WHERE region = %s AND centre_id = ANY(%s) AND state = 'open'",
            (viewer.region, _units(viewer)),
        )
    ]
    return {"count": len(lights), "yellow": lights.count(Light.YELLOW), "red": lights.count(Light.RED)}


def today(viewer: Viewer) -> dict[str, Any]:
    """The figures of the day so far, and how many missed calls of hidden numbers can't be called back."""
    zone = organisation.zone_of(viewer.region)
    since = clock.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found = figures_between(viewer, since, clock.now() + timedelta(seconds=1))
    hidden = sql.row(
        "SELECT count(*) AS n FROM call WHERE region = %s AND direction = %s AND caller_index IS NULL"
        " AND arrived_at >= %s AND outcome = ANY(%s)",
        (viewer.region, Direction.IN.value, since, [o.value for o in MISSED]),
    )
    assert hidden is not None
    return {
        "missed": found.missed,
        "called": found.called,
        "in_time": found.in_time,
        "callback_rate": found.callback_rate,
        "callback_ontime": found.callback_ontime,
        "hidden": hidden["n"],
        "limit_minutes": parameters(viewer.region).callback_minutes,
    }


def figures_between(viewer: Viewer, first: datetime, last: datetime) -> CallbackFigures:
    """The figures of numbers missed in a period, within the viewer's scope."""
    rows = sql.rows(
        "SELECT missed_at, first_attempt_at, state FROM callback WHERE region = %s AND centre_id = ANY(%s)"
        " AND caller_index IS NOT NULL AND missed_at >= %s AND missed_at < %s",
        (viewer.region, _units(viewer), first, last),
    )
    facts = [
        CallbackFacts(
            r["missed_at"],
            r["first_attempt_at"],
            r["state"] == CallbackState.CAME_AGAIN and r["first_attempt_at"] is None,
        )
        for r in rows
    ]
    return figures(facts, limit=timedelta(minutes=parameters(viewer.region).callback_minutes))


def _units(viewer: Viewer) -> list[UUID]:
    return organisation.scope_units(viewer, Permission.TAKE_CALL)


def _row(viewer: Viewer, r: dict[str, Any], attempts: list[dict[str, Any]]) -> dict[str, Any]:
    number = unseal(r["caller"], "callback.caller", r["id"])
    return {
        "id": r["id"],
        "version": r["version"],
        "caller": mask("phone", number),
        "hidden": not number,
        "called": r["called"],
        "called_name": hotlines.called_name(r["region"], r["called"]),
        "unit_name": organisation.unit_label(r["centre_id"]),
        "calls": r["calls"],
        "missed_at": r["missed_at"],
        "last_at": r["last_at"],
        "last_call_id": r["last_call_id"],
        "message_call_id": r["message_id"],
        "state": r["state"],
        "state_name": STATE_NAMES[CallbackState(r["state"])],
        "reason_name": END_NAMES[EndReason(r["reason"])] if r["reason"] else "",
        "closed_at": r["closed_at"],
        "deadline": _deadline(r) if r["state"] == CallbackState.OPEN else None,
        "attempts": attempts,
        "left": max(0, parameters(r["region"]).callback_attempts - r["attempts"]),
        "dialled": _dialled(r["dialled_id"]),
        "contact_id": r["contact_id"],
    }


def _attempts(keys: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    rows = sql.rows(
        "SELECT * FROM attempt WHERE subject_type = 'callback' AND subject_id = ANY(%s) ORDER BY round, number", (keys,)
    )
    names = organisation.account_names({r["account_id"] for r in rows if r["account_id"]})
    found: dict[UUID, list[dict[str, Any]]] = {}
    for r in rows:
        told = {
            "at": r["at"],
            "outcome_name": ATTEMPT_NAMES[AttemptOutcome(r["outcome"])],
            "who": names.get(r["account_id"], ""),
            "call_id": r["call_id"],
        }
        found.setdefault(r["subject_id"], []).append(told)
    return found


def _dialled(call_id: UUID | None) -> dict[str, Any] | None:
    """The call that was placed and waits for its outcome, with what it says itself."""
    if call_id is None:
        return None
    call = sql.row(
        "SELECT c.closed_at IS NOT NULL AS over FROM call c WHERE c.id = %(id)s"
        " UNION ALL SELECT NOT EXISTS (SELECT 1 FROM seat WHERE call_id = %(id)s AND signed_off IS NULL)"
        " WHERE NOT EXISTS (SELECT 1 FROM call WHERE id = %(id)s)",  # the seat is taken before the call is written
        {"id": call_id},
    )
    answered = sql.row(
        "SELECT 1 FROM call_step WHERE call_id = %s AND kind = 'answer' AND role = 'caller' LIMIT 1", (call_id,)
    )
    over = bool(call and call["over"])
    outcome = proposed(over=over, answered=answered is not None)
    return {"call_id": call_id, "proposed": outcome.value if outcome else "", "over": over}


def _light(region: str, r: dict[str, Any]) -> Light:
    return light(clock.now(), started=r["missed_at"], due=r["due_at"], yellow=_yellow(region))


def _yellow(region: str) -> float:
    return catalogue.policy(region, catalogue.versions(region).of(Dictionary.POLICY)).yellow_fraction


def _deadline(r: dict[str, Any]) -> dict[str, Any]:
    region, now, due = r["region"], clock.now(), r["due_at"]
    shown = _light(region, r)
    versions = catalogue.versions(region)
    return {
        "kind": "callback",
        "kind_name": "回拨",
        "started": r["missed_at"],
        "due": due,
        "warn": warned(r["missed_at"], due, _yellow(region)),
        "light": shown.value,
        "light_name": LIGHT_NAMES[shown],
        "words": left_words(now, due, False, catalogue.calendar(region, versions)),
        "due_words": instant_words(now, due, organisation.zone_of(region)),
        "basis": f"话务参数：漏接后 {parameters(region).callback_minutes} 分钟内回拨",
        "calendar_version": versions.of(Dictionary.CALENDAR),
        "provisional": False,
        "paused": False,
        "stopped": None,
    }
