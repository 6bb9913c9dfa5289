"""HTTP of 回访: one attempt. And what an order's page offers and tells of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from yihao.followups.actions import record_visit
from yihao.followups.callbacks.queries import waiting
from yihao.followups.queries import satisfied_of, solved_of
from yihao.followups.rules import Answer
from yihao.followups.values import ATTEMPT_NAMES, SATISFACTION_NAMES, SOLVED_NAMES, AttemptOutcome, Satisfaction, Solved
from yihao.kernel.problems import FieldError, Invalid
from yihao.orders.api import inputs as i
from yihao.orders.api import schemas as s
from yihao.orders.api.done import done
from yihao.orders.api.offers import PROVIDERS, choices, field
from yihao.orders.exports.columns import MORE as COLUMNS
from yihao.orders.queries.lists import MORE
from yihao.orders.queries.telling import TELLERS, Told
from yihao.orders.rules import guards
from yihao.orders.rules.transitions import Thing, transition
from yihao.orders.values.states import OrderState
from yihao.organisation import queries as organisation
from yihao.organisation.http import Staff, answers, do_once, viewer
from yihao.organisation.values import Permission, Viewer

router = Router(tags=["回访"])
_YES_NO = {"yes": "是", "no": "否"}


class VisitIn(i.Act):
    """One attempt, and the citizen's answers when reached."""

    outcome: str = Field(max_length=14)
    contacted: str | None = None
    solved: str | None = None
    satisfaction: str | None = None
    attitude: str | None = None
    opinion: str | None = Field(default=None, max_length=1000)


@router.post(
    "/orders/{uuid:order_id}/record_visit",
    response=answers(s.DoneOut),
    auth=Staff(Permission.ATTEMPT_VISIT),
    summary="登记回访",
)
def post_visit(request: HttpRequest, order_id: UUID, body: VisitIn) -> Any:
    """Write an attempt down; it may close the order or send it to be judged."""
    who = viewer(request)
    if body.outcome not in set(AttemptOutcome):
        raise Invalid.field_error("outcome", "请选择回访结果")
    reached = body.outcome == AttemptOutcome.REACHED

    def work() -> dict[str, Any]:
        held = record_visit(
            doer=who, order_id=order_id, version=body.version, outcome=AttemptOutcome(body.outcome),
            answer=_answer(body) if reached else None, attitude=(body.attitude or "") if reached else "", opinion=(body.opinion or "") if reached else "",
        )  # fmt: skip
        return done(held, "已登记回访")

    return do_once(request, body, work)


def _answer(body: VisitIn) -> Answer:
    errors = [
        FieldError(name, message)
        for name, value, known, message in (
            ("contacted", body.contacted, set(_YES_NO), "请记录承办单位是否联系过诉求人"),
            ("solved", body.solved, set(Solved), "请记录是否解决"),
            ("satisfaction", body.satisfaction, set(Satisfaction), "请记录对结果的满意度"),
        )
        if value not in known
    ]
    if errors:
        raise Invalid(errors=errors)
    return Answer(body.contacted == "yes", Solved(body.solved or ""), Satisfaction(body.satisfaction or ""))


def _offer(viewer_: Viewer, o: dict[str, Any], situation: guards.Situation) -> list[dict[str, Any]]:
    """The act of recording a follow-up, for whoever may do it."""
    edge = transition(Thing.ORDER, "close")
    may = viewer_.within(Permission.ATTEMPT_VISIT, organisation.unit(o["centre_id"]).path)
    if o["state"] != OrderState.PENDING_VISIT or not may or guards.refusal(edge.needs, situation):
        return []
    only = {"outcome": [AttemptOutcome.REACHED.value]}
    fields = [
        field("outcome", "回访结果", "choice", required=True, choices=choices(ATTEMPT_NAMES), value="reached"),
        field("contacted", "承办单位是否联系过您", "choice", required=True, choices=choices(_YES_NO), only_if=only),
        field("solved", "问题是否解决", "choice", required=True, choices=choices(SOLVED_NAMES), only_if=only),
        field(
            "satisfaction",
            "对办理结果是否满意",
            "choice",
            required=True,
            choices=choices(SATISFACTION_NAMES),
            only_if=only,
        ),
        field("attitude", "对服务态度是否满意", "choice", choices=choices(SATISFACTION_NAMES), only_if=only),
        field("opinion", "诉求人意见", "long", max_length=1000, only_if=only),
    ]
    return [
        {
            "name": "record_visit", "label": "登记回访", "path": f"/api/orders/{o['id']}/record_visit", "likely": True, "danger": False,
            "explain": "解决且满意的办结；未解决、不满意或未联系的转研判；多次未接通的按无法回访办结", "extra": {}, "fields": fields,
        }
    ]  # fmt: skip


def _told_rating(region: str, p: dict[str, Any]) -> Told:
    source = {"visit": "回访评价", "portal": "网上评价", "key": "按键评价"}[p["source"]]
    return Told(f"{source}：{SOLVED_NAMES[Solved(p['solved'])]}，{SATISFACTION_NAMES[Satisfaction(p['satisfaction'])]}")


def register() -> None:
    """Make the order's page know this room (called once when the application is assembled)."""
    PROVIDERS.append(_offer)
    MORE.append(waiting)
    COLUMNS.update(solved=solved_of, satisfied=satisfied_of)
    TELLERS["visit.attempted"] = lambda r, p: Told(
        f"第 {p['number']} 次回访：{ATTEMPT_NAMES[AttemptOutcome(p['outcome'])]}", "plain", centre_only=True
    )
    TELLERS["rating.given"] = _told_rating
