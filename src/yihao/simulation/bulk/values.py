"""A life (all rows of one appeal) as text with holes, and what stands in the holes of one copy."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID


class Form(Enum):
    """How an instant is written: as text, or in microseconds (in what is sealed)."""

    ISO = "iso"
    MICROSECONDS = "microseconds"


@dataclass(frozen=True, slots=True)
class OwnId:
    """An id that the life brought with it; `born` orders it among all ids, `rank` among those of its life."""

    old: UUID
    born: datetime
    rank: int


@dataclass(frozen=True, slots=True)
class OtherId:
    """A unit or a person: another copy may have another one in its place."""

    old: UUID


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time; it moves with the life."""

    at: datetime
    form: Form


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed value: what `key` names of the copy's texts, sealed for its place and row."""

    key: str
    place: str
    row: UUID


@dataclass(frozen=True, slots=True)
class Told:
    """Something else that the copy has of its own: `number`, `day`, `sequence`, `area`, `petitioner`, `phone_index`."""

    what: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """An entry of the text index: the copy's words and place, its units and month, and the facets that stay."""

    stay: tuple[str, ...]
    units: tuple[UUID, ...]
    listed_at: datetime


Hole = OwnId | OtherId | Instant | Sealed | Indexed | Told


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line with holes: `text` has a `%s` for each of `holes` (places in the life's list of holes)."""

    text: str
    holes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the life as the ledger seals it."""

    recorded_at: int
    """The hole of its instant, in microseconds."""
    id: int
    """The hole of its id."""
    body: Pattern


@dataclass(frozen=True, slots=True)
class Age:
    """The life as it stood from `since` until the next age: its rows by table, and what has happened."""

    since: datetime
    rows: tuple[tuple[str, Pattern], ...]
    happened: tuple[Happening, ...]
    holes: tuple[int, ...]
    """Those that occur in it."""


@dataclass(frozen=True, slots=True)
class Life:
    """One appeal from the first contact to the end."""

    begun: datetime
    """When its number was drawn."""
    place: str
    """The code of the area it happened in."""
    class_code: str
    appeal_type: str
    typed: bool
    """Whether the citizen wrote it."""
    ordered: bool
    """Whether it became a work order."""
    holes: tuple[Hole, ...]
    ages: tuple[Age, ...]

    def at(self, instant: datetime) -> Age | None:
        """How it stood at an instant; None before it began."""
        return next((age for age in reversed(self.ages) if age.since <= instant), None)


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody with a telephone who may turn to the line again."""

    id: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What a copy has of those before it: its number of its day, and who calls, perhaps not for the first time."""

    day: date
    sequence: int
    citizen: Citizen
    known: bool
