"""Writes of 回访: an attempt with its outcome, a rating with its consequence. Never by the handling unit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yihao.followups.models import Attempt, Rating
from yihao.followups.rules import Answer, given_up, is_bad
from yihao.followups.values import AttemptOutcome, RatingGiven, Satisfaction, Source, VisitAttempted
from yihao.kernel import sql
from yihao.kernel.crypto import seal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, Invalid, WrongState
from yihao.kernel.values import Actor, Subject
from yihao.orders.actions import closing
from yihao.orders.actions.act import Act, Doer, Held
from yihao.orders.rules.transitions import Thing
from yihao.orders.values.states import AppealState, OrderState, Outcome
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

_TRIED = "SELECT count(*) AS tried FROM attempt WHERE subject_type = 'order' AND subject_id = %s AND round = %s"


@transaction.atomic
def record_visit(
    *,
    doer: Viewer,
    order_id: UUID,
    version: int,
    outcome: AttemptOutcome,
    answer: Answer | None = None,
    attitude: str = "",
    opinion: str = "",
    at: datetime | None = None,
) -> Held:
    """One attempt to follow up. Reached: the answer closes the order or sends it to be judged; in vain often enough:
    closed as 无法回访, outside the denominators (领域档案 G3). Raises Invalid, Conflict, WrongState, Forbidden."""
    act = Act(doer, at)
    order = closing.hold_for_visit(act, order_id, version)
    if outcome is AttemptOutcome.REACHED and answer is None:
        raise Invalid.field_error("solved", "已接通的，请记录是否解决和满意度")
    attempt_id = _attempt(act, order, outcome)
    if outcome is AttemptOutcome.DECLINED:
        closing.close_held(act, order, Outcome.DECLINED)
    elif answer is None:
        _in_vain(act, order)
    else:
        rating_id = _rate(act, order.row["appeal_id"], order, answer, Source.VISIT, attempt_id, attitude, opinion)
        if not is_bad(answer):
            closing.close_held(act, order, Outcome.SATISFIED)
        else:
            act.finish()
            return closing.doubt(doer=doer, order_id=order_id, rating_id=rating_id)
    return order


@transaction.atomic
def rate(*, by: Actor, appeal_id: UUID, answer: Answer, opinion: str = "") -> None:
    """The citizen rates in the portal. Before the follow-up it counts as the follow-up; a bad rating after closing
    raises a review task. One rating a round. Raises WrongState before there is a reply, Conflict the second time."""
    act = Act(by)
    found = sql.row("SELECT id FROM work_order WHERE appeal_id = %s ORDER BY submitted_at DESC LIMIT 1", (appeal_id,))
    order = act.hold(Thing.ORDER, found["id"]) if found else None
    appeal = act.hold(Thing.APPEAL, appeal_id)
    state = order.row["state"] if order else appeal.row["state"]
    if state not in (OrderState.PENDING_VISIT, OrderState.CLOSED, AppealState.ANSWERED):
        raise WrongState(title="现在还不能评价", detail="答复后就可以评价；已在研判或归档的不再评价。")
    round_ = order.row["round"] if order else 0
    if Rating.objects.filter(appeal_id=appeal_id, round=round_, source=Source.PORTAL).exists():
        raise Conflict(title="您已经评价过了", detail="评价已收到，没有重复记录。")
    rating_id = _rate(act, appeal_id, order, answer, Source.PORTAL, None, "", opinion)
    act.finish()
    if order is None:
        return
    if state == OrderState.PENDING_VISIT:
        _consequence(by, order, answer, rating_id)
    elif is_bad(answer):
        closing.complain(doer=by, order_id=order.id, rating_id=rating_id)


def _consequence(doer: Doer, order: Held, answer: Answer, rating_id: UUID) -> None:
    if is_bad(answer):
        closing.doubt(doer=doer, order_id=order.id, rating_id=rating_id)
    else:
        closing.close(doer=doer, order_id=order.id, outcome=Outcome.SATISFIED)


def _in_vain(act: Act, order: Held) -> None:
    zone = organisation.zone_of(act.region)
    tried = Attempt.objects.filter(subject_type="order", subject_id=order.id, round=order.row["round"])
    days = [a.astimezone(zone).date() for a in tried.values_list("at", flat=True)]
    policy = act.policy
    if given_up(days, attempts=policy.visit_attempts, over_days=policy.visit_attempt_days):
        closing.close_held(act, order, Outcome.UNREACHED)
    else:
        act.finish()


def _attempt(act: Act, order: Held, outcome: AttemptOutcome) -> UUID:
    key = new_id()
    round_ = order.row["round"]
    number = int(sql.rows(_TRIED, (order.id, round_))[0]["tried"]) + 1
    sql.insert(
        Attempt,
        id=key,
        region=act.region,
        subject_type="order",
        subject_id=order.id,
        round=round_,
        number=number,
        channel="phone",
        outcome=outcome.value,
        account_id=act.by.account_id,
        unit_id=act.by.unit_id,
        at=act.at,
    )
    attempted = VisitAttempted(key, number, round_, outcome.value)
    act.say(Subject("visit", key), attempted, order_id=order.id)
    return key


def _rate(
    act: Act, appeal_id: UUID, order: Held | None, answer: Answer, source: Source, attempt_id: UUID | None,
    attitude: str, opinion: str,
) -> UUID:  # fmt: skip
    if attitude and attitude not in set(Satisfaction):
        raise Invalid.field_error("attitude", "请选择对服务态度的评价")
    if len(opinion) > 1000:
        raise Invalid.field_error("opinion", "意见最多 1000 字")
    key = new_id()
    round_ = order.row["round"] if order else 0
    sql.insert(
        Rating,
        id=key,
        region=act.region,
        appeal_id=appeal_id,
        order_id=order.id if order else None,
        round=round_,
        source=source.value,
        attempt_id=attempt_id,
        contacted=answer.contacted,
        solved=answer.solved.value,
        satisfaction=answer.satisfaction.value,
        attitude=attitude,
        opinion=seal(opinion.strip(), "rating.opinion", key) if opinion.strip() else None,
        at=act.at,
    )
    given = RatingGiven(key, round_, source.value, answer.contacted, answer.solved, answer.satisfaction, attitude)
    act.say(Subject("rating", key), given, order_id=order.id if order else None)
    return key
