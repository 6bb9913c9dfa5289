"""Which lives are copied on which day. Pure: the same seed gives the same days, so a stopped bulk goes on where it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from yihao.simulation.bulk.values import Life

_JITTER = timedelta(minutes=20)
"""Copies of one life on one day begin at different times; more would carry them out of the working hours."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """So many orders, on the days before `now`, as many each week."""

    orders: int
    weeks: int
    now: datetime
    zone: ZoneInfo
    seed: int

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def first(self) -> date:
        """The first day."""
        return self.today - timedelta(days=self.weeks * 7)

    def days(self, since: date) -> Iterator[date]:
        """The days from `since` to today."""
        day = max(since, self.first)
        while day <= self.today:
            yield day
            day += timedelta(days=1)

    def dice(self, day: date, what: str = "") -> Random:
        """The dice of a day, or of something in it."""
        return Random(f"{self.seed}/{self.orders}/{day}/{what}")


@dataclass(frozen=True, slots=True)
class Begin:
    """A copy that begins: the life and how far it is shifted."""

    life: Life
    shift: timedelta

    @property
    def at(self) -> datetime:
        return self.life.begun + self.shift


class Week:
    """The lives by the day of the week on which they begin."""

    def __init__(self, lives: Sequence[Life], zone: ZoneInfo) -> None:
        self._zone = zone
        self._days = [[life for life in lives if self._day(life).weekday() == n] for n in range(7)]
        self.orders = sum(life.ordered for life in lives)

    def begins(self, plan: Schedule, day: date) -> list[Begin]:
        """The copies that begin on a day, in order of time; none later than now."""
        dice = plan.dice(day, "begins")
        there = self._begun(plan) if day == plan.today else self._days[day.weekday()]
        chosen = self._some(there, self._amount(plan, day), dice)
        return sorted((self._begin(plan, life, day, dice) for life in chosen), key=lambda b: b.at)

    def _amount(self, plan: Schedule, day: date) -> int:
        """How many orders that day has: the sum of all days is what was asked for."""
        return self._until(plan, day + timedelta(days=1)) - self._until(plan, day)

    def _until(self, plan: Schedule, day: date) -> int:
        """How many orders the days before `day` have."""
        if day > plan.today:
            return plan.orders
        passed = (day - plan.first).days
        weights = [sum(life.ordered for life in d) for d in self._days]
        share = sum(weights[(plan.first.weekday() + n) % 7] for n in range(passed % 7)) + passed // 7 * sum(weights)
        whole = plan.weeks * sum(weights) + sum(life.ordered for life in self._begun(plan))
        return round(plan.orders * share / whole)

    def _begun(self, plan: Schedule) -> list[Life]:
        """The lives of today's weekday that have begun by now."""
        time = plan.now.astimezone(self._zone).time()
        there = self._days[plan.today.weekday()]
        return [life for life in there if life.begun.astimezone(self._zone).time() <= time]

    def _some(self, there: list[Life], orders: int, dice: Random) -> list[Life]:
        """So many lives with an order, and the answered ones in proportion."""
        with_order = [life for life in there if life.ordered]
        without = [life for life in there if not life.ordered]
        if not with_order:
            return []
        more = orders * len(without) / len(with_order)
        amount = int(more) + (dice.random() < more - int(more))
        return _draw(with_order, orders, dice) + (_draw(without, amount, dice) if without else [])

    def _begin(self, plan: Schedule, life: Life, day: date, dice: Random) -> Begin:
        whole = Begin(life, day - self._day(life))
        moved = Begin(life, whole.shift + dice.uniform(-1, 1) * _JITTER)
        return moved if moved.at <= plan.now else whole

    def _day(self, life: Life) -> date:
        return life.begun.astimezone(self._zone).date()


def _draw(lives: list[Life], amount: int, dice: Random) -> list[Life]:
    """Each life as often as the others, but for the rest, which is drawn."""
    return lives * (amount // len(lives)) + dice.sample(lives, amount % len(lives))
