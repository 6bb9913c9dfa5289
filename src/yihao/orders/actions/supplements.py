"""补充与撤单: what a citizen adds, through an agent or the portal; and what a citizen takes back."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from yihao.kernel import sql
from yihao.kernel.problems import Forbidden, Invalid, WrongState
from yihao.kernel.values import Actor
from yihao.orders.actions import attachments, clocks, search, texts
from yihao.orders.actions.act import Act, Doer, Held
from yihao.orders.actions.assignments import end_assignments
from yihao.orders.actions.situations import situation_of
from yihao.orders.rules.transitions import Thing
from yihao.orders.values import events as e
from yihao.orders.values.states import FINAL_ORDER_STATES, Audience, ClockKind, OrderState, TextKind
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission


@transaction.atomic
def supplement(
    *, doer: Doer, appeal_id: UUID, text: str, files: Sequence[UUID] = (), owner: str = "", version: int | None = None
) -> Held:
    """补充情况 to an appeal, by an agent or by the citizen: appended, nothing is rewritten. When the order waits for
    it, it goes back to dispatch. T7; 北京条例 11(3). Raises WrongState after the end."""
    act = Act(doer)
    body = texts.needed(text, "text", "请写明补充的情况")
    found = sql.row("SELECT id FROM work_order WHERE appeal_id = %s ORDER BY submitted_at DESC LIMIT 1", (appeal_id,))
    order = act.hold(Thing.ORDER, found["id"]) if found else None
    appeal = act.hold(Thing.APPEAL, appeal_id)
    if order is not None and order.row["state"] == OrderState.PENDING_SUPPLEMENT:
        act.check(order, "supplement", version=version, centre_id=order.row["centre_id"])
    else:
        _may_add(act, appeal, order, doer)
    order_id = order.id if order else None
    round_ = order.row["round"] if order else 0
    text_id = act.write_text(
        appeal_id=appeal_id,
        order_id=order_id,
        kind=TextKind.SUPPLEMENT,
        audience=Audience.PUBLIC,
        body=body,
        round=round_,
    )
    attachments.attach(
        act,
        appeal_id,
        files,
        owner=owner or act.by.code,
        visibility=Audience.HANDLERS,
        order_id=order_id,
        text_id=text_id,
    )
    search.add_text(appeal, body)
    act.note(appeal, e.AppealSupplemented(text_id), order_id=order_id)
    if order is not None and order.row["state"] == OrderState.PENDING_SUPPLEMENT:
        clocks.stop(act, order.id, ClockKind.SUPPLEMENT)
        clocks.resume(act, order.id, ClockKind.REVIEW)
        act.change(order, "supplement", e.OrderSupplemented(text_id))
    act.finish()
    return order or appeal


@transaction.atomic
def withdraw(*, doer: Doer, appeal_id: UUID, version: int | None, reason: str, willing: bool, note: str = "") -> Held:
    """撤单 by the citizen, through an agent or the portal; the question of coercion has been asked. T29.

    A report is not withdrawn: it stays as a clue. `version` is the order's, or the appeal's before there is one.
    """
    if not willing:
        raise Invalid.field_error("willing", "请先核实身份，并确认撤单出于本人自愿")
    act = Act(doer)
    found = sql.row("SELECT id FROM work_order WHERE appeal_id = %s ORDER BY submitted_at DESC LIMIT 1", (appeal_id,))
    order = act.hold(Thing.ORDER, found["id"]) if found else None
    appeal = act.hold(Thing.APPEAL, appeal_id)
    subject = order or appeal
    edge = act.check(subject, "withdraw", version=version, centre_id=subject.row["centre_id"])
    act.guard(edge, situation_of(act, appeal_type=appeal.row["appeal_type"]))
    body = note.strip() or "诉求人主动撤回"
    order_id = order.id if order else None
    text_id = act.write_text(
        appeal_id=appeal_id, order_id=order_id, kind=TextKind.REASON, audience=Audience.HANDLERS, body=body
    )
    act.change(appeal, "withdraw", e.AppealWithdrawn(), order_id=order_id)
    if order is not None:
        act.change(order, "withdraw", e.OrderWithdrawn(text_id, reason))
        end_assignments(act, order)
        clocks.stop(act, order.id)
    act.finish()
    return subject


def _may_add(act: Act, appeal: Held, order: Held | None, doer: Doer) -> None:
    """Who may append to an appeal that does not wait for it: its citizen, and whoever records for its centre."""
    if not isinstance(doer, Actor):
        post = doer.within(Permission.RECORD_APPEAL, organisation.unit(appeal.row["centre_id"]).path)
        if post is None:
            raise Forbidden()
        act.by = organisation.actor(doer, post)
    ended = order.row["state"] in FINAL_ORDER_STATES if order else appeal.row["state"] not in ("filed", "submitted")
    if ended:
        raise WrongState(title="这件诉求已经办结，不能再补充", detail="如有新情况，请重新提交诉求。")
