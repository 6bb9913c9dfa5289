"""Who turns to the line, where, with which words: everything about appeal `number` of a plan. Pure but for the clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from random import Random
from uuid import UUID

from yihao.calls.rules.replay import Caller
from yihao.catalogue.values import AppealType
from yihao.hotlines.values import Route
from yihao.kernel.calendar import Calendar
from yihao.kernel.ids import first_id_at
from yihao.orders.values.intake import Form, PetitionerForm
from yihao.simulation.courses import Course, Pace, Talk, channel, course
from yihao.simulation.plan import Begin, Plan
from yihao.simulation.texts import AppealText, Grammar, Says, Site, Style
from yihao.simulation.values import Chance, Mix, Place

_SPOKEN = frozenset({"phone"})
_DRAWS = 50
"""So often a text that says the same as another is put otherwise; a grammar with nothing new to say by then is poor."""
_SELDOM = 0.15
"""The weight of a number that the pack names no share for."""
_LONGEST_WAIT = timedelta(minutes=8)
_BACK = 3000
"""How many appeals back somebody may have called before."""


@dataclass(frozen=True)
class City:
    """The plan with what its dice decide."""

    plan: Plan
    grammar: Grammar
    mix: Mix
    places: tuple[Place, ...]
    calendar: Calendar
    paced: Callable[[str, str], tuple[str, Pace]]
    numbers: tuple[str, ...]
    """All that can be dialled."""
    route: Callable[[str, datetime], Route]
    """What a number does then."""
    home: str
    """The queue of the line's own number."""

    def channel_of(self, number: int) -> str:
        """How somebody turns to the line with it."""
        return channel(self.plan.dice("channel", number), self.mix)

    def course_of(self, number: int, begin: Begin, talk: Talk | None) -> Course:
        """How it fares; a call as it was played."""
        dice = self.plan.dice("course", number)
        matter = partial(self._matter, dice, begin.site)
        channel = self.channel_of(number)
        return course(dice, self.mix, begin.at, channel, matter=matter, calendar=self.calendar, talk=talk)

    def calls_in_vain(self, number: int) -> bool:
        """Whether no appeal comes of a call, though somebody answers it."""
        return self.plan.dice("empty", number).random() < self.mix.chance(Chance.ABANDONED)

    def caller_of(self, number: int, begin: Begin) -> Caller:
        """The call, as it would go if it were answered at once."""
        dice, talks, chance = self.plan.dice("call", number), self.mix.talks, self.mix.chance
        called = self.dialled(number)
        spoken = talks.empty if self.calls_in_vain(number) else talks.long
        return Caller(
            id=UUID(int=first_id_at(begin.at).int | dice.getrandbits(62)),
            region=self.plan.region,
            called=called,
            route=self.route(called, begin.at),
            home=self.home,
            number=self.phone(number),
            arrives=begin.at,
            patience=min(timedelta(seconds=5 + dice.expovariate(1 / talks.patience)), _LONGEST_WAIT),
            pick_up=_seconds(dice, talks.pick_up),
            talk=_seconds(dice, spoken),
            decides=timedelta(seconds=dice.uniform(1, 9)),
            missed_rings=int(dice.random() < chance(Chance.LET_RING)),
            score=dice.choices(list(talks.scores), list(talks.scores.values()))[0]
            if dice.random() < chance(Chance.SCORED)
            else "",
            leaves=timedelta(seconds=dice.uniform(1, 6)) if dice.random() < chance(Chance.IMPATIENT) else None,
        )

    def _matter(self, dice: Random, site: int, kind: str) -> tuple[str, Pace]:
        if site >= 0 and kind in ("complaint", "report"):
            return self.paced(self.site(site)[0].class_code, kind)
        weights = self.grammar.weights(AppealType(kind))
        return self.paced(dice.choices(list(weights), list(weights.values()))[0], kind)

    def site(self, number: int) -> tuple[Site, Place]:
        """A noisy site."""
        dice = self.plan.dice("site", number)
        weights = self.grammar.weights(AppealType.COMPLAINT)
        place = self._somewhere(dice)
        found = self.grammar.site(dice, dice.choices(list(weights), list(weights.values()))[0], place.area_code)
        return found, place

    def place_of(self, number: int, begin: Begin, plan: Course) -> Place:
        """Where it is about."""
        if self._about_site(begin, plan):
            return self.site(begin.site)[1]
        return self._somewhere(self.plan.dice("place", number))

    def _somewhere(self, dice: Random) -> Place:
        return dice.choices(self.places, self._weights)[0]

    @cached_property
    def _weights(self) -> list[float]:
        towns: dict[str, int] = {}
        found = []
        for place in self.places:
            rank = towns[place.county_code] = towns.get(place.county_code, 0) + 1
            found.append(self.mix.counties.get(place.county_code, 0.0) / (2 + rank * 7919 % 13))
        return found

    @staticmethod
    def _about_site(begin: Begin, plan: Course) -> bool:
        return begin.site >= 0 and plan.appeal_type in ("complaint", "report")

    def text_of(self, number: int, begin: Begin, plan: Course, draw: int = 0) -> AppealText:
        """What is said; with another `draw` the same is put otherwise."""
        dice = self.plan.dice("text", number, draw)
        style = Style.SPOKEN if plan.channel in _SPOKEN else Style.TYPED
        site = self.site(begin.site)[0] if self._about_site(begin, plan) else None
        area = self.place_of(number, begin, plan).area_code
        said = self.grammar.appeal(dice, plan.class_code, area, style, AppealType(plan.appeal_type), site)
        return replace(said, phone=self.phone(number))

    def phone(self, number: int) -> str:
        """The caller's number: often one that has called before."""
        dice = self.plan.dice("phone", number)
        if number and dice.random() < self.mix.chance(Chance.KNOWN):
            return self.phone(dice.randrange(max(0, number - _BACK), number))
        return f"13{(number * 765_432_101 + 123_456_789) % 10**9:09d}"

    def form_of(self, plan: Course, said: AppealText) -> Form:
        """The form, as it is filled."""
        who = PetitionerForm(
            name=said.name,
            phone=said.phone,
            subject_type="enterprise" if said.enterprise else "person",
            enterprise_name=said.enterprise,
        )
        if plan.anonymous:
            who = PetitionerForm(anonymous=True)
        return Form(
            appeal_type=plan.appeal_type,
            title=said.title,
            content=said.content,
            wanted=said.wanted,
            class_code=plan.class_code,
            area_code=said.area_code,
            address=said.address,
            petitioner=who,
            reported_party=said.reported_party,
            secrecy="confidential" if plan.confidential or plan.anonymous else "open",
        )

    def dialled(self, number: int) -> str:
        """The number dialled."""
        dice = self.plan.dice("dialled", number)
        weights = [self.mix.numbers.get(n, _SELDOM) for n in self.numbers]
        return dice.choices(self.numbers, weights)[0]

    def words(self, number: int, index: int, said: AppealText) -> Callable[[Says, str], str]:
        """What is written at step `index`."""
        dice = self.plan.dice("words", number, index)
        return lambda says, unit: self.grammar.say(dice, says, said, unit=unit)


class Voices:
    """Lets one appeal after another speak, each in words of its own, unless the grammar has none left."""

    def __init__(self, text_of: Callable[[int, Begin, Course, int], AppealText]) -> None:
        self._text_of = text_of
        self._told: set[str] = set()

    def speak(self, number: int, begin: Begin, plan: Course) -> AppealText:
        """What the next appeal says. Appeals come in the same order each time, so they say the same each time."""
        for draw in range(_DRAWS):
            said = self._text_of(number, begin, plan, draw)
            if said.content not in self._told:
                break
        self._told.add(said.content)
        return said


def _seconds(dice: Random, spread: tuple[float, float, float]) -> timedelta:
    return timedelta(seconds=dice.triangular(*spread))
