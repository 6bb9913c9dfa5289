"""Reads of 运行管理: the board of the merge, and the register of published numbers."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from yihao.centre import rules
from yihao.centre.models import DialTest, MergePlan, MergeRules, MergeTask, PublishedNumber
from yihao.centre.values import (
    DIAL_RESULT_NAMES,
    STANDING_NAMES,
    TASK_STATE_NAMES,
    DialResult,
    OnlyIf,
    Phase,
    Standing,
    Tally,
    TaskFact,
    TaskKind,
    TaskState,
)
from yihao.hotlines import queries as hotlines
from yihao.hotlines.values import HotlineFact
from yihao.kernel import sql
from yihao.kernel.ledger import KINDS
from yihao.kernel.problems import NotFound
from yihao.kernel.values import SYSTEM_NAME
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer


def kinds(region: str) -> list[TaskKind]:
    """The kinds of task of a region, in order."""
    rows = _rules(region).kinds
    return [TaskKind(**{**k, "modes": tuple(k["modes"]), "only_if": OnlyIf(k["only_if"])}) for k in rows]


def phases(region: str) -> list[Phase]:
    """The phases of the merge (方案 四)."""
    return [_phase_of(p) for p in _rules(region).phases]


def _phase_of(p: dict[str, Any]) -> Phase:
    start, end = date.fromisoformat(p["start"]), date.fromisoformat(p["end"])
    return Phase(number=p["number"], name=p["name"], start=start, end=end, basis=p["basis"])


def _rules(region: str) -> MergeRules:
    found = MergeRules.objects.filter(region=region).first()
    if found is None:
        raise NotFound(title="归并规则尚未载入", detail="请运行 bin/yihao region load。")
    return found


def sees(viewer: Viewer, unit_path: str) -> bool:
    """Whether a person sees the plan of a unit: the centre all of them, a unit its own."""
    return Permission.MANAGE_MERGE in viewer.permissions or bool(viewer.within(Permission.READ_MERGE, unit_path))


def first_day(region: str, number: str) -> date | None:
    """The day on which a number's merge begins by the register, if it does."""
    hotline = hotlines.plan_now(region).hotlines.get(number)
    period = rules.first_period(hotline) if hotline else None
    return period.start if period else None


def board(viewer: Viewer) -> dict[str, Any]:
    """The whole project as a person sees it: phases with their plans (a city has some dozens), and what is late."""
    region, today = viewer.region, organisation.today(viewer.region)
    named = kinds(region)
    rows = MergePlan.objects.filter(region=region).select_related("unit").prefetch_related("tasks")
    names = hotlines.plan(region).hotlines
    listed = [p for p in rows if sees(viewer, p.unit.path) and p.number in names]
    listed.sort(key=lambda p: (p.phase, names[p.number].seq or 0, p.number))
    plans = [_plan(viewer, p, names[p.number], named, today) for p in listed]
    return {
        "today": today,
        "manages": Permission.MANAGE_MERGE in viewer.permissions,
        "kinds": [{"code": k.code, "name": k.name, "basis": k.basis} for k in named],
        "phases": [_phase(p, [x for x in listed if x.phase == p.number], today) for p in phases(region)],
        "plans": plans,
        "unplanned": _unplanned(viewer, {p.number for p in rows})
        if Permission.MANAGE_MERGE in viewer.permissions
        else [],
    }


def _unplanned(viewer: Viewer, planned: set[str]) -> list[dict[str, str]]:
    """Numbers that begin to be merged and have no plan yet."""
    known = hotlines.plan(viewer.region).hotlines.values()
    return [{"number": h.number, "name": h.name} for h in known if h.number not in planned and rules.first_period(h)]


def _facts(p: MergePlan) -> list[TaskFact]:
    return [_fact(t) for t in p.tasks.all()]


def _fact(t: MergeTask) -> TaskFact:
    return TaskFact(TaskState(t.state), t.due, t.done_on)


def _phase(phase: Phase, plans: list[MergePlan], today: date) -> dict[str, Any]:
    tasks = [rules.tally(_facts(p), today) for p in plans]
    total = sum(tasks, Tally(0, 0, 0))
    standings = [rules.plan_standing(_facts(p), today) for p in plans]
    return {
        "number": phase.number, "name": phase.name, "start": phase.start, "end": phase.end, "basis": phase.basis,
        "plans": len(plans), "plans_done": standings.count(Standing.DONE),
        "plans_late": standings.count(Standing.LATE), "tasks": total.total, "tasks_done": total.settled,
        "tasks_late": total.late,
    }  # fmt: skip


