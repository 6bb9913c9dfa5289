"""The bulk itself: day by day, copies of lives into the tables; it may be stopped at any moment and goes on."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.db import transaction

from yihao.catalogue import queries as catalogue
from yihao.catalogue.rules import chain
from yihao.catalogue.values import Dictionary
from yihao.kernel import numbers, sql
from yihao.orders.actions import search
from yihao.simulation.bulk import days, loading, speech
from yihao.simulation.bulk.filling import fresh_id
from yihao.simulation.bulk.schedule import Begin, Schedule, Week
from yihao.simulation.bulk.sealing import Feed
from yihao.simulation.bulk.values import Citizen, Life, Turn
from yihao.simulation.staff import Staff
from yihao.simulation.texts import Grammar

_REMEMBERED = 4000
_TOLD_ON = 6
"""Progress is told of each week."""
_AGAIN = 0.3
"""The share of those who turn to the line again, of the last few thousand."""
Say = Callable[[str], None]


def copy_lives(
    *, lives: Sequence[Life], staff: Staff, grammar: Grammar, plan: Schedule, say: Say = lambda text: None
) -> int:
    """Fill the tables according to plan, from where an earlier run stopped; the number of orders now there.

    Each day is one transaction. The tables have to be empty of orders but for those of this plan.
    """
    made = _Bulk(lives, staff, grammar, plan, say).run()
    with transaction.atomic():
        loading.put_back(_later(), say)
        say("列出工单")
        search.list_all()
        loading.State.end()
    return made


def _later() -> list[str]:
    state = loading.State.read()
    assert state is not None
    return list(state["later"])


@dataclass
class _Bulk:
    """One run."""

    lives: Sequence[Life]
    staff: Staff
    grammar: Grammar
    plan: Schedule
    say: Say
    made: int = 0
    feed: Feed = field(init=False)
    week: Week = field(init=False)
    citizens: list[Citizen] = field(default_factory=list)
    phones: int = 0
    sequences: dict[date, int] = field(default_factory=dict)

    def run(self) -> int:
        self.week = Week(self.lives, self.plan.zone)
        self.feed = Feed(self.plan.zone)
        state = loading.State.read()
        if state is None:
            self._begin()
        else:
            self._go_on()
        first = self.plan.first if state is None else state["next_day"]
        began, before = time.monotonic(), self.made
        for day in days.written(self._writer(), ((day, self._turns(day)) for day in self.plan.days(first))):
            self._keep(day)
            if day.day.weekday() == _TOLD_ON:
                self._tell(day.day, time.monotonic() - began, self.made - before)
        self._number_on()
        self.feed.publish()
        return self.made

    def _writer(self) -> days.Writer:
        """Whatever days are written with, read from the database."""
        region, places = self.staff.region, self.staff.places
        areas = catalogue.areas(region, catalogue.versions(region).of(Dictionary.AREAS))
        chains = {p.area_code: tuple(a.code for a in chain(areas, p.area_code)) for p in places}
        crews = [[person.account_id for person in crew] for crew in self.staff.crews.values()]
        return days.Writer(region, self.grammar, self.plan, self.week, places, chains, crews)

    def _begin(self) -> None:
        with transaction.atomic():
            first = self.plan.now - timedelta(weeks=self.plan.weeks, days=2)
            loading.make_partitions(first, self.plan.now)
            loading.State.begin(
                {"orders": self.plan.orders, "seed": self.plan.seed}, self.plan.first, loading.take_off()
            )

    def _go_on(self) -> None:
        state = loading.State.read()
        assert state is not None
        self.made = int(state["made"])
        self.say(f"接着上次的进度（已有 {self.made:,} 件工单，下一天 {state['next_day']}）")
        self.phones = sum(int(r["n"]) for r in sql.rows("SELECT count(*) AS n FROM petitioner_phone"))
        found = sql.rows("SELECT day, max(sequence) AS last FROM number_draw GROUP BY day")
        self.sequences = {r["day"]: int(r["last"]) for r in found}
        self.feed.remember()

    def _keep(self, day: days.Day) -> None:
        """A day, whole or not at all."""
        self.feed.wait(day.events)
        with transaction.atomic():
            loading.write({**day.lines, "feed": self.feed.seal(day.day)})
            loading.State.note(day.day + timedelta(days=1), day.orders)
        self.made += day.orders

    def _turns(self, day: date) -> list[Turn]:
        """Who calls on a day, and with which numbers."""
        dice = self.plan.dice(day, "citizens")
        return [self._turn(begin, dice) for begin in self.week.begins(self.plan, day)]

    def _turn(self, begin: Begin, dice: Random) -> Turn:
        day = begin.at.astimezone(self.plan.zone).date()
        self.sequences[day] = sequence = self.sequences.get(day, 0) + 1
        citizen, known = self._citizen(begin, dice)
        return Turn(day, sequence, citizen, known)

    def _citizen(self, begin: Begin, dice: Random) -> tuple[Citizen, bool]:
        """Somebody new, or one of those who called lately."""
        if self.citizens and dice.random() < _AGAIN:
            return dice.choice(self.citizens), True
        self.phones += 1
        made = Citizen(fresh_id(begin.at, 0, dice), self.grammar.person(dice), speech.phone(self.phones))
        if len(self.citizens) < _REMEMBERED:
            self.citizens.append(made)
        else:
            self.citizens[dice.randrange(_REMEMBERED)] = made
        return made, False

    def _number_on(self) -> None:
        """Numbers of today go on behind those of the bulk."""
        if (last := self.sequences.get(self.plan.today)) is not None:
            numbers.begin_behind(region=self.staff.region, day=self.plan.today, last=last)

    def _tell(self, day: date, seconds: float, made: int) -> None:
        left = (self.plan.orders - self.made) * seconds / made if made else 0
        self.say(f"{day} {self.made:,}/{self.plan.orders:,} 件工单，剩余约 {left / 60:.0f} 分钟")
