"""What is written of a call: its row, its steps, its events, as statements with their values. The switchboard runs them turn
by turn on connections of its own; a past that is kept whole runs them once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from yihao.calls.rules.kept import route_json
from yihao.calls.values.calls import Call, CallClosed, CallStepped, Role, Step, StepKind
from yihao.kernel.ledger import Entry
from yihao.kernel.values import Actor, Subject, Via

Statement = tuple[LiteralString, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is written of a call at its arrival beside its steps; the caller's number is sealed already."""

    caller: bytes | None
    caller_index: bytes | None


_STEPS: LiteralString = """
INSERT INTO call_step (id, region, call_id, kind, leg_id, role, code, why, seat_id, account_id, unit_id, at)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[],
  %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[])
"""
_ARRIVED: LiteralString = """
INSERT INTO call (id, region, engine, channel, direction, called, caller, caller_index, route, home, phase, skill,
  arrived_at, entered_at, outcome, score, contact_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_FOLDED: LiteralString = """
UPDATE call SET phase = %s, skill = %s, entered_at = %s, outcome = %s, score = %s, contact_id = %s,
  seat_id = %s, account_id = %s, answered_at = COALESCE(answered_at, %s), closed_at = %s WHERE id = %s
"""


def arrived(call: Call, engine: str, fresh: Fresh) -> Statement:
    """The row of a call."""
    return _ARRIVED, (
        call.id, call.region, engine, call.channel, call.direction.value, call.called, fresh.caller, fresh.caller_index,
        Jsonb(route_json(call.route)), call.home, call.phase.value, call.skill, call.arrived_at, call.entered_at,
        call.outcome, call.score, call.contact_id,
    )  # fmt: skip


def stepped(call: Call, steps: Sequence[Step]) -> Statement:
    """Steps of a call, a row each."""
    return _STEPS, (
        [s.id for s in steps], [call.region] * len(steps), [s.call_id for s in steps], [s.kind.value for s in steps],
        [s.leg_id for s in steps], [s.role.value if s.role else "" for s in steps], [s.code for s in steps],
        [str(s.why) for s in steps], [s.seat_id for s in steps], [s.account_id for s in steps],
        [s.unit_id for s in steps], [s.at for s in steps],
    )  # fmt: skip


def folded(call: Call, answered: datetime | None, closed: datetime | None) -> Statement:
    """The row of a call as its steps have made it."""
    last = call.last_seat
    return _FOLDED, (
        call.phase.value, call.skill, call.entered_at, call.outcome, call.score, call.contact_id,
        last.seat_id if last else None, last.account_id if last else None, answered, closed, call.id,
    )  # fmt: skip


def answered_at(steps: Sequence[Step]) -> datetime | None:
    """When a seat answered first among the steps."""
    return next((s.at for s in steps if s.kind is StepKind.ANSWER and s.role is Role.SEAT), None)


def told(call: Call, steps: Sequence[Step]) -> list[Entry]:
    """The events of steps."""
    by, subject = Actor(call.region, Via.SYSTEM), Subject("call", call.id)
    entries = [
        Entry(
            CallStepped(
                s.kind.value, s.leg_id, s.role.value if s.role else "", s.code, str(s.why), s.seat_id, s.account_id, s.unit_id
            ),
            subject, by, s.at,
        )
        for s in steps
    ]  # fmt: skip
    seat = call.last_seat.seat_id if call.last_seat else None
    closed = CallClosed(call.direction.value, call.called, call.outcome, call.skill, call.contact_id, seat, call.score)
    return entries + [Entry(closed, subject, by, s.at) for s in steps if s.kind is StepKind.CLOSE]
