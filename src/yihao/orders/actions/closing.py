"""办结: closing check, the ends of follow-up, redo or explanation, archive. 方案 二(三) 全流程高效闭环办结."""

from uuid import UUID

from django.db import transaction

from yihao.kernel.calendar import Span
from yihao.kernel.crypto import unseal
from yihao.orders.actions import clocks, texts
from yihao.orders.actions.act import Act, Doer, Held
from yihao.orders.actions.assignments import end_assignments
from yihao.orders.actions.notices import tell_citizen, tell_unit
from yihao.orders.actions.situations import situation_of
from yihao.orders.rules import clocks as clock_rules
from yihao.orders.rules.transitions import Thing
from yihao.orders.values import events as e
from yihao.orders.values.states import Audience, ClockKind, Outcome, TextKind
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

_ARCHIVE_MINUTES = 24 * 60


@transaction.atomic
def pass_check(*, doer: Viewer, order_id: UUID, version: int) -> Held:
    """审核通过: the reply goes to the citizen, and to follow-up. T21."""
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    act.check(order, "pass_check", version=version, centre_id=order.row["centre_id"])
    clocks.stop(act, order_id, ClockKind.CHECK)
    limit = clocks.days(act.policy.follow_up_working_days)
    clocks.start(act, order_id, ClockKind.FOLLOW_UP, limit, basis="运行参数：回访时限", unit_id=order.row["centre_id"])
    act.change(order, "pass_check", e.OrderCheckPassed())
    act.finish()
    _tell_citizen(act, order, "order_replied")
    return order


@transaction.atomic
def fail_check(*, doer: Viewer, order_id: UUID, version: int, defects: str) -> Held:
    """退回办理: the unit goes on in the same round; its handling clock runs on from where it stood. T20."""
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    act.check(order, "fail_check", version=version, centre_id=order.row["centre_id"])
    told = texts.needed(defects, "defects", "请写明答复的问题")
    text_id = texts.on_order(act, order, TextKind.DEFECTS, Audience.HANDLERS, told)
    act.change(order, "fail_check", e.OrderCheckFailed(text_id))
    assignment = act.hold(Thing.ASSIGNMENT, order.row["lead_assignment_id"])
    act.change(assignment, "reopen", e.AssignmentReopened(order.row["round"], redo=False), order_id=order_id)
    clocks.stop(act, order_id, ClockKind.CHECK)
    clocks.restart(act, order_id, ClockKind.LEAD)
    act.finish()
    _tell_unit(act, order, "order_sent_back_unit")
    return order


def hold_for_visit(act: Act, order_id: UUID, version: int | None) -> Held:
    """Lock an order that waits for follow-up, for somebody who may do it: never the handling unit nor the intake agent."""
    order = act.hold(Thing.ORDER, order_id)
    edge = act.check(order, "close", version=version, centre_id=order.row["centre_id"])
    act.guard(edge, situation_of(act, order=order))
    return order


@transaction.atomic
def close(*, doer: Doer, order_id: UUID, outcome: Outcome, version: int | None = None) -> Held:
    """办结 after follow-up. T22. The follow-up itself is written by the room that did it."""
    act = Act(doer)
    order = hold_for_visit(act, order_id, version)
    close_held(act, order, outcome)
    return order


def close_held(act: Act, order: Held, outcome: Outcome) -> None:
    """`close` as the last part of an action that has held the order for its visit; ends the action."""
    act.change(order, "close", e.OrderClosed(outcome.value))
    _end(act, order)
    act.finish()
    _tell_citizen(act, order, "order_closed")


@transaction.atomic
def doubt(*, doer: Doer, order_id: UUID, rating_id: UUID, version: int | None = None) -> Held:
    """Not solved, not satisfied, not contacted: to be judged. T23."""
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    edge = act.check(order, "doubt", version=version, centre_id=order.row["centre_id"])
    act.guard(edge, situation_of(act, order=order))
    act.change(order, "doubt", e.OrderDoubted(rating_id))
    clocks.stop(act, order_id, ClockKind.FOLLOW_UP)
    _start_judging(act, order)
    act.finish()
    return order


@transaction.atomic
def complain(*, doer: Doer, order_id: UUID, rating_id: UUID) -> Held:
    """A bad rating after closing raises a review task: the order is judged again. 66号(六)."""
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    edge = act.check(order, "complain", version=None, centre_id=order.row["centre_id"])
    act.guard(edge, situation_of(act, order=order))
    act.change(order, "complain", e.OrderComplained(rating_id))
    clocks.stop(act, order_id, ClockKind.ARCHIVE)
    _start_judging(act, order)
    act.finish()
    return order


