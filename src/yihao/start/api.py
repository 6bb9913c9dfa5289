"""HTTP of 工作台."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from yihao.calls.api.schemas import FiguresOut
from yihao.notices.api import NoticeOut
from yihao.orders.api.schemas import OrderRow, QueueOut
from yihao.organisation.http import Staff, answers, viewer
from yihao.start import queries

router = Router(tags=["工作台"])


class SoonOut(OrderRow):
    """An order that is due soon, and in which of one's queues it stands."""

    queue: str


class OpenContactOut(Schema):
    """A contact that one has not finished; the caller masked."""

    id: UUID
    channel_name: str
    arrived_at: datetime
    caller: str


class TodaysDutyOut(Schema):
    """A duty that touches today."""

    shift_name: str
    starts_at: datetime
    ends_at: datetime


class UnitStandingOut(Schema):
    """A unit with everything below it: its open orders, and how many of them are yellow, red, doubted."""

    unit_id: UUID
    unit_name: str
    open: int
    yellow: int
    red: int
    doubted: int


class LineNowOut(Schema):
    """The line now, and the day so far."""

    waiting: int
    longest_wait: float
    talking: int
    seats: int
    ready: int
    level_seconds: int
    today: FiguresOut


class UnreachableOut(Schema):
    """Units without a duty telephone: how many, and some by name."""

    count: int
    names: list[str]


class StartOut(Schema):
    """What a person finds on coming to work; a part that does not concern the person is null."""

    queues: list[QueueOut]
    soon: list[SoonOut]
    news: list[NoticeOut]
    contacts: list[OpenContactOut] | None
    duties: list[TodaysDutyOut] | None
    units: list[UnitStandingOut]
    line: LineNowOut | None
    late_units: list[UnitStandingOut] | None
    unreachable: UnreachableOut | None


@router.get("/start", response=answers(StartOut), auth=Staff(), summary="工作台")
def read_start(request: HttpRequest) -> Any:
    """What waits, what is late next, what changed."""
    found = queries.start(viewer(request))
    contacts = found["contacts"]
    if contacts is not None:
        found["contacts"] = [{**c, "caller": c["caller"]["text"]} for c in contacts]
    return found
