"""HTTP of 在看的人: a window says what it has open, and hears who else has."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yihao.orders.presence import actions
from yihao.organisation.http import Staff, answers, viewer

router = Router(tags=["在看的人"])


class PresenceIn(Schema):
    """What a window has open. `doing` names the act whose panel is open."""

    window: UUID
    subject: Literal["order", "appeal"]
    subject_id: UUID
    doing: str = Field("", max_length=40, pattern="^[a-z_]*$")


class PresentOut(Schema):
    """Somebody who has it open, and what the person is about to do ("": nothing)."""

    name: str
    unit_name: str
    role_name: str
    doing_name: str
    since: datetime


class PresentsOut(Schema):
    """Who else is there."""

    people: list[PresentOut]


@router.post("/presence", response=answers(PresentsOut), auth=Staff(), summary="正在看")
def be_here(request: HttpRequest, body: PresenceIn) -> Any:
    """Say that a window has this open; who else has."""
    who = viewer(request)
    found = actions.here(
        doer=who, window=body.window, subject=body.subject, subject_id=body.subject_id, doing=body.doing
    )
    return {"people": found}


@router.delete("/presence/{uuid:window}", response=answers(PresentsOut), auth=Staff(), summary="不再看")
def be_gone(request: HttpRequest, window: UUID) -> Any:
    """Say that a window shows it no longer."""
    actions.leave(doer=viewer(request), window=window)
    return {"people": []}
