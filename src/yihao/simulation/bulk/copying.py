"""The bulk itself: day by day, copies of lives into the tables; it may be stopped at any moment and goes on."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from yihao.catalogue import queries as catalogue
from yihao.catalogue.rules import chain
from yihao.catalogue.values import AppealType, Dictionary
from yihao.kernel import numbers, sql
from yihao.orders.actions import search
from yihao.simulation.bulk import loading, speech
from yihao.simulation.bulk.filling import Copy, fill, fresh_id
from yihao.simulation.bulk.schedule import Begin, Schedule, Week
from yihao.simulation.bulk.sealing import Feed
from yihao.simulation.bulk.values import Citizen, Life
from yihao.simulation.staff import Staff
from yihao.simulation.texts import Grammar, Style
from yihao.simulation.values import Place

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
        zone = self.plan.zone
        self.week = Week(self.lives, zone)
        self.places = self.staff.places
        self.home = {place.area_code: place for place in self.places}
        self.weights = [1 / (8 + n * 7919 % len(self.places)) for n in range(len(self.places))]
        self.feed = Feed(zone)
        state = loading.State.read()
        if state is None:
            self._begin()
        else:
            self._go_on()
        first = self.plan.first if state is None else state["next_day"]
        began, before = time.monotonic(), self.made
        for day in self.plan.days(first):
            self._day(day)
            if day.weekday() == _TOLD_ON:
                self._tell(day, time.monotonic() - began, self.made - before)
        self._number_on()
        self.feed.publish()
        return self.made

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

    def _day(self, day: date) -> None:
        """One day, whole or not at all."""
        dice = self.plan.dice(day)
        lines: dict[str, list[str]] = defaultdict(list)
        begins = self.week.begins(self.plan, day, dice)
        for begin in begins:
            copy = self._copy(begin, dice)
            age = begin.life.at(self.plan.now - begin.shift) or begin.life.ages[0]
            filled = fill(copy, age, dice)
            for table, line in filled.lines:
                lines[table].append(line)
            self.feed.wait(filled.events)
        made = sum(b.life.ordered for b in begins)
        with transaction.atomic():
            lines["feed"] = self.feed.seal(day)
            loading.write(lines)
            loading.State.note(day + timedelta(days=1), made)
        self.made += made

    def _copy(self, begin: Begin, dice: Random) -> Copy:
        life, region = begin.life, self.staff.region
        place = dice.choices(self.places, self.weights)[0]
        day = begin.at.astimezone(self.plan.zone).date()
        self.sequences[day] = sequence = self.sequences.get(day, 0) + 1
        style = Style.TYPED if life.typed else Style.SPOKEN
        said = self.grammar.appeal(dice, life.class_code, place.area_code, style, AppealType(life.appeal_type))
        citizen, known = self._citizen(begin, said.name, dice)
        number = numbers.compose(region, day, sequence)
        people = self._people(self.home[life.place], place, dice)
        texts = speech.Speech(self.grammar, dice, said, citizen, place)
        return Copy(life, begin.shift, self._chain(place), people, number, day, sequence, citizen, known, texts)

    def _chain(self, place: Place) -> tuple[str, ...]:
        """The place's code and those above it."""
        region = self.staff.region
        areas = catalogue.areas(region, catalogue.versions(region).of(Dictionary.AREAS))
        return tuple(a.code for a in chain(areas, place.area_code))

    def _citizen(self, begin: Begin, name: str, dice: Random) -> tuple[Citizen, bool]:
        """Somebody new, or one of those who called lately."""
        if self.citizens and dice.random() < _AGAIN:
            return dice.choice(self.citizens), True
        self.phones += 1
        made = Citizen(fresh_id(begin.at, 0, dice), name, speech.phone(self.phones))
        if len(self.citizens) < _REMEMBERED:
            self.citizens.append(made)
        else:
            self.citizens[dice.randrange(_REMEMBERED)] = made
        return made, False

    def _people(self, home: Place, place: Place, dice: Random) -> dict[UUID, UUID]:
        """Units and persons in the place of those of the life: the township's, the county's, and some of each crew."""
        found = dict(zip((*home.units, *home.clerks), (*place.units, *place.clerks), strict=True))
        for people in self.staff.crews.values():
            crew = [p.account_id for p in people]
            turn = dice.randrange(len(crew))
            found |= {person: crew[(n + turn) % len(crew)] for n, person in enumerate(crew)}
        return found

    def _number_on(self) -> None:
        """Numbers of today go on behind those of the bulk."""
        if (last := self.sequences.get(self.plan.today)) is not None:
            numbers.begin_behind(region=self.staff.region, day=self.plan.today, last=last)

    def _tell(self, day: date, seconds: float, made: int) -> None:
        left = (self.plan.orders - self.made) * seconds / made if made else 0
        self.say(f"{day} {self.made:,}/{self.plan.orders:,} 件工单，剩余约 {left / 60:.0f} 分钟")
