"""What closed calls mean for call-backs: a missed one makes or adds to a task, an answered one ends it.

Done by the reader of the ledger, in the order of the feed, so that two calls of one caller never cross.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.calls.queries.parameters import parameters
from yihao.calls.values.calls import Direction, Outcome
from yihao.followups.callbacks.values import (
    TO_CALL_BACK,
    CallbackAdded,
    CallbackClosed,
    CallbackOpened,
    CallbackState,
)
from yihao.followups.models import Callback
from yihao.hotlines import queries as hotlines
from yihao.kernel import clock, ledger, sql
from yihao.kernel.crypto import seal, unseal
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject, Via
from yihao.orders.actions.notices import tell_caller
from yihao.organisation import queries as organisation


@transaction.atomic
def note_closed(*, call_id: UUID) -> None:
    """Take note of a call that is over. 66号(四): 漏接电话回拨.

    Not for hidden numbers, which can't be called back (they are counted), unless they left a message.
    """
    call = sql.row("SELECT * FROM call WHERE id = %s AND direction = %s", (call_id, Direction.IN.value))
    if call is None:
        return
    if call["outcome"] in TO_CALL_BACK:
        if call["caller_index"] is None:
            if call["outcome"] == Outcome.MESSAGE:
                _open(call)
        elif not _served_later(call):
            _missed(call)
    elif call["outcome"] == Outcome.SERVED and call["caller_index"] is not None:
        _came_again(call)


def _served_later(call: dict[str, Any]) -> bool:
    """Whether the caller was answered in a later call before we came to this one."""
    return bool(
        sql.row(
            "SELECT 1 FROM call WHERE region = %s AND caller_index = %s AND arrived_at > %s AND direction = %s"
            " AND answered_at IS NOT NULL AND outcome IN ('', %s) LIMIT 1",
            (call["region"], call["caller_index"], call["arrived_at"], Direction.IN.value, Outcome.SERVED.value),
        )
    )


def _missed(call: dict[str, Any]) -> None:
    found = sql.row(
        "SELECT * FROM callback WHERE region = %s AND caller_index = %s AND day = %s FOR UPDATE",
        (call["region"], call["caller_index"], _day(call)),
    )
    if found is None:
        _open(call)
    else:
        _add(found, call)


def _open(call: dict[str, Any]) -> None:
    key, due, centre_id = new_id(), _due(call), seats_of(call["region"], call["skill"] or call["home"])
    number = unseal(call["caller"], "call.caller", call["id"])
    sql.insert(
        Callback,
        id=key,
        region=call["region"],
        centre_id=centre_id,
        caller=seal(number, "callback.caller", key) if number else None,
        caller_index=call["caller_index"],
        day=_day(call),
        called=call["called"],
        calls=1,
        missed_at=call["closed_at"],
        last_at=call["closed_at"],
        last_call_id=call["id"],
        message_id=_message(call),
        due_at=due,
        state=CallbackState.OPEN.value,
        round=0,
        attempts=0,
        reason="",
        version=1,
    )
    tell_caller("missed_call", region=call["region"], phone=number, about=Subject("callback", key))
    _say(call, key, 1, CallbackOpened(call["id"], call["outcome"], call["called"], centre_id, due))


def _add(task: dict[str, Any], call: dict[str, Any]) -> None:
    """Another missed call of that day: an open task keeps its time; an ended one opens again with a new one."""
    ended = task["state"] != CallbackState.OPEN
    due, version = _due(call) if ended else task["due_at"], task["version"] + 1
    again: dict[str, Any] = (
        {
            "state": CallbackState.OPEN.value, "reason": "", "closed_at": None, "attempts": 0, "due_at": due,
            "missed_at": call["closed_at"], "first_attempt_at": None, "dialled_id": None,
        }
        if ended
        else {}
    )  # fmt: skip
    round_, calls = task["round"] + ended, task["calls"] + 1
    sql.update(
        Callback, task["id"], called=call["called"], calls=calls, last_at=call["closed_at"], last_call_id=call["id"],
        message_id=_message(call) or task["message_id"], round=round_, version=version, **again,
    )  # fmt: skip
    _say(call, task["id"], version, CallbackAdded(call["id"], call["outcome"], call["called"], calls, round_, due))


def _came_again(call: dict[str, Any]) -> None:
    """The caller was answered: what is still open from before is settled."""
    before: datetime = call["answered_at"] or call["closed_at"]
    for task in sql.rows(
        "SELECT * FROM callback WHERE region = %s AND caller_index = %s AND state = %s AND last_at <= %s FOR UPDATE",
        (call["region"], call["caller_index"], CallbackState.OPEN.value, before),
    ):
        version = task["version"] + 1
        sql.update(
            Callback,
            task["id"],
            state=CallbackState.CAME_AGAIN.value,
            closed_at=call["closed_at"],
            dialled_id=None,
            version=version,
        )
        _say(call, task["id"], version, CallbackClosed(CallbackState.CAME_AGAIN.value, "", call["id"]))


def seats_of(region: str, skill: str) -> UUID:
    """The unit whose seats answer the calls of a queue: a unit's or sub-centre's own, else the centre."""
    found = hotlines.skills(region).get(skill)
    unit = organisation.units_by_code().get((region, found.unit)) if found and found.unit else None
    return unit.id if unit else organisation.centre(region).id


def _message(call: dict[str, Any]) -> UUID | None:
    return call["id"] if call["outcome"] == Outcome.MESSAGE else None


def _due(call: dict[str, Any]) -> datetime:
    closed: datetime = call["closed_at"]
    return closed + timedelta(minutes=parameters(call["region"]).callback_minutes)


def _day(call: dict[str, Any]) -> Any:
    return call["arrived_at"].astimezone(organisation.zone_of(call["region"])).date()


def _say(call: dict[str, Any], key: UUID, version: int, payload: ledger.Payload) -> None:
    by = Actor(call["region"], Via.SYSTEM)
    ledger.write(ledger.Entry(payload, Subject("callback", key), by, clock.now(), version=version))
