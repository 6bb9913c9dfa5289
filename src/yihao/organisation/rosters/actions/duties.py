"""Putting people on duty, and taking duties out."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from yihao.kernel import clock, ledger
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid, NotFound
from yihao.kernel.values import Actor, Subject
from yihao.organisation import queries as organisation
from yihao.organisation.models import Account
from yihao.organisation.rosters import queries, rules
from yihao.organisation.rosters.actions.planning import planner
from yihao.organisation.rosters.models import Absence, Duty, Shift, Swap
from yihao.organisation.rosters.values import (
    AbsenceState,
    DutyEntered,
    DutyTakenOut,
    Hours,
    Stretch,
    SwapMoved,
    SwapState,
    Wish,
)
from yihao.organisation.values import Viewer

OPEN_SWAPS = (SwapState.ASKED.value, SwapState.ACCEPTED.value)


@transaction.atomic
def enter_duties(*, doer: Viewer, unit_id: UUID, wishes: Sequence[Wish]) -> list[UUID]:
    """Put people on duty for a unit, all or none; the duties' ids.

    Raises Invalid naming person, day and reason: no post at the unit on that day, another duty at the same time, too
    little rest, too long a week, an approved absence.
    """
    by = planner(doer, unit_id)
    accounts = hold_accounts({w.account_id for w in wishes}, by.region)
    shifts = {s.id: s for s in Shift.objects.filter(region=by.region, id__in={w.shift_id for w in wishes})}
    made = []
    for wish in sorted(wishes, key=lambda w: (w.day, w.account_id)):
        shift = shifts.get(wish.shift_id)
        if shift is None or not shift.active:
            raise Invalid.field_error("shift_id", "没有这个班次，或已停用")
        if not wish.skills:
            raise Invalid.field_error("skills", "请选择技能组")
        made.append(_enter(by, unit_id, wish, shift, accounts[wish.account_id].name))
    return made


def _enter(by: Actor, unit_id: UUID, wish: Wish, shift: Shift, name: str) -> UUID:
    zone = organisation.zone_of(by.region)
    hours = Hours(shift.starts, shift.ends)
    stretch = rules.stretch_on(hours, wish.day, zone)
    check_free(wish.account_id, name, unit_id, wish.day, stretch, by.region)
    gaps = rules.breaks_on(hours, queries.read_hours(shift.breaks), wish.day, zone)
    duty = Duty(
        id=new_id(), region=by.region, account_id=wish.account_id, unit_id=unit_id, shift=shift, day=wish.day,
        starts_at=stretch.start, ends_at=stretch.end, skills=list(wish.skills), place=wish.place.value,
        breaks=[[gap.start.isoformat(), gap.end.isoformat()] for gap in gaps],
    )  # fmt: skip
    duty.save(force_insert=True)
    entered = DutyEntered(
        wish.account_id, unit_id, shift.id, wish.day, stretch.start, stretch.end, wish.skills, wish.place.value
    )
    ledger.write(ledger.Entry(entered, Subject("duty", duty.id), by, clock.now()))
    return duty.id


def hold_accounts(ids: set[UUID], region: str) -> dict[UUID, Account]:
    """Lock people, so that nobody gets two duties at once by two planners. Raises NotFound."""
    found = Account.objects.select_for_update().filter(id__in=ids, region=region).order_by("id")
    held = {a.id: a for a in found}
    if len(held) < len(ids):
        raise NotFound(title="没有这个人员")
    return held


def check_free(
    account_id: UUID, name: str, unit_id: UUID, day: date, stretch: Stretch, region: str, *, without: set[UUID] | None = None
) -> None:
    """Raises Invalid when a person can't have a duty; duties in `without` are on their way to somebody else."""
    where = f"{name} {day.month}月{day.day}日"
    if not queries.holds_post(account_id, unit_id, day):
        raise Invalid.field_error("account_id", f"{where}：当天在本单位没有话务岗位")
    policy = queries.policy(region)
    near = timedelta(days=8)
    rows = Duty.objects.filter(
        account_id=account_id, starts_at__lt=stretch.end + near, ends_at__gt=stretch.start - near
    ).exclude(id__in=without or ())
    others = [(d.day, Stretch(d.starts_at, d.ends_at)) for d in rows]
    gone = Absence.objects.filter(
        account_id=account_id, state=AbsenceState.APPROVED, starts_at__lt=stretch.end, ends_at__gt=stretch.start
    )
    why = rules.refusal(stretch, [s for _, s in others], [Stretch(a.starts_at, a.ends_at) for a in gone], policy)
    week = [s.minutes for d, s in others if rules.monday_of(d) == rules.monday_of(day)]
    if why := why or rules.too_much(sum(week) + stretch.minutes, policy):
        raise Invalid.field_error("account_id", f"{where}：{why}")


@transaction.atomic
def take_out(*, doer: Viewer, duty_id: UUID) -> None:
    """Take a duty out of the roster; a swap that is open about it ends. Raises NotFound, Forbidden."""
    duty = Duty.objects.select_for_update().filter(region=doer.region, id=duty_id).first()
    if duty is None:
        raise NotFound(title="没有这个班次安排，可能刚被撤下")
    by = planner(doer, duty.unit_id)
    about = Swap.objects.filter(duty_id=duty_id) | Swap.objects.filter(other_duty_id=duty_id)
    for swap in about.filter(state__in=OPEN_SWAPS):
        ledger.write(ledger.Entry(SwapMoved(SwapState.REFUSED.value), Subject("swap", swap.id), by, clock.now()))
    ledger.write(ledger.Entry(DutyTakenOut(duty.account_id, duty.day), Subject("duty", duty.id), by, clock.now()))
    duty.delete()
