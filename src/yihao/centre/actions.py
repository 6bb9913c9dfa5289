"""Writes of 运行管理: a number's plan, reports on its tasks, hand-over; published numbers and their tests."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction

from yihao.centre import queries, rules
from yihao.centre.models import DialTest, MergePlan, MergeRules, MergeTask, PublishedNumber
from yihao.centre.values import (
    DialResult,
    HandoverRecorded,
    MergePlanAssigned,
    MergePlanMoved,
    MergePlanOpened,
    MergeTaskMoved,
    MergeTaskReported,
    NumberTested,
    Phase,
    PublishedNumberSaved,
    TaskKind,
    TaskState,
)
from yihao.hotlines.values import HotlineFact
from yihao.kernel import clock, ledger
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, Forbidden, Invalid, NotFound, WrongState
from yihao.kernel.values import Actor, Subject
from yihao.organisation import queries as organisation
from yihao.organisation.models import Unit
from yihao.organisation.values import Permission, Viewer


def save_rules(*, by: Actor, phases: Iterable[Phase], kinds: Iterable[TaskKind], test_days: int) -> None:
    """Replace a region's phases and kinds of task with a checked pack's. Plans that exist keep their tasks."""
    values = {
        "phases": [asdict(p) | {"start": p.start.isoformat(), "end": p.end.isoformat()} for p in phases],
        "kinds": [asdict(k) | {"modes": list(k.modes), "only_if": k.only_if.value} for k in kinds],
        "test_days": test_days,
    }
    MergeRules.objects.update_or_create(region=by.region, defaults=values)


@transaction.atomic
def open_plan(*, by: Actor, hotline: HotlineFact, before_system: bool = False) -> UUID | None:
    """Make a number's plan with the tasks of its mode and techniques; its id. None when its merge has no first day
    yet, or it has one already. Nobody is asked for the tasks of a number that was merged before the plan (方案附件:
    已整合) or, `before_system`, before this system came."""
    period = rules.first_period(hotline)
    if period is None or MergePlan.objects.filter(region=by.region, number=hotline.number).exists():
        return None
    owner = Unit.objects.get(region=by.region, code=hotline.owner)
    plan = MergePlan.objects.create(
        id=new_id(), region=by.region, number=hotline.number, phase=hotline.phase, first_day=period.start, unit=owner
    )
    due = rules.tasks_of(hotline, period, queries.kinds(by.region))
    state = TaskState.BEFORE if before_system or hotline.already_merged else TaskState.OPEN
    MergeTask.objects.bulk_create(
        MergeTask(id=new_id(), plan=plan, kind=kind, due=day, state=state.value) for kind, day in due.items()
    )
    opened = MergePlanOpened(hotline.number, period.start, {kind: day.isoformat() for kind, day in due.items()})
    _emit(by, plan, opened)
    return plan.id


@transaction.atomic
def assign(
    *, doer: Viewer, number: str, version: int, department: str, person: str, phone: str, note: str = ""
) -> MergePlan:
    """Write down who is responsible: 明确整合工作主管部门和负责人 (方案 五(二)). Raises Conflict, Forbidden, NotFound."""
    plan = _held(doer, number, version)
    plan.department, plan.person, plan.phone, plan.note = department, person, phone, note
    return _saved(doer, plan, MergePlanAssigned(number, plan.unit_id))


@transaction.atomic
def report(
    *, doer: Viewer, number: str, version: int, task: str, state: TaskState, done_on: date | None = None, note: str = ""
) -> MergePlan:  # fmt: skip
    """Report a task done on a day, waived (the centre only, with its reason), or open again (with its reason)."""
    plan = _held(doer, number, version)
    row = _task(plan, task)
    today = organisation.today(doer.region)
    if state is TaskState.DONE and (done_on is None or done_on > today):
        raise Invalid.field_error("done_on", "请填写完成日期，不晚于今天")
    if state in (TaskState.WAIVED, TaskState.BEFORE) and not _manages(doer):
        raise Forbidden(title="是否需要这项任务由热线中心认定")
    if state is not TaskState.DONE and not note.strip():
        raise Invalid.field_error("note", "请写明理由")
    row.state, row.note = state.value, note.strip()
    row.done_on = done_on if state is TaskState.DONE else None
    row.save()
    return _saved(doer, plan, MergeTaskReported(number, task, state.value, row.done_on))


@transaction.atomic
def move_due(*, doer: Viewer, number: str, version: int, task: str, due: date, note: str) -> MergePlan:
    """Move an open task's due date; the centre only, with its reason."""
    plan = _held(doer, number, version)
    if not _manages(doer):
        raise Forbidden(title="期限由热线中心调整")
    row = _task(plan, task)
    if row.state != TaskState.OPEN:
        raise WrongState(title="这项任务已经办结，不用再调期限")
    if not note.strip():
        raise Invalid.field_error("note", "请写明理由")
    moved = MergeTaskMoved(number, task, row.due, due)
    row.due, row.note = due, note.strip()
    row.save()
    return _saved(doer, plan, moved)


