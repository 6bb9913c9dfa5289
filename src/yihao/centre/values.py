"""Values of 运行管理: tasks of a number's plan and how they stand, results of dial-tests, and the events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload


class TaskState(StrEnum):
    """What was said of a task."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"
    BEFORE = "before"
    """The number was merged before the plan or before this system; what was done then was not entered."""


TASK_STATE_NAMES: Mapping[TaskState, str] = {
    TaskState.OPEN: "待办",
    TaskState.DONE: "完成",
    TaskState.WAIVED: "不需要",
    TaskState.BEFORE: "此前归并",
}


class Standing(StrEnum):
    """How a task or a plan stands on a day."""

    DONE = "done"
    LATE = "late"
    SOON = "soon"
    OPEN = "open"


STANDING_NAMES: Mapping[Standing, str] = {
    Standing.DONE: "已完成",
    Standing.LATE: "逾期",
    Standing.SOON: "临近",
    Standing.OPEN: "进行中",
}


class OnlyIf(StrEnum):
    """What a number must have for a task to be on its plan."""

    ALWAYS = ""
    EXPERTS = "experts"
    SEATS_IN = "seats_in"
    SEATS_KEPT = "seats_kept"
    SYSTEM_LINK = "system_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKind:
    """One kind of task (方案 五(二)); `due_days` counts from the first day of the merge, negative before it."""

    code: str
    name: str
    modes: tuple[str, ...]
    only_if: OnlyIf
    due_days: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A phase of the merge (方案 四); its last day is included."""

    number: int
    name: str
    start: date
    end: date
    basis: str


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A task as the rules see it."""

    state: TaskState
    due: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks there are, how many are settled, how many late."""

    total: int
    settled: int
    late: int

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.total + other.total, self.settled + other.settled, self.late + other.late)


class DialResult(StrEnum):
    """What a dial-test of a published number found."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    BUSY = "busy"
    WRONG = "wrong"
    OUT_OF_SERVICE = "out_of_service"


DIAL_RESULT_NAMES: Mapping[DialResult, str] = {
    DialResult.ANSWERED: "接通，与公布一致",
    DialResult.UNANSWERED: "无人接听",
    DialResult.BUSY: "占线",
    DialResult.WRONG: "接通，与公布不符",
    DialResult.OUT_OF_SERVICE: "空号或停机",
}


@dataclass(frozen=True)
class MergePlanOpened(Payload):
    """A number's own plan 一号一策 was made: task by due date."""

    kind: ClassVar[str] = "merge.opened"
    says: ClassVar[str] = "制定归并方案"
    number: str
    first_day: date
    tasks: Mapping[str, str]


@dataclass(frozen=True)
class MergePlanAssigned(Payload):
    """Who is responsible was written down (the name stands in the plan's row, not here)."""

    kind: ClassVar[str] = "merge.assigned"
    says: ClassVar[str] = "明确责任部门和负责人"
    number: str
    unit_id: UUID


@dataclass(frozen=True)
class MergeTaskReported(Payload):
    """A task was reported done, waived, or open again."""

    kind: ClassVar[str] = "merge.task_reported"
    says: ClassVar[str] = "报告归并任务"
    number: str
    task: str
    state: str
    done_on: date | None


@dataclass(frozen=True)
class MergeTaskMoved(Payload):
    """A task's due date was moved."""

    kind: ClassVar[str] = "merge.task_moved"
    says: ClassVar[str] = "调整任务期限"
    number: str
    task: str
    before: date
    due: date


@dataclass(frozen=True)
class MergePlanMoved(Payload):
    """The first day of the merge was changed in the register, and the plan's open tasks moved with it."""

    kind: ClassVar[str] = "merge.moved"
    says: ClassVar[str] = "随归并首日调整期限"
    number: str
    before: date
    first_day: date


@dataclass(frozen=True)
class HandoverRecorded(Payload):
    """Seats and staff handed over: how many of how many (方案 五(三))."""

    kind: ClassVar[str] = "merge.handed_over"
    says: ClassVar[str] = "登记座席人员移交"
    number: str
    seats_planned: int
    seats_moved: int
    staff_planned: int
    staff_moved: int


@dataclass(frozen=True)
class PublishedNumberSaved(Payload):
    """A published number was entered, changed or stopped (国办函〔2025〕66号(四))."""

    kind: ClassVar[str] = "published_number.saved"
    says: ClassVar[str] = "登记对外公布号码"
    number: str
    unit_id: UUID
    stopped_on: date | None


@dataclass(frozen=True)
class NumberTested(Payload):
    """A published number was dialled to see whether it answers."""

    kind: ClassVar[str] = "published_number.tested"
    says: ClassVar[str] = "拨测号码"
    number: str
    result: str
