"""From rows to text with holes: whatever belongs to this one life becomes a hole, all else stays as it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from yihao.simulation.bulk.tables import Column
from yihao.simulation.bulk.values import Form, Happening, Hole, Indexed, Instant, OtherId, OwnId, Pattern, Sealed, Told

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::\d\d)?"
_NUMBER = r"(?<!\d)\d{19}(?!\d)"
_SEALED_TIME = r"(?<=,)\d{16}(?=,)"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NULL = "\\N"
_OWN_COLUMNS = {
    ("number_draw", "day"): "day",
    ("number_draw", "sequence"): "sequence",
}
_KNOWN_TYPES = frozenset(
    ["uuid", "uuid[]", "character varying", "character", "text", "text[]", "integer", "smallint", "bigint", "boolean",
     "jsonb", "timestamp with time zone"]
)  # fmt: skip


class UnknownPart(RuntimeError):
    """A row of a life holds something of which the copier does not know what to put in its place."""


class Compiler:
    """Makes the patterns of one life. Lines that stay the same from age to age are made once."""

    def __init__(self, *, area: str, number: str, petitioner: UUID | None, others: Iterable[UUID]) -> None:
        self.holes: list[Hole] = []
        self._places: dict[Hole, int] = {}
        self._own: dict[UUID, OwnId | Told] = {petitioner: Told("petitioner")} if petitioner else {}
        self._others = frozenset(others)
        self._number = number
        self._area = rf"(?<![0-9]){area}(?![0-9])"
        self._lines: dict[tuple[str, str], Pattern] = {}
        self._bodies: dict[str, Happening] = {}

    def bring(self, key: UUID, line: str, seen: datetime) -> None:
        """Note that the row `line` has the id `key`. It was born at its first instant, or when it was first `seen`."""
        if key not in self._own:
            born = min((_instant(t) for t in re.findall(_TIME, line)), default=seen)
            self._own[key] = OwnId(key, born, len(self._own))

    def line(self, table: str, columns: Sequence[Column], key: int, line: str) -> Pattern:
        """The pattern of a row as COPY writes it. Raises UnknownPart."""
        if (table, line) not in self._lines:
            cells = line.split("\t")
            named = {c.name: cell for c, cell in zip(columns, cells, strict=True)}
            made = [self._cell(table, c, cell, named, cells[key]) for c, cell in zip(columns, cells, strict=True)]
            text = "\t".join(m.text for m in made)
            self._lines[table, line] = Pattern(text, tuple(h for m in made for h in m.holes))
        return self._lines[table, line]

    def happening(self, event_id: UUID, recorded_at: datetime, body: str) -> Happening:
        """The pattern of an event in the form that is sealed."""
        if body not in self._bodies:
            self._bodies[body] = Happening(
                self._hole(Instant(recorded_at, Form.MICROSECONDS)),
                self._hole(self._id(str(event_id))),
                self._text(body),
            )
        return self._bodies[body]

    def _cell(self, table: str, column: Column, cell: str, named: Mapping[str, str], key: str) -> Pattern:
        if cell == _NULL:
            return Pattern(cell, ())
        if what := _OWN_COLUMNS.get((table, column.name)):
            return Pattern("%s", (self._hole(Told(what)),))
        if (table, column.name) == ("appeal_search", "words"):
            return Pattern("%s", (self._hole(self._indexed(cell, named["listed_at"])),))
        if column.type == "bytea":
            return Pattern("%s", (self._hole(_sealed(table, column.name, named, key)),))
        if column.type not in _KNOWN_TYPES:
            raise UnknownPart(f"{table}.{column.name}: {column.type}")
        return self._text(cell)

    def _indexed(self, cell: str, listed_at: str) -> Hole:
        """Words, place and month are the copy's own; class, type and channel stay; units are others."""
        facets = [word for word in re.findall(r"'([^']*)'", cell) if ":" in word]
        units = tuple(UUID(f[2:]) for f in facets if f.startswith("u:"))
        if unknown := [u for u in units if u not in self._others]:
            raise UnknownPart(f"unit {unknown[0]}")
        return Indexed(tuple(f for f in facets if f[0] in "cth"), units, _instant(listed_at))

    def _text(self, text: str) -> Pattern:
        """The text with a hole for each id, instant, number and area in it."""
        holes: list[int] = []

        def keep(found: re.Match[str]) -> str:
            holes.append(self._hole(self._part(found[0])))
            return "%s"

        pattern = f"{_UUID}|{_TIME}|{_NUMBER}|{_SEALED_TIME}|{self._area}"
        return Pattern(re.sub(pattern, keep, text.replace("%", "%%")), tuple(holes))

    def _part(self, text: str) -> Hole:
        if re.fullmatch(_UUID, text):
            return self._id(text)
        if re.fullmatch(_TIME, text):
            return Instant(_instant(text), Form.ISO)
        if text == self._number:
            return Told("number")
        if len(text) == 16:
            return Instant(_EPOCH + timedelta(microseconds=int(text)), Form.MICROSECONDS)
        if re.fullmatch(self._area, text):
            return Told("area")
        raise UnknownPart(text)

    def _id(self, text: str) -> Hole:
        key = UUID(text)
        if key in self._own:
            return self._own[key]
        if key in self._others:
            return OtherId(key)
        raise UnknownPart(f"id {text}")

    def _hole(self, hole: Hole) -> int:
        if hole not in self._places:
            self._places[hole] = len(self.holes)
            self.holes.append(hole)
        return self._places[hole]


def _sealed(table: str, column: str, named: Mapping[str, str], key: str) -> Hole:
    """A column of bytes: a blind index of the number, or a sealed text, named by its place and its row's kind."""
    if column.endswith("_index"):
        return Told("phone_index")
    kind = f".{named['kind']}" if table == "appeal_text" else ""
    return Sealed(f"{table}.{column}{kind}", f"{table}.{column}", UUID(key))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