@transaction.atomic
def redo(*, doer: Viewer, order_id: UUID, version: int, opinion: str) -> Held:
    """重办: another round at the same unit, with half the limit. T24; 济南条例 27."""
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    edge = act.check(order, "redo", version=version, centre_id=order.row["centre_id"])
    act.guard(edge, situation_of(act, order=order))
    told = texts.needed(opinion, "opinion", "请写明研判意见和重办要求")
    row = clocks.limit_row(act, order)
    span = redo_span(act, act.calendar.span(row.handle))
    clocks.stop(act, order_id, ClockKind.JUDGE)
    unit_id, assignment_id = order.row["lead_unit_id"], order.row["lead_assignment_id"]
    timing = clocks.start(
        act,
        order_id,
        ClockKind.LEAD,
        span,
        basis=f"重办：{row.name}时限减半",
        unit_id=unit_id,
        assignment_id=assignment_id,
    )
    clocks.start_if_stopped(act, order_id, ClockKind.CITIZEN, span, basis="重办期限")
    round_ = order.row["round"] + 1
    text_id = act.write_text(
        appeal_id=order.row["appeal_id"],
        order_id=order_id,
        kind=TextKind.OPINION,
        audience=Audience.HANDLERS,
        body=told,
        round=round_,
    )
    act.change(order, "redo", e.OrderRedone(round_, timing.due, text_id))
    assignment = act.hold(Thing.ASSIGNMENT, assignment_id)
    act.change(assignment, "reopen", e.AssignmentReopened(round_, redo=True), order_id=order_id)
    act.finish()
    _tell_unit(act, order, "order_redo_unit")
    return order


@transaction.atomic
def explain_end(*, doer: Viewer, order_id: UUID, version: int, explanation: str) -> Held:
    """解释终结: the demand is outside the law, or all that is possible was done; the citizen reads why. T25."""
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    act.check(order, "explain_end", version=version, centre_id=order.row["centre_id"])
    told = texts.needed(explanation, "explanation", "请写明给诉求人的解释")
    text_id = texts.on_order(act, order, TextKind.EXPLANATION, Audience.PUBLIC, told)
    act.change(order, "explain_end", e.OrderExplained(text_id))
    _end(act, order)
    act.finish()
    _tell_citizen(act, order, "order_closed")
    return order


@transaction.atomic
def archive(*, order_id: UUID, doer: Doer) -> Held:
    """归档: nothing changes any more. T31."""
    act = Act(doer)
    order = act.hold(Thing.ORDER, order_id)
    act.check(order, "archive", version=None, centre_id=order.row["centre_id"])
    act.change(order, "archive", e.OrderArchived())
    clocks.stop(act, order_id)
    act.finish()
    return order


def redo_span(act: Act, span: Span) -> Span:
    """The limit of a redo by the region's numbers."""
    minimum = act.policy.redo_min_working_days
    return clock_rules.redo_span(span, factor=act.policy.redo_factor, minimum_days=minimum, calendar=act.calendar)


def _end(act: Act, order: Held) -> None:
    """The common end of an order: assignments and clocks stop, the archive clock starts."""
    end_assignments(act, order)
    clocks.stop(act, order.id)
    days = Span(act.policy.archive_days * _ARCHIVE_MINUTES, False)
    clocks.start(act, order.id, ClockKind.ARCHIVE, days, basis="运行参数：归档天数")


def _start_judging(act: Act, order: Held) -> None:
    limit = clocks.days(act.policy.judge_working_days)
    clocks.start(act, order.id, ClockKind.JUDGE, limit, basis="运行参数：研判时限", unit_id=order.row["centre_id"])


def _tell_citizen(act: Act, order: Held, template: str) -> None:
    """A text message to the citizen; nobody who asked for no reply gets one."""
    appeal = act.peek(Thing.APPEAL, order.row["appeal_id"])
    if appeal["want_reply"]:
        tell_citizen(
            template,
            region=act.region,
            phone=unseal(appeal["phone"], "appeal.phone", appeal["id"]),
            appeal_id=appeal["id"],
            number=order.row["number"],
            code=unseal(appeal["query_code"], "appeal.query_code", appeal["id"]),
            unit=organisation.unit_label(order.row["lead_unit_id"]),
            days=str(act.policy.reopen_days),
        )


def _tell_unit(act: Act, order: Held, template: str) -> None:
    due = clocks.due_of(order.id, ClockKind.LEAD)
    tell_unit(
        template,
        region=act.region,
        unit_id=order.row["lead_unit_id"],
        order_id=order.id,
        number=order.row["number"],
        class_code=order.row["class_code"],
        classes_version=order.row["classes_version"],
        deadline=due or act.now,
        sign_deadline=due or act.now,
    )
