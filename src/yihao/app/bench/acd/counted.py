"""The same day, calculated a second time without a word of `calls`: lists and a clock, as the specification tells it.

- The line: who came first into it is first, also after a seat let it ring in vain (15 seconds).
- A call rings where its caller was served last, if that seat is free and has the skill; else where a seat with the skill
  has been idle longest; after the time of its skill, seats of the next skill count too when none of its own is free.
- A seat that let it ring is away for a while; one that talked writes things up. A seat that rang for somebody who left is
  as idle as it was before.
"""

import heapq
import itertools
from dataclasses import dataclass, field

from yihao.app.bench.acd.day import BACK_AFTER, GREETING, OVERFLOW, RING_SECONDS, SECOND, WRAP_UP_SECONDS, Planned


@dataclass(slots=True)
class Counted:
    """What became of a call; times in microseconds."""

    planned: Planned
    entered: int
    queued: int
    known: int | None = None
    answered: int | None = None
    left: int | None = None
    rung_in_vain: int = 0
    seat: int | None = None


@dataclass(slots=True)
class _World:
    skills: list[frozenset[str]]
    idle: dict[int, int]
    """Free seats with the time since when they are free."""
    line: list[Counted] = field(default_factory=list)
    events: list[tuple[int, int, str, int]] = field(default_factory=list)
    served_by: dict[str, int] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)
    order: "itertools.count[int]" = field(default_factory=itertools.count)

    def later(self, at: int, what: str, about: int) -> None:
        heapq.heappush(self.events, (at, next(self.order), what, about))


def count(plan: list[Planned], skills: list[frozenset[str]]) -> list[Counted]:
    """What becomes of each call."""
    world = _World(skills, {seat: seat - len(skills) for seat in range(len(skills))})
    calls = [Counted(p, p.arrives + GREETING, p.arrives + GREETING) for p in plan]
    for call in calls:
        world.later(call.planned.arrives, "arrives", call.planned.number)
        world.later(call.entered, "enters", call.planned.number)
    while world.events:
        now, _, what, about = heapq.heappop(world.events)
        _take(world, calls, now, what, about)
        _give(world, now)
    return calls


def _take(world: _World, calls: list[Counted], now: int, what: str, about: int) -> None:
    if what == "free":
        world.idle[about] = now
        return
    call = calls[about]
    match what:
        case "arrives":
            call.known = world.served_by.get(call.planned.caller) if call.planned.caller else None
        case "enters":
            world.line.append(call)
            world.later(now + call.planned.patience, "leaves", about)
            _wait_for_others(world, call)
        case "leaves" if call.answered is None:
            call.left = now
            if call.seat is None:
                world.line.remove(call)
            else:
                world.idle[call.seat] = world.before[call.seat]
        case "rung" if call.left is None:
            assert call.seat is not None
            world.later(now + BACK_AFTER, "free", call.seat)
            call.seat, call.queued = None, now
            call.rung_in_vain += 1
            world.line.append(call)
            _wait_for_others(world, call)
        case "answers" if call.left is None:
            assert call.seat is not None
            call.answered = now
            world.served_by[call.planned.caller] = call.seat
            world.later(now + call.planned.talk + WRAP_UP_SECONDS * SECOND, "free", call.seat)
        case _:
            pass


def _wait_for_others(world: _World, call: Counted) -> None:
    if call.planned.skill in OVERFLOW:
        world.later(call.queued + OVERFLOW[call.planned.skill][1] * SECOND, "look again", call.planned.number)


def _give(world: _World, now: int) -> None:
    for call in sorted(world.line, key=lambda c: c.entered):
        seat = _seat_for(world, call, now)
        if seat is None:
            continue
        world.line.remove(call)
        world.before[seat] = world.idle.pop(seat)
        call.seat = seat
        if call.rung_in_vain < call.planned.missed_rings:
            world.later(now + RING_SECONDS * SECOND, "rung", call.planned.number)
        else:
            world.later(now + call.planned.pick_up, "answers", call.planned.number)


def _seat_for(world: _World, call: Counted, now: int) -> int | None:
    able = [s for s in world.idle if call.planned.skill in world.skills[s]]
    if not able and call.planned.skill in OVERFLOW:
        other, after = OVERFLOW[call.planned.skill]
        if now >= call.queued + after * SECOND:
            able = [s for s in world.idle if other in world.skills[s]]
    if call.known in able:
        return call.known
    return min(able, key=lambda s: (world.idle[s], s), default=None)


def to_call_back(calls: list[Counted]) -> list[int]:
    """The callers who left unserved and were not served later, each with the last such call; hidden numbers can't be."""
    by_caller: dict[str, list[Counted]] = {}
    for call in calls:
        by_caller.setdefault(call.planned.caller, []).append(call)
    owed = []
    for caller, theirs in by_caller.items():
        lost = [c for c in theirs if c.left is not None]
        if caller and lost and not any(c.answered and c.planned.arrives > lost[-1].planned.arrives for c in theirs):
            owed.append(lost[-1].planned.number)
    return sorted(owed)
