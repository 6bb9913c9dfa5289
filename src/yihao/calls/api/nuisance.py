"""HTTP of 骚扰来电."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yihao.calls.actions import nuisance
from yihao.calls.queries import nuisance as queries
from yihao.calls.values.nuisance import REASON_NAMES, NuisanceReason
from yihao.kernel.problems import Invalid
from yihao.orders.api.schemas import ChoiceOut
from yihao.organisation.http import Staff, answers, do_once, viewer
from yihao.organisation.values import Permission

router = Router(tags=["骚扰来电"])
_SUPERVISE = Staff(Permission.SUPERVISE_CALL)


class NuisanceOut(Schema):
    """A number under suspicion, limited, or no more; masked."""

    id: UUID
    version: int
    caller: str
    state: str
    state_name: str
    calls: int
    suspected_at: datetime
    reason_name: str
    note: str
    until: datetime | None
    decided_at: datetime | None
    decided_by: UUID | None
    decider: str
    appeal: str
    appealed_at: datetime | None
    answer: str
    reviewed_at: datetime | None
    reviewer: str


class NuisancesOut(Schema):
    """A list, and the reasons that a limit can have."""

    rows: list[NuisanceOut]
    reasons: list[ChoiceOut]


class NuisanceCallOut(Schema):
    """A call of the number; `digest` (SM3) of its recording."""

    id: UUID
    arrived_at: datetime
    closed_at: datetime | None
    called: str
    called_name: str
    outcome_name: str
    seconds: int
    digest: str


class NuisanceEvidenceOut(NuisanceOut):
    """What is handed to the police: the number in clear and its calls."""

    number: str
    made_at: datetime
    made_by: str
    rows: list[NuisanceCallOut]


class NuisanceActIn(Schema):
    """Which version was seen."""

    version: int


class NuisanceLimitIn(NuisanceActIn):
    """A limit, with reason and end."""

    reason: str = Field(max_length=20)
    note: str = Field(default="", max_length=1000)
    until: datetime


class NuisanceAppealIn(NuisanceActIn):
    """What the caller says."""

    text: str = Field(max_length=1000)


class NuisanceReviewIn(NuisanceAppealIn):
    """What becomes of the appeal, and what the caller is told."""

    lift: bool


class NuisanceSaidOut(Schema):
    """What was done."""

    message: str


@router.get("/nuisance", response=answers(NuisancesOut), auth=_SUPERVISE, summary="骚扰来电列表")
def list_nuisance(request: HttpRequest, which: str = "open") -> Any:
    """What waits for a decision, what is in force, what has ended."""
    if which not in queries.LISTS:
        raise Invalid.field_error("which", "没有这个列表")
    return {
        "rows": queries.nuisance_list(viewer(request), which=which),
        "reasons": [{"code": c.value, "name": n} for c, n in REASON_NAMES.items()],
    }


@router.post(
    "/nuisance/{uuid:nuisance_id}/limit", response=answers(NuisanceSaidOut), auth=_SUPERVISE, summary="限制骚扰来电"
)
def post_limit(request: HttpRequest, nuisance_id: UUID, body: NuisanceLimitIn) -> Any:
    """Limit a number for a reason, until a day."""
    if body.reason not in set(NuisanceReason):
        raise Invalid.field_error("reason", "请选择限制的理由")
    if body.until.tzinfo is None:
        raise Invalid.field_error("until", "截止时间缺少时区")

    def work() -> dict[str, Any]:
        nuisance.limit(
            doer=viewer(request), nuisance_id=nuisance_id, version=body.version, reason=NuisanceReason(body.reason),
            note=body.note, until=body.until,
        )  # fmt: skip
        return {"message": "已限制该号码；来电人仍可按键报告险情"}

    return do_once(request, body, work)


@router.post(
    "/nuisance/{uuid:nuisance_id}/dismiss", response=answers(NuisanceSaidOut), auth=_SUPERVISE, summary="判断不属骚扰"
)
def post_dismiss(request: HttpRequest, nuisance_id: UUID, body: NuisanceActIn) -> Any:
    """It is none."""

    def work() -> dict[str, Any]:
        nuisance.dismiss(doer=viewer(request), nuisance_id=nuisance_id, version=body.version)
        return {"message": "已记录：不属骚扰"}

    return do_once(request, body, work)


@router.post(
    "/nuisance/{uuid:nuisance_id}/appeal", response=answers(NuisanceSaidOut), auth=_SUPERVISE, summary="登记申诉"
)
def post_appeal(request: HttpRequest, nuisance_id: UUID, body: NuisanceAppealIn) -> Any:
    """What the caller says against the limit."""

    def work() -> dict[str, Any]:
        nuisance.appeal(doer=viewer(request), nuisance_id=nuisance_id, version=body.version, text=body.text)
        return {"message": "已登记申诉，由作出决定以外的人复核"}

    return do_once(request, body, work)


@router.post(
    "/nuisance/{uuid:nuisance_id}/review", response=answers(NuisanceSaidOut), auth=_SUPERVISE, summary="复核申诉"
)
def post_review(request: HttpRequest, nuisance_id: UUID, body: NuisanceReviewIn) -> Any:
    """Decide the appeal."""

    def work() -> dict[str, Any]:
        nuisance.review(
            doer=viewer(request), nuisance_id=nuisance_id, version=body.version, lift=body.lift, answer=body.text
        )
        return {"message": "已解除限制" if body.lift else "已维持限制"}

    return do_once(request, body, work)


@router.post(
    "/nuisance/{uuid:nuisance_id}/evidence",
    response=answers(NuisanceEvidenceOut),
    auth=_SUPERVISE,
    summary="调取骚扰来电证据",
)
def post_evidence(request: HttpRequest, nuisance_id: UUID) -> Any:
    """The list of calls for the police; who drew it up is in the access log and in the ledger."""
    return nuisance.evidence(doer=viewer(request), nuisance_id=nuisance_id)
