"""A proposal for a week's roster: greedy, and each choice can be explained.

First round: nowhere fewer seats than the least (方案 二(一): 7*24 小时). Second round: what the forecast needs, the
scarcest half-hours first. In each step the shift that mends most goes to somebody with little time on duty who may have
it, and who has the same hours on other days where there is a choice. What can't be covered stays in the report.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from yihao.calls.staffing.values import SLOT_MINUTES
from yihao.organisation.rosters import rules
from yihao.organisation.rosters.values import RosterPolicy, ShiftFact, Stretch

_EVEN = 16 * 60
"""Within as many minutes on duty, who keeps to the same hours comes first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be put on duty for the queue: days with a post, duties that stand, time away."""

    account_id: UUID
    days: frozenset[date]
    duties: tuple[tuple[date, Stretch], ...] = ()
    away: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A duty, and why: how many seat-hours it mends, in which round (the least, or the forecast)."""

    account_id: UUID
    day: date
    shift_id: UUID
    hours: float
    for_least: bool


@dataclass(slots=True)
class _Hands:
    """A candidate with what is already on the plate."""

    who: Candidate
    duties: list[tuple[date, Stretch]] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(s.minutes for _, s in self.duties)


def propose(
    *,
    span: Stretch,
    days: Sequence[date],
    zone: ZoneInfo,
    shifts: Sequence[ShiftFact],
    people: Sequence[Candidate],
    least: Sequence[int],
    needed: Sequence[int],
    policy: RosterPolicy,
    since: datetime,
) -> list[Proposed]:
    """Duties for one queue that begin at `since` or later. `least` and `needed` are the seats still missing in each
    half-hour of the span."""
    hands = [_Hands(p, list(p.duties)) for p in people]
    made: list[Proposed] = []
    patterns = {key: p for key, p in _patterns(span, days, zone, shifts).items() if p[1].start >= since}
    short = [list(least), list(needed)]
    for for_least, missing in ((True, short[0]), (False, short[1])):
        wanted = list(missing)
        while (step := _best(patterns, missing, wanted, hands, policy)) is not None:
            day, shift, who = step
            mended = sum(1 for slot in patterns[day, shift.id][2] if missing[slot] > 0) * SLOT_MINUTES / 60
            made.append(Proposed(who.who.account_id, day, shift.id, mended, for_least))
            who.duties.append((day, patterns[day, shift.id][1]))
            for slot in patterns[day, shift.id][2]:
                short[0][slot] -= 1
                short[1][slot] -= 1
    return made


_Patterns = Mapping[tuple[date, UUID], tuple[ShiftFact, Stretch, tuple[int, ...]]]


def _patterns(span: Stretch, days: Sequence[date], zone: ZoneInfo, shifts: Sequence[ShiftFact]) -> _Patterns:
    """Each shift on each day: its stretch, and the half-hours of the span that it covers whole."""
    found = {}
    for day in days:
        for shift in shifts:
            whole = rules.stretch_on(shift.hours, day, zone)
            parts = whole.without(rules.breaks_on(shift.hours, shift.breaks, day, zone))
            found[day, shift.id] = (shift, whole, tuple(slot for part in parts for slot in _slots(span, part)))
    return found


def _slots(span: Stretch, part: Stretch) -> range:
    step = SLOT_MINUTES * 60
    first = math.ceil((part.start - span.start).total_seconds() / step)
    last = int((min(part.end, span.end) - span.start).total_seconds() // step)
    return range(max(0, first), max(0, last))


def _best(
    patterns: _Patterns, missing: Sequence[int], wanted: Sequence[int], hands: Sequence[_Hands], policy: RosterPolicy
) -> tuple[date, ShiftFact, _Hands] | None:
    """The shift that mends most and the person who takes it; None when nothing can be mended any more.

    A half-hour counts by how much of its need is missing: one of one before one of ten.
    """
    gains = []
    for (day, _), (shift, stretch, slots) in patterns.items():
        gain = sum(missing[slot] / wanted[slot] for slot in slots if missing[slot] > 0)
        if gain > 0:
            gains.append((-round(gain, 6), day, stretch, shift.name, shift))
    for _, day, stretch, _, shift in sorted(gains, key=lambda g: g[:4]):
        free = [h for h in hands if _may(h, day, stretch, policy)]
        if free:
            return day, shift, min(free, key=lambda h: (h.minutes // _EVEN, _changes(h, stretch), h.minutes, h.who.account_id))
    return None


def _may(h: _Hands, day: date, stretch: Stretch, policy: RosterPolicy) -> bool:
    if day not in h.who.days:
        return False
    if rules.refusal(stretch, [s for _, s in h.duties], h.who.away, policy):
        return False
    week = sum(s.minutes for d, s in h.duties if rules.monday_of(d) == rules.monday_of(day))
    return not rules.too_much(week + stretch.minutes, policy)


def _changes(h: _Hands, stretch: Stretch) -> int:
    """How many of the person's duties begin at another time of day: steady weeks are preferred."""
    return sum(1 for _, s in h.duties if s.start.time() != stretch.start.time())
