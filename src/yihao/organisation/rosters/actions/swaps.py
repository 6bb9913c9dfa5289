"""换班: asked of a colleague, accepted by the colleague, approved by the planner."""

from uuid import UUID

from django.db import transaction

from yihao.kernel import clock, ledger
from yihao.kernel.crypto import seal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Forbidden, Invalid, NotFound, WrongState
from yihao.kernel.values import Actor, Subject
from yihao.organisation import queries as organisation
from yihao.organisation.rosters import queries, rules
from yihao.organisation.rosters.actions.absences import checked_reason
from yihao.organisation.rosters.actions.duties import OPEN_SWAPS, check_free, hold_accounts
from yihao.organisation.rosters.actions.planning import planner
from yihao.organisation.rosters.models import Duty, Swap
from yihao.organisation.rosters.values import DutyPassedOn, Stretch, SwapAsked, SwapMoved, SwapState
from yihao.organisation.values import Viewer


@transaction.atomic
def ask_swap(*, doer: Viewer, duty_id: UUID, to_account_id: UUID, other_duty_id: UUID | None = None) -> UUID:
    """Ask a colleague to take an own published duty, perhaps for one of the colleague's; the swap's id.

    What could never be approved is refused at once. Raises NotFound, Invalid, WrongState.
    """
    duty = _own(duty_id, doer.account_id)
    other = _own(other_duty_id, to_account_id) if other_duty_id else None
    if to_account_id == doer.account_id:
        raise Invalid.field_error("to_account_id", "请选择其他同事")
    if other is not None and other.unit_id != duty.unit_id:
        raise Invalid.field_error("other_duty_id", "只能与同一单位排班的同事换班")
    if Swap.objects.filter(duty_id=duty_id, state__in=OPEN_SWAPS).exists():
        raise WrongState(title="这个班次已有换班申请", detail="请先撤回原来的申请。")
    _check_both(doer.region, duty, doer.account_id, to_account_id, other)
    swap = Swap(
        id=new_id(), region=doer.region, duty=duty, from_account_id=doer.account_id, to_account_id=to_account_id,
        other_duty=other, state=SwapState.ASKED.value, asked_at=clock.now(),
    )  # fmt: skip
    swap.save(force_insert=True)
    asked = SwapAsked(duty_id, doer.account_id, to_account_id, other_duty_id)
    by = organisation.actor(doer, None)
    ledger.write(ledger.Entry(asked, Subject("swap", swap.id), by, clock.now()))
    return swap.id


def _own(duty_id: UUID, account_id: UUID) -> Duty:
    duty = Duty.objects.filter(id=duty_id, account_id=account_id).first()
    if duty is None or queries.published(duty.unit_id, rules.monday_of(duty.day)) is None:
        raise NotFound(title="没有这个班次安排，或尚未发布")
    if duty.starts_at <= clock.now():
        raise WrongState(title="班次已经开始，不能再换")
    return duty


@transaction.atomic
def answer_swap(*, doer: Viewer, swap_id: UUID, accept: bool) -> None:
    """The colleague accepts or refuses. Raises NotFound, WrongState."""
    swap = _hold(swap_id, doer.region)
    if swap.to_account_id != doer.account_id:
        raise NotFound(title="没有这条换班申请")
    _move(organisation.actor(doer, None), swap, SwapState.ACCEPTED if accept else SwapState.REFUSED, "", SwapState.ASKED)


@transaction.atomic
def withdraw_swap(*, doer: Viewer, swap_id: UUID) -> None:
    """Whoever asked takes it back, before it is decided. Raises NotFound, WrongState."""
    swap = _hold(swap_id, doer.region)
    if swap.from_account_id != doer.account_id:
        raise NotFound(title="没有这条换班申请")
    _move(organisation.actor(doer, None), swap, SwapState.WITHDRAWN, "")


@transaction.atomic
def decide_swap(*, doer: Viewer, swap_id: UUID, approve: bool, reason: str = "") -> None:
    """The planner approves: the duties change hands at once, checked anew; or refuses with a reason. Nobody decides a
    swap of their own. Raises NotFound, Forbidden, Invalid, WrongState."""
    swap = _hold(swap_id, doer.region)
    by = planner(doer, swap.duty.unit_id)
    if doer.account_id in (swap.from_account_id, swap.to_account_id):
        raise Forbidden(title="不能审批自己的换班", detail="请由其他排班人员审批。")
    text = checked_reason(approve, reason)
    _move(by, swap, SwapState.APPROVED if approve else SwapState.REFUSED, text, SwapState.ACCEPTED)
    if approve:
        _pass_on(by, swap)


def _pass_on(by: Actor, swap: Swap) -> None:
    duties = {d.id: d for d in Duty.objects.select_for_update().filter(id__in=[swap.duty_id, swap.other_duty_id])}
    duty, other = duties[swap.duty_id], duties.get(swap.other_duty_id) if swap.other_duty_id else None
    if duty.account_id != swap.from_account_id or (other and other.account_id != swap.to_account_id):
        raise WrongState(title="班次安排已有变动，不能再换", detail="请让双方重新申请。")
    if duty.starts_at <= clock.now():
        raise WrongState(title="班次已经开始，不能再换")
    _check_both(by.region, duty, swap.from_account_id, swap.to_account_id, other)
    moves = [(duty, swap.from_account_id, swap.to_account_id)]
    if other is not None:
        moves.append((other, swap.to_account_id, swap.from_account_id))
    for moved, giver, taker in moves:
        moved.account_id = taker
        moved.save(update_fields=["account"])
        passed = DutyPassedOn(giver, taker, swap.id)
        ledger.write(ledger.Entry(passed, Subject("duty", moved.id), by, clock.now()))


def _check_both(region: str, duty: Duty, giver: UUID, taker: UUID, other: Duty | None) -> None:
    """Raises Invalid when one of the two could not have the other's duty."""
    names = {key: a.name for key, a in hold_accounts({giver, taker}, region).items()}
    leaving = {duty.id} | ({other.id} if other else set())
    check_free(taker, names[taker], duty.unit_id, duty.day, _stretch(duty), region, without=leaving)
    if other is not None:
        check_free(giver, names[giver], other.unit_id, other.day, _stretch(other), region, without=leaving)


def _stretch(duty: Duty) -> Stretch:
    return Stretch(duty.starts_at, duty.ends_at)


def _hold(swap_id: UUID, region: str) -> Swap:
    swap = Swap.objects.select_for_update(of=("self",)).select_related("duty").filter(region=region, id=swap_id).first()
    if swap is None:
        raise NotFound(title="没有这条换班申请")
    return swap


def _move(by: Actor, swap: Swap, to: SwapState, reason: str, only_from: SwapState | None = None) -> None:
    now = SwapState(swap.state)
    if (now, to) not in rules.SWAP_MOVES or (only_from and now is not only_from):
        raise WrongState(title="这条换班申请已经处理过了", detail="请刷新后查看最新情况。")
    swap.state = to.value
    swap.reason = seal(reason, "swap.reason", swap.id) if reason else None
    swap.save(update_fields=["state", "reason"])
    ledger.write(ledger.Entry(SwapMoved(to.value), Subject("swap", swap.id), by, clock.now()))
