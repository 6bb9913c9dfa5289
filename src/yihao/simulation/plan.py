"""What happens in the simulated days, in order. Pure: the same plan gives the same, so a stopped simulation goes on
where it was."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from yihao.kernel.calendar import Calendar
from yihao.simulation.courses import Course, Step
from yihao.simulation.values import Mix

_MONTH = 30
_LAST_BEGIN = timedelta(minutes=30)
"""Before the end: whoever calls last has been served by then, so that no call hangs in the air when people take over."""
_Steps = tuple[tuple[Step, datetime], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """So many days until an instant; `scale` is the share of the pack's volume."""

    region: str
    until: datetime
    days: int
    seed: int
    scale: float
    zone: ZoneInfo

    @property
    def first(self) -> date:
        """The first day."""
        return self.until.astimezone(self.zone).date() - timedelta(days=self.days)

    @property
    def begins(self) -> datetime:
        """Its midnight."""
        return datetime.combine(self.first, time(), self.zone)

    def dice(self, *what: object) -> Random:
        """The dice of something in it."""
        return Random("/".join(map(str, (self.seed, *what))))

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self) | {"until": self.until.isoformat(), "zone": self.zone.key}

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> "Plan":
        """As it was kept."""
        return cls(**body | {"until": datetime.fromisoformat(body["until"]), "zone": ZoneInfo(body["zone"])})


@dataclass(frozen=True, slots=True, order=True)
class Begin:
    """An appeal that begins; `site` is the number of the noisy site that it is about, or -1."""

    at: datetime
    site: int


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """Step `index` of appeal `number`; duties and weeks of the roster have the numbers below zero (see `place`)."""

    at: datetime
    number: int
    index: int
    step: Step

    @property
    def place(self) -> int | None:
        """The place of the duty or week that it is about; None for an appeal."""
        return -self.number - 1 if self.number < 0 else None


def begins(plan: Plan, mix: Mix, calendar: Calendar) -> list[Begin]:
    """All that comes until the end, in order."""
    found = [Begin(at, -1) for day in _days(plan) for at in _comes(plan, mix, calendar, day)]
    site = 0
    for day in _days(plan):
        dice = plan.dice("sites", day)
        for _ in range(_whole(dice, mix.sites.a_day * plan.scale)):
            since = _moment(plan, mix, day, dice)
            for _ in range(dice.randint(mix.sites.least, mix.sites.most)):
                after = since + timedelta(days=min(dice.expovariate(2 / mix.sites.days), mix.sites.days))
                awake = after.replace(hour=dice.choices(range(24), mix.hours)[0])
                found.append(Begin(max(since, awake), site))
            site += 1
    return sorted(b for b in found if b.at < plan.until - _LAST_BEGIN)


def share_of_day(plan: Plan, mix: Mix, calendar: Calendar, day: date) -> float:
    """How much is to be expected of a day."""
    share = 7 * mix.week[day.weekday()] / sum(mix.week)
    if day.weekday() < 5 and not calendar.is_working(day):
        share *= mix.holiday
    return mix.appeals_a_month / _MONTH * plan.scale * share


def happenings(
    plan: Plan,
    starts: Sequence[Begin],
    course_of: Callable[[int, Begin], Course],
    at_seats_until: Callable[[datetime], Iterable[Happening]],
) -> Iterator[Happening]:
    """Everything that people do, in order of time, as far as it goes until the end. `at_seats_until` says what happens to
    duties and seats before an instant that it was not asked for yet."""
    waiting: list[tuple[Happening, _Steps]] = []
    for number, begin in enumerate(starts):
        _add(waiting, at_seats_until(begin.at))
        yield from _until(begin.at, waiting)
        steps = course_of(number, begin).steps
        heapq.heappush(waiting, _nth(steps, number, 0))
    _add(waiting, at_seats_until(plan.until))
    yield from _until(plan.until, waiting)


def _add(waiting: list[tuple[Happening, _Steps]], duties: Iterable[Happening]) -> None:
    for happening in duties:
        heapq.heappush(waiting, (happening, ()))


def _until(instant: datetime, waiting: list[tuple[Happening, _Steps]]) -> Iterator[Happening]:
    while waiting and waiting[0][0].at < instant:
        happening, steps = heapq.heappop(waiting)
        yield happening
        if happening.index + 1 < len(steps):
            heapq.heappush(waiting, _nth(steps, happening.number, happening.index + 1))


def _nth(steps: _Steps, number: int, index: int) -> tuple[Happening, _Steps]:
    step, at = steps[index]
    return Happening(at, number, index, step), steps


def _days(plan: Plan) -> Iterator[date]:
    for n in range(plan.days + 1):
        yield plan.first + timedelta(days=n)


def _comes(plan: Plan, mix: Mix, calendar: Calendar, day: date) -> list[datetime]:
    dice = plan.dice("day", day)
    amount = _whole(dice, share_of_day(plan, mix, calendar, day) * dice.uniform(0.93, 1.07))
    return [_moment(plan, mix, day, dice) for _ in range(amount)]


def _moment(plan: Plan, mix: Mix, day: date, dice: Random) -> datetime:
    hour = dice.choices(range(24), mix.hours)[0]
    return datetime.combine(day, time(hour), plan.zone) + timedelta(seconds=dice.uniform(0, 3600))


def _whole(dice: Random, amount: float) -> int:
    return int(amount) + (dice.random() < amount - int(amount))
