"""Who of the centre sits at a telephone when: proposed by the rule of the rosters, for the calls that are to be expected. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from yihao.calls.rules.replay import Duty
from yihao.calls.staffing.rules.erlang import seats_needed
from yihao.calls.staffing.rules.proposal import Candidate, Proposed, propose
from yihao.calls.staffing.values import SLOT_MINUTES, SLOTS
from yihao.calls.values.seats import Seat
from yihao.kernel.calendar import Calendar
from yihao.kernel.ids import first_id_at
from yihao.organisation.rosters import rules
from yihao.organisation.rosters.values import RosterPolicy, ShiftFact, Stretch, Wish
from yihao.simulation.courses import PHONE
from yihao.simulation.plan import Plan, share_of_day
from yihao.simulation.values import Chance, Mix

_LAST_SEAT = timedelta(minutes=5)
"""Before the end everybody has signed off: no telephone outlives the simulation."""
_BEFORE = timedelta(minutes=2)
"""People sign on a little before their duty begins."""
_TOLD_BEFORE = timedelta(days=3, hours=8)
"""A week is published before its Monday: on Thursday at four."""
_REMEMBERED = 14
"""How many earlier duties of a person may matter for the next one."""
_Past = tuple[tuple[date, Stretch], ...]


@dataclass(frozen=True, slots=True)
class Crew:
    """Those who can be at the telephones: accounts in an order that stays, their unit, what they can take."""

    accounts: tuple[UUID, ...]
    unit_id: UUID
    skills: frozenset[str]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of duties, and when it is published. What lies before the first day is nobody's wish: a week may have none."""

    monday: date
    told: datetime
    entries: tuple[Proposed, ...]
    wishes: tuple[Wish, ...]


@dataclass(frozen=True)
class Rota:
    """What duties are planned from. `wrap_up` in seconds."""

    plan: Plan
    mix: Mix
    calendar: Calendar
    crew: Crew
    shifts: Sequence[ShiftFact]
    policy: RosterPolicy
    wrap_up: float

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """All weeks that are published before the end, in order; the last one may be still to come."""
        past: dict[UUID, _Past] = dict.fromkeys(self.crew.accounts, ())
        found = []
        monday = rules.monday_of(self.plan.first - timedelta(days=1))
        while (told := datetime.combine(monday, time(), self.plan.zone) - _TOLD_BEFORE) < self.plan.until:
            entries = tuple(self._proposed(monday, past))
            for one in entries:
                past[one.account_id] = (*past[one.account_id][-_REMEMBERED:], (one.day, self._stretch(one)))
            found.append(Week(monday, max(told, self.plan.begins), entries, tuple(self._wishes(entries))))
            monday += timedelta(days=7)
        return tuple(found)

    def duties(self) -> list[Duty]:
        """The duties that people come to, in order."""
        found = []
        for one in (one for week in self.weeks for one in week.entries):
            shift = self._hours[one.shift_id]
            breaks = rules.breaks_on(shift.hours, shift.breaks, one.day, self.plan.zone)
            if (cut := self._within(self._stretch(one))) is not None and self._comes(one):
                found.append(self._duty(one.account_id, cut, breaks))
        return sorted(found, key=lambda d: (d.stretch, d.seat.id))

    def signs_on(self, duty: Duty) -> datetime:
        """When somebody comes to the seat."""
        return max(duty.stretch.start - _BEFORE, self.plan.begins)

    @cached_property
    def _hours(self) -> dict[UUID, ShiftFact]:
        return {s.id: s for s in self.shifts}

    def _stretch(self, one: Proposed) -> Stretch:
        return rules.stretch_on(self._hours[one.shift_id].hours, one.day, self.plan.zone)

    def _wishes(self, entries: Sequence[Proposed]) -> Iterator[Wish]:
        skills = tuple(sorted(self.crew.skills))
        return (Wish(e.account_id, e.day, e.shift_id, skills) for e in entries if e.day >= self.plan.first)

    def _proposed(self, monday: date, past: dict[UUID, _Past]) -> list[Proposed]:
        days = [monday + timedelta(days=n) for n in range(7)]
        start, end = (datetime.combine(d, time(), self.plan.zone) for d in (monday, monday + timedelta(days=7)))
        least = max((s.least for s in self.policy.staffed if s.skill in self.crew.skills), default=1)
        needed = [max(least, n) for day in days for n in self._needed(day)]
        return propose(
            span=Stretch(start, end),
            days=days,
            zone=self.plan.zone,
            shifts=self.shifts,
            people=[Candidate(who, frozenset(days), before) for who, before in past.items()],
            least=[least] * len(needed),
            needed=needed,
            policy=self.policy,
            since=start,
        )

    def _needed(self, day: date) -> list[int]:
        """Seats in each half-hour of a day."""
        calls = share_of_day(self.plan, self.mix, self.calendar, day)
        calls *= self.mix.channels[PHONE] / sum(self.mix.channels.values())
        halves = [calls * self.mix.hours[slot * 24 // SLOTS] / sum(self.mix.hours) / 2 for slot in range(SLOTS)]
        return [
            seats_needed(
                half, SLOT_MINUTES, handle_seconds=self.mix.talks.handled(self.wrap_up),
                answered=self.policy.answered, seconds=self.policy.within_seconds,
            )
            for half in halves
        ]  # fmt: skip

    def _comes(self, one: Proposed) -> bool:
        dice = self.plan.dice("comes", one.day, self.crew.accounts.index(one.account_id))
        return dice.random() >= self.mix.chance(Chance.ABSENT)

    def _within(self, stretch: Stretch) -> Stretch | None:
        cut = Stretch(max(stretch.start, self.plan.begins), min(stretch.end, self.plan.until - _LAST_SEAT))
        return cut if cut.start < cut.end else None

    def _duty(self, account_id: UUID, stretch: Stretch, breaks: tuple[Stretch, ...]) -> Duty:
        dice = self.plan.dice("seat", self.crew.accounts.index(account_id), stretch.start)
        key = UUID(int=first_id_at(stretch.start).int | dice.getrandbits(62))
        return Duty(Seat(key, account_id, self.crew.unit_id, "", self.crew.skills, stretch.start), stretch, breaks)
