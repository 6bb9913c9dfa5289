"""Which seat takes which call (领域档案 B2): the caller who came first, the seat that has been idle longest. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yihao.calls.values.seats import Seat


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call in the line."""

    call_id: UUID
    skill: str
    priority: int
    entered_at: datetime
    queued_at: datetime
    known_to: UUID | None = None
    """The account that spoke with this caller last."""


@dataclass(frozen=True, slots=True)
class Overflow:
    """Where calls of a skill go when they have waited so long."""

    skill: str
    after: timedelta


def order(waiting: Sequence[Waiting]) -> list[Waiting]:
    """The line: priority first, then who came first. A call whose offer was not answered kept its time of coming, so it
    stands at the head again."""
    return sorted(waiting, key=lambda w: (-w.priority, w.entered_at, w.call_id))


def choose(
    waiting: Sequence[Waiting],
    seats: Sequence[Seat],
    overflow: Mapping[str, Overflow],
    now: datetime,
    staffed: Set[str] | None = None,
) -> list[tuple[UUID, Seat]]:
    """Calls with the seats that are to ring for them; each seat once, each call once.

    `staffed` are the skills that somebody on duty has: a call of another one need not wait before it overflows.
    """
    free = sorted(seats, key=lambda s: (s.idle_since, s.id))
    pairs = []
    for call in order(waiting):
        waits = staffed is None or call.skill in staffed
        seat = _best(call, free, overflow.get(call.skill), now, waits)
        if seat is not None:
            free.remove(seat)
            pairs.append((call.call_id, seat))
    return pairs


def _best(call: Waiting, free: Sequence[Seat], over: Overflow | None, now: datetime, waits: bool) -> Seat | None:
    """Who knows the caller, else the longest idle with the skill, else (after the time) one with the next skill."""
    able = [s for s in free if call.skill in s.skills]
    if not able and over is not None and (not waits or now - call.queued_at >= over.after):
        able = [s for s in free if over.skill in s.skills]
    known = next((s for s in able if s.account_id == call.known_to), None)
    return known or next(iter(able), None)


def place_in_line(call_id: UUID, waiting: Sequence[Waiting]) -> int:
    """How many calls of the same skill stand before this one."""
    line = order(waiting)
    mine = next(w for w in line if w.call_id == call_id)
    return sum(1 for w in line[: line.index(mine)] if w.skill == mine.skill)


def expected_wait(ahead: int, seats: int, handling: timedelta) -> timedelta:
    """How long until a call with `ahead` others before it is likely to be taken: every seat of the skill becomes free once
    in an average handling time."""
    return handling * (ahead + 1) / max(seats, 1)
