"""HTTP of work orders: lists, one order, every act on it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from yihao.kernel import access
from yihao.kernel.problems import Invalid, Problem
from yihao.orders.actions import closing, dispatching, handling, supplements
from yihao.orders.actions.act import Held
from yihao.orders.api import inputs as i
from yihao.orders.api import schemas as s
from yihao.orders.api.done import done
from yihao.orders.api.offers import offers
from yihao.orders.queries import details, finding, lists, sight
from yihao.orders.queries.choices import filter_choices
from yihao.orders.queries.intake import suggestion
from yihao.orders.rules.filters import parse
from yihao.orders.values.reasons import WITHDRAW_REASONS
from yihao.orders.values.states import OrderState, Result
from yihao.organisation.http import Staff, acting, answers, do_once, viewer
from yihao.organisation.values import Permission as P

router = Router(tags=["工单"])


@router.get("/queues", response=answers(s.QueuesOut), auth=Staff(), summary="各列表件数")
def read_queues(request: HttpRequest) -> Any:
    """How much waits for this person."""
    return {"queues": lists.counts(viewer(request))}


@router.get("/orders", response=answers(s.OrdersOut), auth=Staff(P.READ_ORDER), summary="工单列表")
def list_orders(request: HttpRequest, wanted: Query[i.FilterIn], queue: str = "all", cursor: str = "") -> Any:
    """A page of a queue by remaining time, or of everything the person sees, newest first; narrowed."""
    asked = parse(wanted.dict())
    if queue == "all":
        return finding.page(viewer(request), asked, cursor=cursor)
    return lists.order_list(viewer(request), queue=queue, cursor=cursor, wanted=asked)


@router.get("/orders/count", response=answers(s.CountOut), auth=Staff(P.READ_ORDER), summary="工单件数")
def count_orders(request: HttpRequest, wanted: Query[i.FilterIn]) -> Any:
    """How many orders fit, up to a cap."""
    return finding.count(viewer(request), parse(wanted.dict()))


@router.get("/orders/choices", response=answers(s.FilterChoicesOut), auth=Staff(P.READ_ORDER), summary="筛选项")
def read_choices(request: HttpRequest) -> Any:
    """What the fields of a filter may be."""
    return filter_choices(viewer(request))


@router.post("/orders/by_phone", response=answers(s.OrdersOut), auth=Staff(P.REVEAL_PERSONAL), summary="按电话查工单")
def find_by_phone(request: HttpRequest, body: i.PhoneIn) -> Any:
    """Orders of whoever has a number. Asked by POST: a number never stands in an address; the look is in the access log."""
    who = viewer(request)
    found = finding.by_phone(who, body.phone, cursor=body.cursor)
    access.note(by=acting(who, P.REVEAL_PERSONAL), action="find_phone", subject_type="order", subject_id=None)
    return found


@router.get("/orders/{uuid:order_id}", response=answers(s.OrderOut), auth=Staff(P.READ_ORDER), summary="工单")
def read_order(request: HttpRequest, order_id: UUID) -> Any:
    """An order, whole, with the acts that are open to this person. The opening is in the access log."""
    who = viewer(request)
    row = sight.order_row(who, order_id)
    found = details.detail_of(who, row)
    found["actions"] = offers(who, row)
    if row["state"] == OrderState.PENDING_REVIEW and P.DISPATCH_ORDER in who.permissions:
        found["suggestion"] = suggestion(
            who,
            class_code=row["class_code"],
            area_code=row["area_code"],
            appeal_type=row["appeal_type"],
            urgency=row["urgency"],
        )
    access.note(by=acting(who, P.READ_ORDER), action="open", subject_type="order", subject_id=order_id)
    return found


def _act(request: HttpRequest, body: i.Act | i.WithdrawIn, act: Callable[[], Held], message: str) -> dict[str, Any]:
    return do_once(request, body, lambda: done(act(), message))


@router.post(
    "/orders/{uuid:order_id}/dispatch", response=answers(s.DoneOut), auth=Staff(P.DISPATCH_ORDER), summary="派单"
)
def dispatch(request: HttpRequest, order_id: UUID, body: i.DispatchIn) -> Any:
    """One lead, copies, an instruction."""
    who = viewer(request)
    act = partial(
        dispatching.dispatch,
        doer=who,
        order_id=order_id,
        version=body.version,
        lead_id=body.lead_id,
        copy_ids=body.copy_ids,
        instruction=body.instruction,
    )
    return _act(request, body, act, "已派出")


@router.post(
    "/orders/{uuid:order_id}/send_back", response=answers(s.DoneOut), auth=Staff(P.DISPATCH_ORDER), summary="退回补充"
)
def send_back(request: HttpRequest, order_id: UUID, body: i.SendBackIn) -> Any:
    """Back to the agent for missing facts."""
    who = viewer(request)
    act = partial(dispatching.send_back, doer=who, order_id=order_id, version=body.version, missing=body.missing)
    return _act(request, body, act, "已退回补充")


@router.post(
    "/orders/{uuid:order_id}/withdraw", response=answers(s.DoneOut), auth=Staff(P.WITHDRAW_ORDER), summary="撤单"
)
def withdraw(request: HttpRequest, order_id: UUID, body: i.WithdrawIn) -> Any:
    """The citizen takes the appeal back."""
    who = viewer(request)
    if body.reason not in WITHDRAW_REASONS:
        raise Invalid.field_error("reason", "请选择撤单原因")
    row = sight.order_row(who, order_id)
    act = partial(
        supplements.withdraw,
        doer=who,
        appeal_id=row["appeal_id"],
        version=body.version,
        reason=body.reason,
        willing=body.willing,
        note=body.note,
    )
    return _act(request, body, act, "已撤单")


@router.post("/orders/sign", response=answers(s.SignedMany), auth=Staff(P.SIGN_ASSIGNMENT), summary="批量签收")
def sign_many(request: HttpRequest, body: i.SignMany) -> Any:
    """Sign several orders; each stands for itself, and those that can't be signed say why."""
    who = viewer(request)
    signed, failed = [], []
    for item in body.items:
        try:
            handling.sign(doer=who, order_id=item.id, assignment_id=item.assignment_id, version=item.version)
            signed.append(item.id)
        except Problem as problem:
            failed.append({"id": item.id, "number": "", "title": problem.title})
    return {"done": signed, "failed": failed}


