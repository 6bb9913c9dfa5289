"""What the HTTP of 排班 says and hears."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yihao.organisation.rosters.values import AbsenceKind, Hours, Place


class HoursIO(Schema):
    """From a time of day to another, as 08:30; over midnight where the second is not later."""

    start: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    end: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")

    def hours(self) -> Hours:
        """As a value."""
        return Hours(time.fromisoformat(self.start), time.fromisoformat(self.end))


class ShiftOut(Schema):
    """班次."""

    id: UUID
    name: str
    start: str
    end: str
    breaks: list[HoursIO]
    active: bool


class ShiftIn(HoursIO):
    """A shift, new when there is no `id`."""

    id: UUID | None = None
    name: str = Field(max_length=40)
    breaks: list[HoursIO] = Field(default_factory=list, max_length=6)
    active: bool = True


class RosterUnitOut(Schema):
    """A unit with a roster that the person may plan or see."""

    id: UUID
    name: str
    manages: bool


class PersonOut(Schema):
    """Somebody who can be put on duty; `until` is the last day of the post."""

    id: UUID
    name: str
    since: date
    until: date | None


class DutyOut(Schema):
    """当班."""

    id: UUID
    account_id: UUID
    account_name: str
    shift_id: UUID
    shift_name: str
    day: date
    starts_at: datetime
    ends_at: datetime
    skills: list[str]
    place: str
    place_name: str
    published: bool


class AbsenceOut(Schema):
    """请假."""

    id: UUID
    account_id: UUID
    account_name: str
    kind: str
    kind_name: str
    starts_at: datetime
    ends_at: datetime
    state: str
    state_name: str
    reason: str


class SwapOut(Schema):
    """换班."""

    id: UUID
    state: str
    state_name: str
    reason: str
    from_account_id: UUID
    from_name: str
    to_account_id: UUID
    to_name: str
    duty_id: UUID
    day: date
    shift_name: str
    starts_at: datetime
    other_duty_id: UUID | None
    other_day: date | None
    other_shift_name: str | None


class StandingOut(Schema):
    """常设座席."""

    id: UUID
    unit_id: UUID
    unit_name: str
    skill: str
    weekdays: list[int]
    start: str
    end: str
    seats: int
    valid_from: date
    valid_to: date | None


class RosterCodeOut(Schema):
    """A code with its name on the screen."""

    code: str
    name: str


class WeekOut(Schema):
    """A unit's week as its planner sees it."""

    unit: RosterUnitOut
    units: list[RosterUnitOut]
    monday: date
    published_at: datetime | None
    shifts: list[ShiftOut]
    people: list[PersonOut]
    duties: list[DutyOut]
    absences: list[AbsenceOut]
    swaps: list[SwapOut]
    standing: list[StandingOut]
    places: list[RosterCodeOut]
    kinds: list[RosterCodeOut]
    edits_shifts: bool
    """The shifts are the whole line's: the centre keeps them."""


class MineOut(Schema):
    """My own duties, absences and swaps; and the duties of colleagues for which I could ask."""

    account_id: UUID
    duties: list[DutyOut]
    colleagues: list[DutyOut]
    absences: list[AbsenceOut]
    swaps: list[SwapOut]
    kinds: list[RosterCodeOut]


class DutyIn(Schema):
    """A person on a day in a shift."""

    account_id: UUID
    day: date
    shift_id: UUID
    skills: list[str] = Field(max_length=20)
    place: Place = Place.CENTRE


class DutiesIn(Schema):
    """Duties of one unit, entered all or none."""

    unit_id: UUID
    duties: list[DutyIn] = Field(min_length=1, max_length=500)


class PublishWeekIn(Schema):
    """A unit's week."""

    unit_id: UUID
    monday: date


class AbsenceIn(Schema):
    """From when to when, and why; `unit_id` and `account_id` when the planner enters it for somebody."""

    kind: AbsenceKind
    starts_at: datetime
    ends_at: datetime
    unit_id: UUID | None = None
    account_id: UUID | None = None


class DecisionIn(Schema):
    """Yes, or no with a reason."""

    approve: bool
    reason: str = Field(default="", max_length=400)


class AbsenceDecisionIn(DecisionIn):
    """The planner decides for a unit."""

    unit_id: UUID


class SwapIn(Schema):
    """My duty, the colleague, perhaps one of the colleague's duties."""

    duty_id: UUID
    to_account_id: UUID
    other_duty_id: UUID | None = None


class AcceptIn(Schema):
    """Whether the colleague accepts."""

    accept: bool


class StandingIn(HoursIO):
    """Seats that a unit keeps ready every week."""

    unit_id: UUID
    skill: str = Field(max_length=30)
    weekdays: list[int] = Field(max_length=7)
    seats: int
    valid_from: date
    valid_to: date | None = None


class EndSeatsIn(Schema):
    """The last day."""

    valid_to: date


class NothingIn(Schema):
    """Nothing has to be said."""


class RosterSaidOut(Schema):
    """What was done, in a sentence."""

    said: str


Body = dict[str, Any]
