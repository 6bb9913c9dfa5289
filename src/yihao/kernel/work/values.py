"""States of long work, its kinds, and its events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload

LOST = timedelta(seconds=30)
"""A job whose worker has not been heard of for so long is taken up by another."""
MOST_ATTEMPTS = 5
"""How often a job may begin: one that ends its worker each time must not end them all."""


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


JOB_STATE_NAMES: Mapping[JobState, str] = {
    JobState.WAITING: "等待中",
    JobState.RUNNING: "进行中",
    JobState.DONE: "已完成",
    JobState.FAILED: "未完成",
    JobState.CANCELLED: "已取消",
}
OPEN = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: how many rows, and the file that was put into the spool, piece by piece."""

    rows: int
    pieces: int
    size: int
    digest: str
    keep: timedelta
    """How long the file is kept."""
    used: tuple[str, ...] = ()
    """Pieces that were only needed on the way: they go when the work is done."""


@dataclass(frozen=True)
class JobAsked(Payload):
    """Somebody asked for long work."""

    kind: ClassVar[str] = "job.asked"
    says: ClassVar[str] = "提交后台任务"
    account_id: UUID
    work: str
    purpose: str
    digest: str
    """Of what was asked, filter and purpose included: what it says stands sealed in the job's row."""


@dataclass(frozen=True)
class JobFinished(Payload):
    """The work is done; its file can be fetched."""

    kind: ClassVar[str] = "job.finished"
    says: ClassVar[str] = "后台任务完成"
    account_id: UUID
    work: str
    rows: int
    size: int
    digest: str


@dataclass(frozen=True)
class JobFailed(Payload):
    """The work could not be done."""

    kind: ClassVar[str] = "job.failed"
    says: ClassVar[str] = "后台任务未完成"
    account_id: UUID
    work: str
    code: str


@dataclass(frozen=True)
class JobCancelled(Payload):
    """The work was given up by a person."""

    kind: ClassVar[str] = "job.cancelled"
    says: ClassVar[str] = "取消后台任务"
    account_id: UUID
    work: str


@dataclass(frozen=True)
class JobAgain(Payload):
    """A job that had failed is to be gone on with."""

    kind: ClassVar[str] = "job.again"
    says: ClassVar[str] = "重试后台任务"
    account_id: UUID
    work: str


@dataclass(frozen=True)
class JobFileRemoved(Payload):
    """The time of a job's file is over."""

    kind: ClassVar[str] = "job.file_removed"
    says: ClassVar[str] = "删除后台任务的文件"
    account_id: UUID
    work: str
