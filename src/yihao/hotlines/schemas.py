"""What the API of 号码归并 says and hears."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yihao.hotlines.values import After, Mode, SkillKind, Stage, Then


class HotlineCodeOut(Schema):
    """A code with its name on the screen."""

    code: str
    name: str


class HotlinePeriodIn(Schema):
    """What a number is from a day to a day, both included."""

    stage: Stage
    start: date
    end: date | None = None
    then: Then = Then.HANG_UP
    after: After = After.BY_LENGTH
    seats_in: bool = False
    seats_kept: bool = False
    system_link: bool = False
    remote_seats: bool = False
    menu: str = Field(default="", max_length=30)
    skill: str = Field(default="", max_length=30)
    kept_skill: str = Field(default="", max_length=30)
    basis: str = Field(default="", max_length=120)


class HotlinePeriodOut(HotlinePeriodIn):
    """A period in words, too."""

    stage_name: str
    status: str
    status_name: str
    ways: list[str]
    """The techniques that are switched on, in words."""


class HotlineApprovalIn(Schema):
    """The record without which no number is opened or re-opened."""

    document: str = Field(min_length=1, max_length=120)
    authority: str = Field(min_length=1, max_length=60)
    approved_on: date
    reason: str = Field(min_length=1, max_length=200)


class HotlineIn(Schema):
    """A number as it shall be. `version` is the one that was read; None registers a new number."""

    number: str = Field(max_length=12)
    name: str = Field(min_length=1, max_length=60)
    mode: Mode
    owner: str = Field(max_length=30)
    phase: int = Field(default=0, ge=0, le=9)
    seq: int | None = Field(default=None, ge=1, le=999)
    already_merged: bool = False
    expert_seats: bool = False
    absorbed_into: str = Field(default="", max_length=12)
    counts_under: str = Field(default="", max_length=40)
    area: str = Field(default="", max_length=12)
    retained_by: str = Field(default="", max_length=120)
    legal_basis: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=200)
    periods: list[HotlinePeriodIn] = Field(max_length=20)
    version: int | None = None
    approval: HotlineApprovalIn | None = None


class HotlineOut(Schema):
    """A number with its periods, and what it is today."""

    id: UUID
    number: str
    name: str
    mode: Mode
    mode_name: str
    owner: str
    owner_name: str
    phase: int
    seq: int | None
    already_merged: bool
    expert_seats: bool
    absorbed_into: str
    counts_under: str
    area: str
    retained_by: str
    legal_basis: str
    note: str
    version: int
    approval: str
    status: str
    status_name: str
    takes_complaints: bool
    lands_on: str
    next_change: date | None
    periods: list[HotlinePeriodOut]


class HotlineSkillOut(Schema):
    """A queue."""

    code: str
    name: str
    kind: SkillKind
    kind_name: str
    unit: str
    unit_name: str
    overflow: str
    overflow_after: int


class HotlineRegisterOut(Schema):
    """The whole register, and what a form needs."""

    own_number: str
    today: date
    transition_months: int
    hotlines: list[HotlineOut]
    skills: list[HotlineSkillOut]
    menus: list[HotlineCodeOut]
    modes: list[HotlineCodeOut]
    stages: list[HotlineCodeOut]
    statuses: list[HotlineCodeOut]


class HotlineStepOut(Schema):
    """One step that a caller meets, and the step in words."""

    do: str
    name: str
    says: str
    text: str
    prompt: str
    target: str
    skill: str
    choices: list[str]


class HotlineRouteOut(Schema):
    """What a dialled number does at a moment."""

    number: str
    name: str
    at: datetime
    mode: str
    mode_name: str
    status: str
    status_name: str
    steps: list[HotlineStepOut]
    takes_complaints: bool
    lands_on: str
    clause: str


class HotlineHappeningOut(Schema):
    """One event of a number."""

    at: datetime
    recorded_at: datetime
    who: str
    what: str
    detail: str


class HotlineHistoryOut(Schema):
    """What happened to a number, newest first."""

    rows: list[HotlineHappeningOut]


class HotlineSavedOut(Schema):
    """What was done, in words."""

    id: UUID
    message: str
