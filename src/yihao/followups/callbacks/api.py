"""HTTP of 漏话回拨."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yihao.calls.api.calls import audio
from yihao.followups.callbacks import actions, queries
from yihao.followups.callbacks.values import ATTEMPT_NAMES, CHOSEN, END_NAMES, EndReason
from yihao.followups.values import AttemptOutcome
from yihao.kernel.problems import Invalid
from yihao.orders.api import schemas as s
from yihao.organisation.http import Staff, answers, do_once, viewer
from yihao.organisation.values import Permission

router = Router(tags=["漏话回拨"])
_TAKE = Staff(Permission.TAKE_CALL)


class CallbackAttemptOut(Schema):
    """One attempt to call back."""

    at: datetime
    outcome_name: str
    who: str
    call_id: UUID | None


class CallbackDialledOut(Schema):
    """A call that was placed and waits for its outcome; `proposed` is empty while it rings."""

    call_id: UUID
    proposed: str
    over: bool


class CallbackOut(Schema):
    """A call-back; the caller masked."""

    id: UUID
    version: int
    caller: str
    hidden: bool
    called: str
    called_name: str
    unit_name: str
    calls: int
    missed_at: datetime
    last_at: datetime
    last_call_id: UUID
    message_call_id: UUID | None
    state: str
    state_name: str
    reason_name: str
    closed_at: datetime | None
    deadline: s.DeadlineOut | None
    attempts: list[CallbackAttemptOut]
    left: int
    dialled: CallbackDialledOut | None
    contact_id: UUID | None


class CallbacksOut(Schema):
    """A page of call-backs."""

    rows: list[CallbackOut]
    next: str


class CallbackFiguresOut(Schema):
    """The day so far. Rates are null while there is nothing to divide by."""

    missed: int
    called: int
    in_time: int
    callback_rate: float | None
    callback_ontime: float | None
    hidden: int
    limit_minutes: int


class CallbackHeadOut(Schema):
    """What the page's head says, and the codes that its forms offer."""

    count: int
    yellow: int
    red: int
    today: CallbackFiguresOut
    outcomes: list[s.ChoiceOut]
    reasons: list[s.ChoiceOut]


class AttemptIn(Schema):
    """What came of an attempt."""

    version: int
    outcome: str = Field(max_length=14)


class GiveUpIn(Schema):
    """Why it ends."""

    version: int
    reason: str = Field(max_length=14)


class RecordIn(Schema):
    """Nothing but the wish."""


class CallbackSaidOut(Schema):
    """What was done."""

    message: str
    contact_id: UUID | None = None


@router.get("/callbacks", response=answers(CallbacksOut), auth=_TAKE, summary="漏话回拨列表")
def list_callbacks(request: HttpRequest, which: str = "open", cursor: str = "") -> Any:
    """Open by promise, or ended, newest first."""
    if which not in ("open", "ended"):
        raise Invalid.field_error("which", "没有这个列表")
    return queries.callback_list(viewer(request), which=which, cursor=cursor)


@router.get("/callbacks/head", response=answers(CallbackHeadOut), auth=_TAKE, summary="漏话回拨概况")
def read_head(request: HttpRequest) -> Any:
    """Counts, figures of the day, codes."""
    who = viewer(request)
    return {
        **queries.counts(who),
        "today": queries.today(who),
        "outcomes": [{"code": c.value, "name": n} for c, n in ATTEMPT_NAMES.items()],
        "reasons": [{"code": c.value, "name": END_NAMES[c]} for c in CHOSEN],
    }


@router.get("/callbacks/{uuid:callback_id}", response=answers(CallbackOut), auth=_TAKE, summary="一条漏话回拨")
def read_callback(request: HttpRequest, callback_id: UUID) -> Any:
    """One call-back, with what the placed call proposes."""
    return queries.one(viewer(request), callback_id)


@router.get("/callbacks/{uuid:callback_id}/message", auth=_TAKE, summary="听取留言", include_in_schema=False)
def play_message(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """The sound of the message. Each play-back is in the access log."""
    return audio(actions.hear(doer=viewer(request), callback_id=callback_id), request)


@router.post("/callbacks/{uuid:callback_id}/call", response=answers(CallbackSaidOut), auth=_TAKE, summary="回拨")
def place_call(request: HttpRequest, callback_id: UUID) -> Any:
    """A real call: my telephone first, then the caller's."""
    return {"message": actions.place_call(doer=viewer(request), callback_id=callback_id)}


@router.post(
    "/callbacks/{uuid:callback_id}/attempt", response=answers(CallbackSaidOut), auth=_TAKE, summary="登记回拨结果"
)
def post_attempt(request: HttpRequest, callback_id: UUID, body: AttemptIn) -> Any:
    """What came of an attempt; it may end the call-back."""
    if body.outcome not in set(AttemptOutcome):
        raise Invalid.field_error("outcome", "请选择回拨结果")

    def work() -> dict[str, Any]:
        actions.attempt(
            doer=viewer(request), callback_id=callback_id, version=body.version, outcome=AttemptOutcome(body.outcome)
        )
        return {"message": "已登记回拨结果"}

    return do_once(request, body, work)


@router.post("/callbacks/{uuid:callback_id}/give_up", response=answers(CallbackSaidOut), auth=_TAKE, summary="终止回拨")
def post_give_up(request: HttpRequest, callback_id: UUID, body: GiveUpIn) -> Any:
    """End it for a reason."""
    if body.reason not in set(EndReason):
        raise Invalid.field_error("reason", "请选择终止的原因")

    def work() -> dict[str, Any]:
        actions.give_up(
            doer=viewer(request), callback_id=callback_id, version=body.version, reason=EndReason(body.reason)
        )
        return {"message": "已终止回拨"}

    return do_once(request, body, work)


@router.post(
    "/callbacks/{uuid:callback_id}/record",
    response=answers(CallbackSaidOut),
    auth=Staff(Permission.RECORD_APPEAL),
    summary="回拨转受理",
)
def post_record(request: HttpRequest, callback_id: UUID, body: RecordIn) -> Any:
    """A contact with a draft for what the caller wants."""

    def work() -> dict[str, Any]:
        key = actions.record(doer=viewer(request), callback_id=callback_id)
        return {"message": "已转受理，请在受理页面登记诉求", "contact_id": str(key)}

    return do_once(request, body, work)
