"""What the API of 运行管理 says and hears."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yihao.centre.values import DialResult, Standing, TaskState


class MergeKindOut(Schema):
    """A kind of task."""

    code: str
    name: str
    basis: str


class MergePhaseOut(Schema):
    """A phase with how far it is."""

    number: int
    name: str
    start: date
    end: date
    basis: str
    plans: int
    plans_done: int
    plans_late: int
    tasks: int
    tasks_done: int
    tasks_late: int


class MergeTaskOut(Schema):
    """A task and how it stands today."""

    kind: str
    name: str
    basis: str
    due: date
    state: TaskState
    state_name: str
    done_on: date | None
    note: str
    standing: Standing
    days_late: int


class MergePlanOut(Schema):
    """A number's plan."""

    number: str
    name: str
    mode: str
    phase: int
    first_day: date
    new_first_day: date | None
    unit_name: str
    department: str
    person: str
    phone: str
    note: str
    version: int
    may_report: bool
    seats_planned: int
    seats_moved: int
    staff_planned: int
    staff_moved: int
    tasks: list[MergeTaskOut]
    total: int
    settled: int
    late: int
    standing: Standing
    standing_name: str


class UnplannedOut(Schema):
    """A number without a plan."""

    number: str
    name: str


class MergeBoardOut(Schema):
    """The whole project."""

    today: date
    manages: bool
    kinds: list[MergeKindOut]
    phases: list[MergePhaseOut]
    plans: list[MergePlanOut]
    unplanned: list[UnplannedOut]


class MergeHappeningOut(Schema):
    """One event of a plan."""

    at: datetime
    who: str
    what: str
    detail: str


class MergeHistoryOut(Schema):
    """What happened to a plan, newest first."""

    rows: list[MergeHappeningOut]


class MergeAct(Schema):
    """Any write on a plan: the version that was read."""

    version: int


class MergeAssignIn(MergeAct):
    """Who is responsible."""

    department: str = Field(default="", max_length=60)
    person: str = Field(default="", max_length=40)
    phone: str = Field(default="", max_length=20, pattern=r"^[0-9\-]*$")
    note: str = Field(default="", max_length=300)


class MergeReportIn(MergeAct):
    """How a task stands."""

    task: str = Field(max_length=20)
    state: TaskState
    done_on: date | None = None
    note: str = Field(default="", max_length=300)


class MergeMoveIn(MergeAct):
    """A new due date."""

    task: str = Field(max_length=20)
    due: date
    note: str = Field(max_length=300)


class MergeHandoverIn(MergeAct):
    """Seats and staff: to be moved, and moved."""

    seats_planned: int = Field(ge=0, le=999)
    seats_moved: int = Field(ge=0, le=999)
    staff_planned: int = Field(ge=0, le=999)
    staff_moved: int = Field(ge=0, le=999)


class MergeOpenIn(Schema):
    """Make a plan for a number."""

    number: str = Field(max_length=12)


class MergeDoneOut(Schema):
    """What was done, in words."""

    message: str


class PublishedRow(Schema):
    """A published number with its last test."""

    id: UUID
    number: str
    purpose: str
    unit_name: str
    unit_id: UUID
    channel: str
    published_on: date
    stopped_on: date | None
    stop_notice: str
    tested_on: date | None
    test_due: date
    test_late: bool
    result: str
    result_name: str
    good: bool | None
    test_note: str


class DialResultOut(Schema):
    """A result of a test."""

    code: DialResult
    name: str


class PublishedOut(Schema):
    """The register of published numbers."""

    today: date
    test_days: int
    results: list[DialResultOut]
    rows: list[PublishedRow]


class PublishIn(Schema):
    """A number that was published."""

    number: str = Field(min_length=3, max_length=20, pattern=r"^[0-9\-]+$")
    purpose: str = Field(min_length=1, max_length=60)
    unit_id: UUID
    channel: str = Field(min_length=1, max_length=120)
    published_on: date


class StopIn(Schema):
    """A published number is given up."""

    stopped_on: date
    notice: str = Field(max_length=200)


class DialTestIn(Schema):
    """A dial-test."""

    result: DialResult
    note: str = Field(default="", max_length=200)