def _plan(
    viewer: Viewer, p: MergePlan, hotline: HotlineFact, named: list[TaskKind], today: date
) -> dict[str, Any]:  # fmt: skip
    period = rules.first_period(hotline)
    found = {t.kind: t for t in p.tasks.all()}
    count, stands = rules.tally(_facts(p), today), rules.plan_standing(_facts(p), today)
    may = Permission.MANAGE_MERGE in viewer.permissions or bool(viewer.within(Permission.REPORT_MERGE, p.unit.path))
    return {
        "number": p.number, "name": hotline.name, "mode": hotline.mode.value, "phase": p.phase, "first_day": p.first_day,
        "new_first_day": period.start if period and period.start != p.first_day else None,
        "unit_name": p.unit.short_name or p.unit.name, "department": p.department, "person": p.person,
        "phone": p.phone, "note": p.note, "version": p.version, "may_report": may,
        "seats_planned": p.seats_planned, "seats_moved": p.seats_moved, "staff_planned": p.staff_planned,
        "staff_moved": p.staff_moved, "tasks": [_task(found[k.code], k, today) for k in named if k.code in found],
        "total": count.total, "settled": count.settled, "late": count.late, "standing": stands,
        "standing_name": STANDING_NAMES[stands],
    }  # fmt: skip


def _task(t: MergeTask, kind: TaskKind, today: date) -> dict[str, Any]:
    fact = _fact(t)
    return {
        "kind": t.kind, "name": kind.name, "basis": kind.basis, "due": t.due, "state": t.state,
        "state_name": TASK_STATE_NAMES[fact.state], "done_on": t.done_on, "note": t.note,
        "standing": rules.standing(fact, today), "days_late": rules.days_late(fact, today),
    }  # fmt: skip


def history(viewer: Viewer, number: str) -> list[dict[str, Any]]:
    """What happened to a plan, newest first. Raises NotFound."""
    plan = MergePlan.objects.filter(region=viewer.region, number=number).select_related("unit").first()
    if plan is None or not sees(viewer, plan.unit.path):
        raise NotFound(title="没有这个号码的归并方案")
    events = sql.rows(
        "SELECT kind, occurred_at, actor, payload FROM event WHERE subject_id = %s ORDER BY version DESC LIMIT 200",
        (plan.id,),
    )
    names = {str(k): v for k, v in organisation.account_names(_actors(events)).items()}
    titles = {k.code: k.name for k in kinds(viewer.region)}
    return [
        {
            "at": e["occurred_at"],
            "who": names.get(e["actor"], SYSTEM_NAME),
            "what": KINDS[e["kind"]].says,
            "detail": _detail(e["kind"], json.loads(e["payload"]), titles),
        }
        for e in events
    ]


def _actors(events: list[dict[str, Any]]) -> set[UUID]:
    return {UUID(e["actor"]) for e in events if e["actor"] != "system"}


def _detail(kind: str, p: dict[str, Any], titles: dict[str, str]) -> str:
    if kind == "merge.task_reported":
        return f"{titles.get(p['task'], p['task'])}：{TASK_STATE_NAMES[TaskState(p['state'])]} {p['done_on'] or ''}".strip()
    if kind == "merge.task_moved":
        return f"{titles.get(p['task'], p['task'])}：{p['before']} → {p['due']}"
    if kind == "merge.moved":
        return f"{p['before']} → {p['first_day']}"
    if kind == "merge.handed_over":
        return f"座席 {p['seats_moved']}/{p['seats_planned']}，人员 {p['staff_moved']}/{p['staff_planned']}"
    return ""


def published(region: str) -> dict[str, Any]:
    """The published numbers with their last test, those to be tested first on top."""
    today, every = organisation.today(region), _rules(region).test_days
    latest = Prefetch("tests", DialTest.objects.order_by("published", "-at").distinct("published"), to_attr="latest")
    rows = PublishedNumber.objects.filter(region=region).select_related("unit").prefetch_related(latest)
    found = [_published(r, every, today, region) for r in rows]
    found.sort(key=lambda r: (r["stopped_on"] is not None, r["test_due"], r["number"]))
    return {
        "today": today,
        "test_days": every,
        "results": [{"code": r.value, "name": n} for r, n in DIAL_RESULT_NAMES.items()],
        "rows": found,
    }


def _published(r: Any, every: int, today: date, region: str) -> dict[str, Any]:
    last = r.latest[0] if r.latest else None
    tested_on = last.at.astimezone(organisation.zone_of(region)).date() if last else None
    due = rules.next_test(r.published_on, tested_on, every)
    return {
        "id": r.id, "number": r.number, "purpose": r.purpose, "unit_name": r.unit.short_name or r.unit.name,
        "unit_id": r.unit_id, "channel": r.channel, "published_on": r.published_on, "stopped_on": r.stopped_on,
        "stop_notice": r.stop_notice, "tested_on": tested_on, "test_due": due,
        "test_late": r.stopped_on is None and due < today,
        "result": last.result if last else "", "result_name": DIAL_RESULT_NAMES[DialResult(last.result)] if last else "",
        "good": rules.GOOD_RESULTS[DialResult(last.result)] if last else None, "test_note": last.note if last else "",
    }  # fmt: skip
