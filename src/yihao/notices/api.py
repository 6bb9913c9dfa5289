"""HTTP of 提醒."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yihao.notices import actions, queries
from yihao.organisation.http import Staff, answers, viewer

router = Router(tags=["提醒"])


class NoticeOut(Schema):
    """One notice; `title` and `number` are the order's, as the person may see them now."""

    id: UUID
    position: int
    kind: str
    kind_name: str
    loud: bool
    sentence: str
    subject_type: str
    subject_id: UUID
    order_id: UUID | None
    number: str
    title: str
    at: datetime
    read: bool


class NoticesOut(Schema):
    """A page of notices."""

    rows: list[NoticeOut]
    next: str
    unread: int


class UnreadOut(Schema):
    """How many are unread; `more` when there are more than are counted."""

    unread: int
    more: bool


class NoticesReadIn(Schema):
    """Which are read: these, or all up to a place in the feed."""

    ids: list[UUID] = Field(default_factory=list, max_length=100)
    up_to: int | None = Field(default=None, ge=0, le=2**62)


@router.get("/notices", response=answers(NoticesOut), auth=Staff(), summary="我的提醒")
def list_notices(request: HttpRequest, cursor: str = "", unread: bool = False) -> Any:
    """One's own notices, newest first; all, or the unread ones."""
    who = viewer(request)
    return {**queries.notice_list(who, cursor=cursor, only_unread=unread), "unread": queries.unread(who)}


@router.get("/notices/unread", response=answers(UnreadOut), auth=Staff(), summary="未读提醒数")
def count_unread(request: HttpRequest) -> Any:
    """The number on the bell."""
    return _count(request)


@router.post("/notices/read", response=answers(UnreadOut), auth=Staff(), summary="提醒标为已读")
def mark_read(request: HttpRequest, body: NoticesReadIn) -> Any:
    """Some, or all that the person has seen. Sending it twice changes nothing more."""
    who = viewer(request)
    if body.ids:
        actions.read(doer=who, ids=body.ids)
    if body.up_to is not None:
        actions.read_all(doer=who, up_to=body.up_to)
    return _count(request)


def _count(request: HttpRequest) -> dict[str, Any]:
    found = queries.unread(viewer(request))
    return {"unread": min(found, queries.MANY), "more": found > queries.MANY}
