"""HTTP of long work: the tray, and the administrator's page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from yihao.organisation.http import Staff, answers, viewer
from yihao.organisation.values import Permission
from yihao.organisation.work import actions, queries

router = Router(tags=["后台任务"])


class JobOut(Schema):
    """Long work as the person who asked for it sees it; times in UTC, `size` in bytes."""

    id: UUID
    kind: str
    name: str
    file_name: str
    state: str
    state_name: str
    done: int
    total: int | None
    """Steps; None while they are being counted."""
    rows: int | None
    size: int
    error: str
    attempts: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    keep_until: datetime | None
    fetchable: bool
    repeatable: bool


class JobRow(JobOut):
    """Long work as the administrator sees it."""

    who: str
    unit_name: str


class JobsOut(Schema):
    """The person's own."""

    jobs: list[JobOut]


class TaskRow(Schema):
    """What runs by the clock."""

    name: str
    last: datetime | None
    doing: bool
    failed: int
    failed_at: datetime | None


class LostMessageRow(Schema):
    """A message that was given up; never to whom nor what."""

    id: UUID
    template_name: str
    channel_name: str
    created_at: datetime
    failed_at: datetime | None
    attempts: int
    detail: str


class WorkOut(Schema):
    """The administrator's page."""

    jobs: list[JobRow]
    tasks: list[TaskRow]
    messages: list[LostMessageRow]


class WorkSaid(Schema):
    """What came of an act."""

    said: str


@router.get("/jobs/mine", response=answers(JobsOut), auth=Staff(), summary="我的后台任务")
def my_jobs(request: HttpRequest) -> Any:
    """What this person asked for in the last days."""
    return {"jobs": queries.mine(viewer(request))}


@router.get("/jobs", response=answers(WorkOut), auth=Staff(Permission.MANAGE_JOB), summary="后台任务")
def all_jobs(request: HttpRequest) -> Any:
    """Long work of everybody, what runs by the clock, messages that were given up. No order's contents."""
    return queries.overview(viewer(request))


@router.post("/jobs/{uuid:job_id}/cancel", response=answers(WorkSaid), auth=Staff(), summary="取消后台任务")
def cancel_job(request: HttpRequest, job_id: UUID) -> Any:
    """One's own, or as administrator."""
    actions.cancel(doer=viewer(request), job_id=job_id)
    return {"said": "已取消"}


@router.post("/jobs/{uuid:job_id}/again", response=answers(WorkSaid), auth=Staff(), summary="重试后台任务")
def repeat_job(request: HttpRequest, job_id: UUID) -> Any:
    """Go on with what failed: one's own, or as administrator."""
    actions.again(doer=viewer(request), job_id=job_id)
    return {"said": "已重新开始，接着已做好的部分做"}


@router.post(
    "/messages/{uuid:message_id}/again",
    response=answers(WorkSaid),
    auth=Staff(Permission.MANAGE_JOB),
    summary="重发消息",
)
def send_message_again(request: HttpRequest, message_id: UUID) -> Any:
    """Put a message that was given up back into the outbox."""
    actions.send_again(doer=viewer(request), message_id=message_id)
    return {"said": "已放回发送队列"}
