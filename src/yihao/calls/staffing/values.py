"""Values of staffing (领域档案 B1, B15, 5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from yihao.organisation.rosters.values import Stretch

SLOTS = 48
"""Half-hours of a day."""
SLOT_MINUTES = 30


class Source(StrEnum):
    """Where a history comes from."""

    CALLS = "calls"
    SYNTHETIC = "synthetic"


class DayKind(StrEnum):
    """Days that resemble each other."""

    WORKING = "working"
    MADE_UP = "made_up"
    """A weekend day that is worked (调休)."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


DAY_KIND_NAMES: Mapping[DayKind, str] = {
    DayKind.WORKING: "工作日",
    DayKind.MADE_UP: "调休上班",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "节假日",
}


@dataclass(frozen=True, slots=True)
class History:
    """Calls that entered a queue, by day and half-hour; and how long a call keeps a seat, in seconds."""

    counts: Mapping[date, tuple[int, ...]]
    source: Source
    handle_seconds: float


@dataclass(frozen=True, slots=True)
class DayForecast:
    """What is expected of a day: calls in each half-hour; `days` are how many days of history it rests on."""

    day: date
    kind: DayKind
    calls: tuple[float, ...]
    days: int
    month_end: float
    """The factor of the end of the month; 1 on other days."""


@dataclass(frozen=True, slots=True)
class HalfHour:
    """A half-hour of a queue: seats needed, seats planned at its weakest moment, seats missing then."""

    start: datetime
    skill: str
    needed: int
    planned: int
    missing: int


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch in which a queue has too few seats; `absent` are people planned for it who are away."""

    skill: str
    stretch: Stretch
    missing: int
    absent: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The report: every half-hour of every queue that must be staffed, and every hole. Without holes it is a proof."""

    half_hours: tuple[HalfHour, ...]
    holes: tuple[Hole, ...]

    @property
    def proved(self) -> bool:
        """Whether every moment has the seats it needs."""
        return not self.holes


@dataclass(frozen=True, slots=True)
class Adherence:
    """Planned duty beside being signed on, in minutes (领域档案 4.1 adherence). `late` and `early` add up over duties."""

    planned: int
    kept: int
    late: int
    early: int

    @property
    def share(self) -> float | None:
        """Which part of the planned time was kept; None where nothing was planned."""
        return self.kept / self.planned if self.planned else None