@router.post("/orders/{uuid:order_id}/sign", response=answers(s.DoneOut), auth=Staff(P.SIGN_ASSIGNMENT), summary="签收")
def sign(request: HttpRequest, order_id: UUID, body: i.AssignmentAct) -> Any:
    """The unit takes the order."""
    who = viewer(request)
    act = partial(handling.sign, doer=who, order_id=order_id, assignment_id=body.assignment_id, version=body.version)
    return _act(request, body, act, "已签收")


@router.post(
    "/orders/{uuid:order_id}/record_contact",
    response=answers(s.DoneOut),
    auth=Staff(P.REPLY_ASSIGNMENT),
    summary="登记联系",
)
def record_contact(request: HttpRequest, order_id: UUID, body: i.RecordContactIn) -> Any:
    """The unit spoke with the citizen, or says why not."""
    who = viewer(request)
    if body.contacted_at.tzinfo is None:
        raise Invalid.field_error("contacted_at", "联系时间缺少时区")
    act = partial(
        handling.record_contact,
        doer=who, order_id=order_id, assignment_id=body.assignment_id, version=body.version,
        contacted_at=body.contacted_at, reached=body.reached == "yes", reason=body.reason, note=body.note,
    )  # fmt: skip
    return _act(request, body, act, "已登记联系情况")


@router.post(
    "/orders/{uuid:order_id}/reply", response=answers(s.DoneOut), auth=Staff(P.REPLY_ASSIGNMENT), summary="提交答复"
)
def reply(request: HttpRequest, order_id: UUID, body: i.ReplyIn) -> Any:
    """The unit's reply, to the closing check."""
    who = viewer(request)
    if body.result not in set(Result):
        raise Invalid.field_error("result", "请选择办理结果")
    act = partial(
        handling.reply,
        doer=who, order_id=order_id, assignment_id=body.assignment_id, version=body.version, result=Result(body.result),
        public_reply=body.public_reply, internal_note=body.internal_note, files=body.attachments,
    )  # fmt: skip
    return _act(request, body, act, "答复已提交，等待办结审核")


@router.post(
    "/orders/{uuid:order_id}/pass_check", response=answers(s.DoneOut), auth=Staff(P.CHECK_ORDER), summary="审核通过"
)
def pass_check(request: HttpRequest, order_id: UUID, body: i.Act) -> Any:
    """Closing check passed."""
    who = viewer(request)
    act = partial(closing.pass_check, doer=who, order_id=order_id, version=body.version)
    return _act(request, body, act, "审核通过，已转回访")


@router.post(
    "/orders/{uuid:order_id}/fail_check", response=answers(s.DoneOut), auth=Staff(P.CHECK_ORDER), summary="退回办理"
)
def fail_check(request: HttpRequest, order_id: UUID, body: i.DefectsIn) -> Any:
    """Closing check sends it back."""
    who = viewer(request)
    act = partial(closing.fail_check, doer=who, order_id=order_id, version=body.version, defects=body.defects)
    return _act(request, body, act, "已退回承办单位")


@router.post("/orders/{uuid:order_id}/redo", response=answers(s.DoneOut), auth=Staff(P.JUDGE_ORDER), summary="重办")
def redo(request: HttpRequest, order_id: UUID, body: i.OpinionIn) -> Any:
    """Another round with half the limit."""
    who = viewer(request)
    act = partial(closing.redo, doer=who, order_id=order_id, version=body.version, opinion=body.opinion)
    return _act(request, body, act, "已退回重办")


@router.post(
    "/orders/{uuid:order_id}/explain_end", response=answers(s.DoneOut), auth=Staff(P.JUDGE_ORDER), summary="解释终结"
)
def explain_end(request: HttpRequest, order_id: UUID, body: i.ExplanationIn) -> Any:
    """End with an explanation to the citizen."""
    who = viewer(request)
    act = partial(closing.explain_end, doer=who, order_id=order_id, version=body.version, explanation=body.explanation)
    return _act(request, body, act, "已解释终结")