@transaction.atomic
def realign(*, doer: Viewer, number: str, version: int) -> MergePlan:
    """Move the plan to the number's present first day, and its open tasks by as many days; the centre only."""
    plan = _held(doer, number, version)
    if not _manages(doer):
        raise Forbidden(title="期限由热线中心调整")
    first_day = queries.first_day(doer.region, number)
    if first_day is None or first_day == plan.first_day:
        raise WrongState(title="归并首日没有变化")
    days = first_day - plan.first_day
    for row in plan.tasks.filter(state=TaskState.OPEN.value):
        row.due += days
        row.save()
    moved = MergePlanMoved(number, plan.first_day, first_day)
    plan.first_day = first_day
    return _saved(doer, plan, moved)


@transaction.atomic
def hand_over(
    *, doer: Viewer, number: str, version: int, seats: tuple[int, int], staff: tuple[int, int]
) -> MergePlan:  # fmt: skip
    """Enter seats and staff handed over, each as (to be moved, moved) (方案 五(三))."""
    plan = _held(doer, number, version)
    for field, (planned, moved) in {"seats_moved": seats, "staff_moved": staff}.items():
        if fault := rules.hand_over_fault(planned, moved):
            raise Invalid.field_error(field, fault)
    plan.seats_planned, plan.seats_moved = seats
    plan.staff_planned, plan.staff_moved = staff
    return _saved(doer, plan, HandoverRecorded(number, *seats, *staff))


def _held(doer: Viewer, number: str, version: int) -> MergePlan:
    """The plan, locked. Raises NotFound where the person does not see it, Forbidden, Conflict."""
    held = MergePlan.objects.select_for_update(of=("self",)).select_related("unit")
    plan = held.filter(region=doer.region, number=number).first()
    if plan is None or not queries.sees(doer, plan.unit.path):
        raise NotFound(title="没有这个号码的归并方案")
    if not _manages(doer) and not doer.within(Permission.REPORT_MERGE, plan.unit.path):
        raise Forbidden()
    if plan.version != version:
        raise Conflict(title="这个方案刚被他人更新")
    return plan


def _manages(doer: Viewer) -> bool:
    return Permission.MANAGE_MERGE in doer.permissions


def _task(plan: MergePlan, kind: str) -> MergeTask:
    row = plan.tasks.filter(kind=kind).first()
    if row is None:
        raise NotFound(title="方案里没有这项任务")
    return row


def _saved(doer: Viewer, plan: MergePlan, payload: ledger.Payload) -> MergePlan:
    plan.version += 1
    plan.save()
    permission = Permission.MANAGE_MERGE if _manages(doer) else Permission.REPORT_MERGE
    _emit(organisation.actor(doer, next(iter(doer.posts_with(permission)))), plan, payload)
    return plan


def _emit(by: Actor, plan: MergePlan, payload: ledger.Payload) -> None:
    ledger.write(ledger.Entry(payload, Subject("merge_plan", plan.id), by, clock.now(), version=plan.version))


# ---- published numbers ----


@transaction.atomic
def publish(*, by: Actor, number: str, purpose: str, unit_id: UUID, channel: str, published_on: date) -> UUID:
    """Enter a number that the government has published, or change its entry; its id."""
    row = PublishedNumber.objects.select_for_update().filter(region=by.region, number=number).first()
    row = row or PublishedNumber(id=new_id(), region=by.region, number=number, version=0)
    row.purpose, row.unit_id, row.channel, row.published_on = purpose, unit_id, channel, published_on
    row.stopped_on, row.stop_notice = None, ""
    return _save_published(by, row)


@transaction.atomic
def stop(*, by: Actor, published_id: UUID, stopped_on: date, notice: str) -> UUID:
    """Stop a published number; that has to be announced where it was published (国办函〔2025〕66号(四))."""
    row = PublishedNumber.objects.select_for_update().filter(region=by.region, id=published_id).first()
    if row is None:
        raise NotFound(title="没有这个公布号码")
    if not notice.strip():
        raise Invalid.field_error("notice", f"停用须通过原渠道（{row.channel}）公布，请写明公告")
    row.stopped_on, row.stop_notice = stopped_on, notice.strip()
    return _save_published(by, row)


def _save_published(by: Actor, row: PublishedNumber) -> UUID:
    row.version += 1
    row.save()
    saved = PublishedNumberSaved(row.number, row.unit_id, row.stopped_on)
    ledger.write(ledger.Entry(saved, Subject("published_number", row.id), by, clock.now(), version=row.version))
    return row.id


@transaction.atomic
def record_test(*, by: Actor, published_id: UUID, result: DialResult, note: str = "") -> UUID:
    """Write a dial-test down. A result that is not as published needs a note."""
    row = PublishedNumber.objects.filter(region=by.region, id=published_id).first()
    if row is None:
        raise NotFound(title="没有这个公布号码")
    if not rules.GOOD_RESULTS[result] and not note.strip():
        raise Invalid.field_error("note", "请写明情况和整改要求")
    test = DialTest.objects.create(
        id=new_id(), published=row, result=result.value, note=note.strip(), account_id=by.account_id, at=clock.now()
    )
    tested = NumberTested(row.number, result.value)
    ledger.write(ledger.Entry(tested, Subject("published_number", row.id), by, test.at, version=row.version))
    return test.id
