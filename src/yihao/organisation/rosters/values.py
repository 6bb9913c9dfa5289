"""Values and events of 排班 (领域档案 B1, B15)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload


class Place(StrEnum):
    """Where a duty is done (方案 三(二): 驻场接听、远端座席)."""

    CENTRE = "centre"
    REMOTE = "remote"
    ON_SITE = "on_site"


class AbsenceKind(StrEnum):
    """Why somebody is away."""

    LEAVE = "leave"
    SICK = "sick"
    TRAINING = "training"
    OTHER = "other"


class AbsenceState(StrEnum):
    """An absence is asked for by the person or entered by the planner, who also decides."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SwapState(StrEnum):
    """A swap is asked of a colleague, who accepts, and approved by the planner."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PLACE_NAMES: Mapping[Place, str] = {Place.CENTRE: "中心", Place.REMOTE: "远端", Place.ON_SITE: "驻场"}
ABSENCE_NAMES: Mapping[AbsenceKind, str] = {
    AbsenceKind.LEAVE: "休假",
    AbsenceKind.SICK: "病假",
    AbsenceKind.TRAINING: "培训",
    AbsenceKind.OTHER: "其他",
}
ABSENCE_STATE_NAMES: Mapping[AbsenceState, str] = {
    AbsenceState.ASKED: "待审批",
    AbsenceState.APPROVED: "已批准",
    AbsenceState.REFUSED: "未批准",
    AbsenceState.WITHDRAWN: "已撤回",
}
SWAP_STATE_NAMES: Mapping[SwapState, str] = {
    SwapState.ASKED: "待对方同意",
    SwapState.ACCEPTED: "待审批",
    SwapState.APPROVED: "已换班",
    SwapState.REFUSED: "未换成",
    SwapState.WITHDRAWN: "已撤回",
}


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch of time between two instants, the end excluded."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """Its length in minutes."""
        return int((self.end - self.start).total_seconds() // 60)

    def meets(self, other: "Stretch") -> bool:
        """Whether the two have a moment in common."""
        return self.start < other.end and other.start < self.end

    def without(self, others: Iterable["Stretch"]) -> tuple["Stretch", ...]:
        """What is left when others are taken out, in order."""
        left = [self] if self.start < self.end else []
        for gap in others:
            left = [part for old in left for part in (_before(old, gap), _after(old, gap)) if part.start < part.end]
        return tuple(left)


def _before(whole: Stretch, gap: Stretch) -> Stretch:
    return Stretch(whole.start, min(whole.end, gap.start)) if whole.meets(gap) else whole


def _after(whole: Stretch, gap: Stretch) -> Stretch:
    return Stretch(max(whole.start, gap.end), whole.end) if whole.meets(gap) else Stretch(whole.end, whole.end)


@dataclass(frozen=True, slots=True)
class Hours:
    """From a time of day to another; over midnight when the end is not later than the start."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class ShiftFact:
    """班次: a pattern of a working day, with its breaks."""

    id: UUID
    name: str
    hours: Hours
    breaks: tuple[Hours, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class StaffedSkill:
    """A queue that must be staffed day and night: with how many seats at least, by whom, with which part of the calls."""

    skill: str
    unit: str
    least: int
    share: float


@dataclass(frozen=True, slots=True)
class RosterPolicy:
    """排班参数: the numbers of this region's rosters; every one is the city's to set (领域档案 B15, 5.2)."""

    rest_minutes: int = 0
    longest_minutes: int = 24 * 60
    week_minutes: int = 7 * 24 * 60
    answered: float = 0.95
    within_seconds: int = 15
    handle_seconds: int = 300
    daily_calls: int = 0
    staffed: tuple[StaffedSkill, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A duty that somebody wants to be entered."""

    account_id: UUID
    day: date
    shift_id: UUID
    skills: tuple[str, ...]
    place: Place = Place.CENTRE


@dataclass(frozen=True, slots=True)
class Presence:
    """Seats that are planned to be there: a person's duty (one seat, breaks taken out) or seats a unit keeps ready.

    `away` says why a duty does not count: the kind of the absence.
    """

    stretch: Stretch
    skills: frozenset[str]
    unit_id: UUID
    seats: int = 1
    account_id: UUID | None = None
    away: str = ""


@dataclass(frozen=True)
class ShiftSaved(Payload):
    """A shift was entered or changed; duties that were entered before keep their hours."""

    kind: ClassVar[str] = "shift.saved"
    says: ClassVar[str] = "登记班次"
    start: str
    end: str
    breaks: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class DutyEntered(Payload):
    """A person was put on duty."""

    kind: ClassVar[str] = "duty.entered"
    says: ClassVar[str] = "排入班次"
    account_id: UUID
    unit_id: UUID
    shift_id: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    skills: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class DutyTakenOut(Payload):
    """A duty was taken out of the roster."""

    kind: ClassVar[str] = "duty.taken_out"
    says: ClassVar[str] = "撤下班次"
    account_id: UUID
    day: date


@dataclass(frozen=True)
class DutyPassedOn(Payload):
    """A duty went to another person by a swap."""

    kind: ClassVar[str] = "duty.passed_on"
    says: ClassVar[str] = "换班"
    from_account_id: UUID
    to_account_id: UUID
    swap_id: UUID


@dataclass(frozen=True)
class WeekPublished(Payload):
    """A unit's week was published: from now on its people see it."""

    kind: ClassVar[str] = "roster.published"
    says: ClassVar[str] = "发布排班"
    unit_id: UUID
    monday: date
    duties: int
    times: int


@dataclass(frozen=True)
class AbsenceAsked(Payload):
    """Somebody asked to be away, or the planner entered it."""

    kind: ClassVar[str] = "absence.asked"
    says: ClassVar[str] = "申请请假"
    account_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class AbsenceMoved(Payload):
    """An absence was approved, refused or withdrawn. What kind it is stays out of the ledger: it may be illness."""

    kind: ClassVar[str] = "absence.moved"
    says: ClassVar[str] = "请假处理"
    account_id: UUID
    state: str


@dataclass(frozen=True)
class SwapAsked(Payload):
    """A person asked a colleague to take a duty, perhaps for one of the colleague's own."""

    kind: ClassVar[str] = "swap.asked"
    says: ClassVar[str] = "申请换班"
    duty_id: UUID
    from_account_id: UUID
    to_account_id: UUID
    other_duty_id: UUID | None


@dataclass(frozen=True)
class SwapMoved(Payload):
    """A swap was accepted, approved, refused or withdrawn."""

    kind: ClassVar[str] = "swap.moved"
    says: ClassVar[str] = "换班处理"
    state: str


@dataclass(frozen=True)
class StandingSeatsSaved(Payload):
    """A unit entered seats that it keeps ready, outside a roster of persons; or ended them. 方案 二(一)."""

    kind: ClassVar[str] = "standing_seats.saved"
    says: ClassVar[str] = "登记常设座席"
    unit_id: UUID
    skill: str
    weekdays: tuple[int, ...]
    start: str
    end: str
    seats: int
    valid_from: date
    valid_to: date | None
