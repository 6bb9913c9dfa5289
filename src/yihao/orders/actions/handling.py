"""办理: the unit signs, speaks with the citizen, replies. 方案 二(二) 谁主管、谁负责、谁答复."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from yihao.kernel.problems import Invalid, NotFound
from yihao.orders.actions import attachments, clocks, texts
from yihao.orders.actions.act import Act, Held
from yihao.orders.actions.situations import situation_of
from yihao.orders.rules.reply import exposed_numbers
from yihao.orders.rules.transitions import Thing, Transition
from yihao.orders.values import events as e
from yihao.orders.values.reasons import NO_CONTACT_REASONS
from yihao.orders.values.states import Audience, Capacity, ClockKind, Result, TextKind
from yihao.organisation.values import Viewer


@transaction.atomic
def sign(*, doer: Viewer, order_id: UUID, assignment_id: UUID, version: int) -> Held:
    """签收: the sign clock stops; the handling clock has been running since dispatch. T9."""
    act = Act(doer)
    order, assignment = _hold(act, order_id, assignment_id)
    _check(act, order, assignment, "sign", version)
    act.change(assignment, "sign", e.AssignmentSigned(), order_id=order_id)
    clocks.stop(act, order_id, ClockKind.SIGN)
    act.change(order, "begin", e.OrderBegun(assignment_id))
    act.finish()
    return order


@transaction.atomic
def record_contact(
    *, doer: Viewer, order_id: UUID, assignment_id: UUID, version: int, contacted_at: datetime, reached: bool,
    reason: str = "", note: str = "",
) -> Held:  # fmt: skip
    """登记联系: the unit spoke with the citizen, or says why it could not. 领域档案 F2."""
    act = Act(doer)
    order, assignment = _hold(act, order_id, assignment_id)
    _check(act, order, assignment, "record_contact", version)
    if contacted_at > act.now + timedelta(minutes=5):
        raise Invalid.field_error("contacted_at", "联系时间不能晚于现在")
    if contacted_at < order.row["dispatched_at"]:
        raise Invalid.field_error("contacted_at", "联系时间不能早于派单时间")
    if not reached and reason not in NO_CONTACT_REASONS:
        raise Invalid.field_error("reason", "未联系上的，请选择原因")
    text_id = (
        texts.on_order(act, order, TextKind.CONTACT, Audience.HANDLERS, note, assignment_id) if note.strip() else None
    )
    contacted = e.AssignmentContacted(contacted_at, reached, "" if reached else reason, text_id)
    act.change(assignment, "record_contact", contacted, order_id=order_id)
    clocks.stop(act, order_id, ClockKind.CONTACT)
    act.finish()
    return order


@transaction.atomic
def reply(
    *, doer: Viewer, order_id: UUID, assignment_id: UUID, version: int, result: Result, public_reply: str,
    internal_note: str = "", files: Sequence[UUID] = (),
) -> Held:  # fmt: skip
    """提交答复: result, what the citizen is told, what stays inside, evidence. T19; then the closing check."""
    act = Act(doer)
    order, assignment = _hold(act, order_id, assignment_id)
    edge = _check(act, order, assignment, "reply", version)
    act.guard(edge, situation_of(act, order=order, assignment=assignment))
    told = texts.needed(public_reply, "public_reply", "请填写给诉求人的公开答复")
    if found := exposed_numbers(told):
        raise Invalid.field_error("public_reply", f"公开答复里有电话或证件号码（{found[0]}），请删去后再提交")
    public_id = texts.on_order(act, order, TextKind.PUBLIC_REPLY, Audience.PUBLIC, told, assignment_id)
    internal_id = None
    if internal_note.strip():
        internal_id = texts.on_order(act, order, TextKind.INTERNAL, Audience.HANDLERS, internal_note, assignment_id)
    attachments.attach(
        act,
        order.row["appeal_id"],
        files,
        owner=act.by.code,
        visibility=Audience.HANDLERS,
        order_id=order_id,
        text_id=public_id,
    )
    act.change(assignment, "reply", e.AssignmentReplied(result.value, public_id, internal_id), order_id=order_id)
    act.change(order, "reply", e.OrderReplied(assignment_id, result.value))
    clocks.stop(act, order_id, ClockKind.LEAD, ClockKind.CONTACT)
    limit = clocks.days(act.policy.check_working_days)
    clocks.start(act, order_id, ClockKind.CHECK, limit, basis="运行参数：办结审核时限", unit_id=order.row["centre_id"])
    act.finish()
    return order


def _hold(act: Act, order_id: UUID, assignment_id: UUID) -> tuple[Held, Held]:
    """The order first, then its assignment: the same order of locks everywhere."""
    order = act.hold(Thing.ORDER, order_id)
    assignment = act.hold(Thing.ASSIGNMENT, assignment_id)
    if assignment.row["order_id"] != order_id or assignment.row["role"] != Capacity.LEAD:
        raise NotFound()
    return order, assignment


def _check(act: Act, order: Held, assignment: Held, name: str, version: int) -> Transition:
    """The right at the unit, the order's version, then the assignment's state."""
    unit_id, centre_id = assignment.row["unit_id"], order.row["centre_id"]
    return act.check(assignment, name, version=version, centre_id=centre_id, unit_id=unit_id, of=order)
