"""The copies of whole days, written by processes beside this one: what a day has of those before it is little."""

import os
import signal
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from multiprocessing import get_context
from random import Random
from uuid import UUID

from yihao.catalogue.values import AppealType
from yihao.kernel import numbers
from yihao.kernel.parent import end_with_parent
from yihao.simulation.bulk import speech
from yihao.simulation.bulk.filling import Copy, Sequenced, fill
from yihao.simulation.bulk.schedule import Begin, Schedule, Week
from yihao.simulation.bulk.values import Turn
from yihao.simulation.texts import Grammar, Style
from yihao.simulation.values import Place

_AHEAD = 3
"""Days that wait for each process: enough that none is ever idle."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day brings: the lines of each table, the events that want a place in the feed."""

    day: date
    orders: int
    lines: Mapping[str, str]
    events: Sequence[Sequenced]


@dataclass(frozen=True)
class Writer:
    """Writes days. Pure, and without the database: it has read everything before."""

    region: str
    grammar: Grammar
    plan: Schedule
    week: Week
    places: Sequence[Place]
    chains: Mapping[str, tuple[str, ...]]
    """A township's code → its code and those above it."""
    crews: Sequence[Sequence[UUID]]
    """People of whom each may stand for another one of the same crew."""

    def write(self, day: date, turns: Sequence[Turn]) -> Day:
        """All copies that begin on a day."""
        dice = self.plan.dice(day)
        lines: dict[str, list[str]] = defaultdict(list)
        events: list[Sequenced] = []
        begins = self.week.begins(self.plan, day)
        for begin, turn in zip(begins, turns, strict=True):
            age = begin.life.at(self.plan.now - begin.shift) or begin.life.ages[0]
            filled = fill(self._copy(begin, turn, dice), age, dice)
            for table, line in filled.lines:
                lines[table].append(line)
            events += filled.events
        rows = {table: "".join(f"{line}\n" for line in found) for table, found in lines.items()}
        return Day(day, sum(b.life.ordered for b in begins), rows, events)

    def _copy(self, begin: Begin, turn: Turn, dice: Random) -> Copy:
        life = begin.life
        place = dice.choices(self.places, self._weights)[0]
        style = Style.TYPED if life.typed else Style.SPOKEN
        said = self.grammar.appeal(
            dice, life.class_code, place.area_code, style, AppealType(life.appeal_type), name=turn.citizen.name
        )
        number = numbers.compose(self.region, turn.day, turn.sequence)
        people = self._people(self._homes[life.place], place, dice)
        texts = speech.Speech(self.grammar, dice, said, turn.citizen, place)
        return Copy(life, begin.shift, self.chains[place.area_code], people, number, turn, texts)

    @cached_property
    def _homes(self) -> dict[str, Place]:
        return {place.area_code: place for place in self.places}

    @cached_property
    def _weights(self) -> list[float]:
        return [1 / (8 + n * 7919 % len(self.places)) for n in range(len(self.places))]

    def _people(self, home: Place, place: Place, dice: Random) -> dict[UUID, UUID]:
        """Units and persons in the place of those of the life: the township's, the county's, and some of each crew."""
        found = dict(zip((*home.units, *home.clerks), (*place.units, *place.clerks), strict=True))
        for crew in self.crews:
            turn = dice.randrange(len(crew))
            found |= {person: crew[(n + turn) % len(crew)] for n, person in enumerate(crew)}
        return found


def written(writer: Writer, days: Iterable[tuple[date, Sequence[Turn]]]) -> Iterator[Day]:
    """The days in their order, as they are written; a few are drawn ahead. The processes end with this one."""
    processes = len(os.sched_getaffinity(0))
    started = (writer, end_with_parent(signal.SIGKILL))
    with ProcessPoolExecutor(processes, get_context("fork"), _start, started) as pool:
        waiting: deque[Future[Day]] = deque()
        for day, turns in days:
            waiting.append(pool.submit(_write, day, turns))
            if len(waiting) > processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_mine: list[Writer] = []
"""The writer of a process that writes days: it comes with the fork, for lives and grammar are large."""


def _start(writer: Writer, end_with_us: Callable[[], None] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whether to stop is for the process that began us
    if end_with_us is not None:
        end_with_us()
    _mine.append(writer)


def _write(day: date, turns: Sequence[Turn]) -> Day:
    return _mine[0].write(day, turns)
