"""请假: asked by the person or entered by the planner, who decides."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yihao.kernel import clock, ledger
from yihao.kernel.crypto import seal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Forbidden, Invalid, NotFound, WrongState
from yihao.kernel.values import Actor, Subject
from yihao.organisation import queries as organisation
from yihao.organisation.rosters import queries, rules
from yihao.organisation.rosters.actions.duties import hold_accounts
from yihao.organisation.rosters.actions.planning import planner
from yihao.organisation.rosters.models import Absence
from yihao.organisation.rosters.values import AbsenceAsked, AbsenceKind, AbsenceMoved, AbsenceState
from yihao.organisation.values import Permission, Viewer

LONGEST_REASON = 200


@transaction.atomic
def ask_absence(*, doer: Viewer, kind: AbsenceKind, starts_at: datetime, ends_at: datetime) -> UUID:
    """The person asks to be away; the absence's id. Raises Invalid, Forbidden."""
    post = next(iter(doer.posts_with(Permission.READ_ROSTER)), None)
    if post is None:
        raise Forbidden()
    if ends_at <= clock.now():
        raise Invalid.field_error("ends_at", "结束时间已经过去；补登请联系排班人员")
    by = organisation.actor(doer, post)
    return _ask(by, doer.account_id, kind, starts_at, ends_at, AbsenceState.ASKED)


@transaction.atomic
def enter_absence(
    *, doer: Viewer, unit_id: UUID, account_id: UUID, kind: AbsenceKind, starts_at: datetime, ends_at: datetime
) -> UUID:
    """The planner enters that a person of the unit is away, at once approved; its id. Raises Invalid, Forbidden."""
    by = planner(doer, unit_id)
    if not queries.holds_post(account_id, unit_id, starts_at.astimezone(organisation.zone_of(by.region)).date()):
        raise Invalid.field_error("account_id", "此人当天在本单位没有话务岗位")
    absence_id = _ask(by, account_id, kind, starts_at, ends_at, AbsenceState.APPROVED)
    _say(by, absence_id, account_id, AbsenceState.APPROVED)
    return absence_id


def _ask(
    by: Actor, account_id: UUID, kind: AbsenceKind, starts_at: datetime, ends_at: datetime, state: AbsenceState
) -> UUID:
    if ends_at <= starts_at:
        raise Invalid.field_error("ends_at", "结束时间应晚于开始时间")
    hold_accounts({account_id}, by.region)
    standing = Absence.objects.filter(
        account_id=account_id, state__in=(AbsenceState.ASKED, AbsenceState.APPROVED), starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if standing.exists():
        raise Invalid.field_error("starts_at", "这段时间已有请假")
    absence = Absence(
        id=new_id(), region=by.region, account_id=account_id, kind=kind.value, starts_at=starts_at, ends_at=ends_at,
        state=state.value, asked_at=clock.now(),
    )  # fmt: skip
    absence.save(force_insert=True)
    asked = AbsenceAsked(account_id, starts_at, ends_at)
    ledger.write(ledger.Entry(asked, Subject("absence", absence.id), by, clock.now()))
    return absence.id


@transaction.atomic
def decide_absence(*, doer: Viewer, unit_id: UUID, absence_id: UUID, approve: bool, reason: str = "") -> None:
    """The planner approves or refuses (then with a reason). Duties in the time stay and stop counting: the coverage
    report names them. Nobody decides about the own absence. Raises NotFound, Forbidden, Invalid, WrongState."""
    by = planner(doer, unit_id)
    absence = _hold(absence_id, by.region)
    if absence.account_id == doer.account_id:
        raise Forbidden(title="不能审批自己的请假", detail="请由其他排班人员审批。")
    day = absence.starts_at.astimezone(organisation.zone_of(by.region)).date()
    if not queries.holds_post(absence.account_id, unit_id, day):
        raise NotFound(title="没有这条请假")
    text = checked_reason(approve, reason)
    _move(by, absence, AbsenceState.APPROVED if approve else AbsenceState.REFUSED, text)


@transaction.atomic
def withdraw_absence(*, doer: Viewer, absence_id: UUID) -> None:
    """The person takes the own absence back, before it is over. Raises NotFound, WrongState."""
    absence = _hold(absence_id, doer.region)
    if absence.account_id != doer.account_id:
        raise NotFound(title="没有这条请假")
    if absence.ends_at <= clock.now():
        raise WrongState(title="请假已经结束，不能撤回")
    _move(organisation.actor(doer, None), absence, AbsenceState.WITHDRAWN, "")


def checked_reason(approve: bool, reason: str) -> str:
    """The reason of a refusal. Raises Invalid when it is missing or too long."""
    text = reason.strip()
    if not approve and not text:
        raise Invalid.field_error("reason", "请写明不批准的理由")
    if len(text) > LONGEST_REASON:
        raise Invalid.field_error("reason", f"理由最多 {LONGEST_REASON} 字")
    return text


def _hold(absence_id: UUID, region: str) -> Absence:
    absence = Absence.objects.select_for_update().filter(region=region, id=absence_id).first()
    if absence is None:
        raise NotFound(title="没有这条请假")
    return absence


def _move(by: Actor, absence: Absence, to: AbsenceState, reason: str) -> None:
    if (AbsenceState(absence.state), to) not in rules.ABSENCE_MOVES:
        raise WrongState(title="这条请假已经处理过了", detail="请刷新后查看最新情况。")
    absence.state = to.value
    absence.reason = seal(reason, "absence.reason", absence.id) if reason else None
    absence.save(update_fields=["state", "reason"])
    _say(by, absence.id, absence.account_id, to)


def _say(by: Actor, absence_id: UUID, account_id: UUID, state: AbsenceState) -> None:
    moved = AbsenceMoved(account_id, state.value)
    ledger.write(ledger.Entry(moved, Subject("absence", absence_id), by, clock.now()))
