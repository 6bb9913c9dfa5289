"""One copy of a life: fresh ids, its own time, place, people, number and texts in the holes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from yihao.kernel.crypto import blind_index, seal
from yihao.orders.rules import facets
from yihao.orders.rules.words import words
from yihao.simulation.bulk.speech import Speech
from yihao.simulation.bulk.values import (
    Age,
    Form,
    Hole,
    Indexed,
    Instant,
    Life,
    OtherId,
    OwnId,
    Pattern,
    Sealed,
    Told,
    Turn,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
OF_THE_CITIZEN = frozenset({"petitioner", "petitioner_phone"})
"""Rows that are there already when somebody turns to the line again."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What distinguishes one copy from all others."""

    life: Life
    shift: timedelta
    areas: tuple[str, ...]
    """The township's code, and those above it."""
    people: Mapping[UUID, UUID]
    """Units and persons of the life → those in their place."""
    number: str
    turn: Turn
    speech: Speech


class Sequenced(NamedTuple):
    """An event that waits for its place in the feed; they have it in order of time, then of id."""

    recorded_at: int
    """Microseconds since 1970."""
    id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Filled:
    """The lines of a copy by table, and its events."""

    lines: list[tuple[str, str]]
    events: list[Sequenced]


def fill(copy: Copy, age: Age, dice: Random) -> Filled:
    """The copy as it stands at an age of its life."""
    holes = copy.life.holes
    ids = {h: _fresh(h, copy.shift, dice) for i in age.holes if isinstance(h := holes[i], OwnId)}
    by_old = {h.old: new for h, new in ids.items()}
    values = [""] * len(holes)
    for i in age.holes:
        values[i] = _value(holes[i], copy, by_old)
    known = OF_THE_CITIZEN if copy.turn.known else frozenset()
    lines = [(table, _write(p, values)) for table, p in age.rows if table not in known]
    events = [
        Sequenced(int(values[e.recorded_at]), values[e.id], _write(e.body, values).encode("ascii"))
        for e in age.happened
    ]
    return Filled(lines, events)


def _write(pattern: Pattern, values: list[str]) -> str:
    return pattern.text % tuple([values[i] for i in pattern.holes])


def _value(hole: Hole, copy: Copy, ids: Mapping[UUID, str]) -> str:
    match hole:
        case OwnId():
            return ids[hole.old]
        case OtherId():
            return str(copy.people.get(hole.old, hole.old))
        case Instant(at, Form.ISO):
            return (at + copy.shift).isoformat()
        case Instant(at, Form.MICROSECONDS):
            return str((at + copy.shift - _EPOCH) // _MICROSECOND)
        case Sealed(key, place, row):
            return _bytes(seal(copy.speech[key], place, UUID(ids[row])))
        case Indexed():
            return _entry(hole, copy)
        case Told(what):
            return _told(what, copy)
    raise AssertionError(hole)


def _entry(entry: Indexed, copy: Copy) -> str:
    found = [*entry.stay, *map(facets.of_area, copy.areas), facets.of_month(entry.listed_at + copy.shift)]
    found += [facets.of_unit(copy.people.get(unit, unit)) for unit in entry.units]
    found += words(copy.speech.indexed, copy.speech.hidden)
    return " ".join(f"'{word}'" for word in found)


def _told(what: str, copy: Copy) -> str:
    match what:
        case "number":
            return copy.number
        case "sequence":
            return str(copy.turn.sequence)
        case "area":
            return copy.areas[0]
        case "day":
            return copy.turn.day.isoformat()
        case "petitioner":
            return copy.turn.citizen.id
        case "phone_index":
            return _bytes(blind_index("phone", copy.turn.citizen.phone))
    raise AssertionError(what)


def _bytes(value: bytes) -> str:
    """Bytes as COPY reads them."""
    return "\\\\x" + value.hex()


def _fresh(hole: OwnId, shift: timedelta, dice: Random) -> str:
    return fresh_id(hole.born + shift, hole.rank, dice)


def fresh_id(born: datetime, rank: int, dice: Random) -> str:
    """A UUID (version 7) of the past: by its time, then by its rank in its life."""
    moment = (born - _EPOCH) // timedelta(milliseconds=1)
    value = f"{moment:012x}7{rank & 0xFFF:03x}{0x8000_0000_0000_0000 | dice.getrandbits(62):016x}"
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
