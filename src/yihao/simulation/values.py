"""How a city turns to its line, as the pack says it (`simulation.toml`); and the places it is simulated at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Chance(StrEnum):
    """Something that happens to a share of appeals or orders; each is a key of `[chances]`."""

    REFUSED = "refused"
    """Of appeals: not accepted, on a ground of the list."""
    TRANSFERRED = "transferred"
    """Of appeals: given on to whom it belongs to."""
    ABANDONED = "abandoned"
    """Of calls: no appeal comes of it (dropped, wrong number, silent)."""
    IMPATIENT = "impatient"
    """Of calls: the caller hangs up while the greeting is still heard."""
    ABSENT = "absent"
    """Of duties at a seat: the person does not come."""
    LET_RING = "let_ring"
    """Of offers: the seat lets it ring in vain."""
    SCORED = "scored"
    """Of talks: rated by a key."""
    KNOWN = "known"
    """Of appeals: somebody who has turned to the line before."""
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"
    """Of reports."""
    CITY_TO_COUNTY = "city_to_county"
    """Of orders for which the catalogue names a city's unit: the county gets it all the same."""
    COUNTY_TO_TOWN = "county_to_town"
    """The other way round: of orders for a county, those that go straight to the township."""
    COPIED = "copied"
    SENT_BACK = "sent_back"
    LATE_SIGN = "late_sign"
    LATE_REPLY = "late_reply"
    WITHDRAWN = "withdrawn"
    SUPPLEMENTED = "supplemented"
    URGED = "urged"
    UNREACHED = "unreached"
    """Of orders: the unit does not reach the citizen the first time."""
    DEFECTIVE = "defective"
    """Of replies: sent back by the check."""
    RATED = "rated"
    """Of those who came by the portal: they rate there before anybody rings them."""
    SILENT = "silent"
    DECLINED = "declined"
    DISSATISFIED = "dissatisfied"
    REDONE = "redone"
    """Of the dissatisfied: done once more; the others get an explanation."""
    AGAIN = "again"
    """Of the redone: not satisfied the second time either."""


@dataclass(frozen=True, slots=True)
class Sites:
    """Noisy sites: one place with one trouble, of which many speak."""

    a_day: float
    least: int
    most: int
    days: int
    """Over how many days they call."""


@dataclass(frozen=True, slots=True)
class Talks:
    """How people speak on the telephone, in seconds: least, most, and what is most frequent."""

    long: tuple[float, float, float]
    empty: tuple[float, float, float]
    """Of calls of which no appeal comes."""
    pick_up: tuple[float, float, float]
    """How long the seat rings that answers."""
    patience: float
    """Waiting for a person; the mean."""
    scores: Mapping[str, float]
    """Keys of the rating."""

    def handled(self, wrap_up: float) -> float:
        """How long a seat is taken by a call, on the average."""
        return sum(self.long) / 3 + sum(self.pick_up) / 3 + wrap_up


@dataclass(frozen=True, slots=True)
class Mix:
    """`simulation.toml`. Shares are weights: they need not sum up to one."""

    appeals_a_month: int
    hours: tuple[int, ...]
    """How much comes in each hour of the day."""
    week: tuple[int, ...]
    """How much comes on each day of the week, from Monday."""
    holiday: float
    """What a public holiday is of such a day."""
    channels: Mapping[str, float]
    types: Mapping[str, float]
    answered: Mapping[str, float]
    """Of each type, the share that is answered on the line."""
    counties: Mapping[str, float]
    """The counties' shares of what comes."""
    numbers: Mapping[str, float]
    """Of calls, by the number dialled."""
    talks: Talks
    sites: Sites
    chances: Mapping[str, float]

    def chance(self, of: Chance) -> float:
        """The share of a thing."""
        return self.chances[of]


@dataclass(frozen=True, slots=True)
class Place:
    """A township with the units that answer for it, and their clerks."""

    county_code: str
    area_code: str
    names: tuple[str, str]
    """County and township."""
    units: tuple[UUID, UUID]
    """The township's and the county's."""
    clerks: tuple[UUID, UUID]
