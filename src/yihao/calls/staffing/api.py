"""HTTP of staffing: the coverage report of a week, a proposal, and how duties were kept."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from yihao.calls.staffing import queries
from yihao.calls.staffing.rules.words import hole_words, report_words, why_words
from yihao.calls.staffing.values import DAY_KIND_NAMES, DayForecast, Source
from yihao.catalogue import queries as catalogue
from yihao.hotlines import queries as hotlines
from yihao.organisation import queries as organisation
from yihao.organisation.http import Staff, answers, viewer
from yihao.organisation.rosters import queries as rosters
from yihao.organisation.rosters.actions.planning import planner
from yihao.organisation.rosters.rules import monday_of
from yihao.organisation.values import Permission

router = Router(tags=["排班"])
MANAGE = Staff(Permission.MANAGE_ROSTER)


class SkillOut(Schema):
    """A queue of the line."""

    code: str
    name: str


class DayOut(Schema):
    """A day of the week: what kind of day it is, and the holiday's name."""

    day: date
    kind: str
    kind_name: str
    holiday: str


class StaffedQueueOut(Schema):
    """A queue that must be staffed, with each half-hour of the week: calls expected, seats needed, planned, missing."""

    skill: str
    name: str
    unit_id: UUID
    unit_name: str
    least: int
    calls: list[float]
    needed: list[int]
    planned: list[int]
    missing: list[int]
    calls_by_day: list[int]
    history: str
    """`calls` or `synthetic`."""
    history_words: str


class HoleOut(Schema):
    """Too few seats: from when to when, of which queue, how many, who is away."""

    skill: str
    starts_at: datetime
    ends_at: datetime
    missing: int
    absent: list[str]
    words: str


class CoverageOut(Schema):
    """The report: proved, or every hole by name."""

    monday: date
    days: list[DayOut]
    queues: list[StaffedQueueOut]
    skills: list[SkillOut]
    holes: list[HoleOut]
    proved: bool
    words: str
    target_words: str


class ProposedOut(Schema):
    """A duty that is proposed, and why."""

    account_id: UUID
    account_name: str
    day: date
    shift_id: UUID
    shift_name: str
    skills: list[str]
    why: str


class ProposalOut(Schema):
    """Duties to be looked at; they are entered by the planner."""

    unit_id: UUID
    monday: date
    duties: list[ProposedOut]
    words: str


class KeptOut(Schema):
    """How somebody kept the duties of a week so far, in minutes."""

    account_id: UUID
    name: str
    planned: int
    kept: int
    late: int
    early: int
    share: float | None


@router.get("/rosters/coverage", response=answers(CoverageOut), auth=MANAGE, summary="覆盖报告")
def read_coverage(request: HttpRequest, monday: date | None = None) -> Any:
    """Every half-hour of 7×24 for every queue that must be staffed: the seats it needs, or the hole."""
    who = viewer(request)
    first = monday_of(monday or organisation.today(who.region))
    found = queries.week(who.region, first, queries.my_queues(who))
    names = {code: s.name for code, s in hotlines.skills(who.region).items()}
    zone = organisation.zone_of(who.region)
    people = organisation.account_names({a for h in found.coverage.holes for a in h.absent})
    holes = [
        {
            "skill": h.skill, "starts_at": h.stretch.start, "ends_at": h.stretch.end, "missing": h.missing,
            "absent": [people[a] for a in h.absent], "words": hole_words(h, names[h.skill], [people[a] for a in h.absent], zone),
        }
        for h in found.coverage.holes
    ]  # fmt: skip
    return {
        "monday": first,
        "days": _days(who.region, found.queues[0].days if found.queues else ()),
        "queues": [_queue(who.region, q, found, names[q.queue.skill]) for q in found.queues],
        "skills": [{"code": code, "name": name} for code, name in names.items()],
        "holes": holes,
        "proved": found.coverage.proved,
        "words": report_words(found.coverage, len(found.queues)),
        "target_words": f"目标：{found.target.answered:.0%} 的来电在 {found.target.within_seconds} 秒内接通",
    }


def _days(region: str, days: tuple[DayForecast, ...]) -> list[dict[str, Any]]:
    names = catalogue.holiday_names(region, catalogue.versions(region))
    return [
        {"day": d.day, "kind": d.kind.value, "kind_name": DAY_KIND_NAMES[d.kind], "holiday": names.get(d.day, "")}
        for d in days
    ]


def _queue(region: str, q: queries.QueueWeek, found: queries.Week, name: str) -> dict[str, Any]:
    rows = [h for h in found.coverage.half_hours if h.skill == q.queue.skill]
    unit = organisation.units_by_code()[region, q.queue.unit]
    return {
        "skill": q.queue.skill, "name": name, "unit_id": unit.id, "unit_name": unit.label, "least": q.queue.least,
        "calls": [round(c, 1) for d in q.days for c in d.calls], "needed": [h.needed for h in rows],
        "planned": [h.planned for h in rows], "missing": [h.missing for h in rows],
        "calls_by_day": [round(sum(d.calls)) for d in q.days], "history": q.history.source.value,
        "history_words": _history_words(q),
    }  # fmt: skip


def _history_words(q: queries.QueueWeek) -> str:
    days = len(q.history.counts)
    handle = round(q.history.handle_seconds)
    if q.history.source is Source.CALLS:
        return f"按 {days} 天的通话记录预测，平均处理 {handle} 秒"
    return f"尚无足够的通话记录，按参考话务曲线预测（非实际来电），平均处理按 {handle} 秒计"


@router.get("/rosters/proposal", response=answers(ProposalOut), auth=MANAGE, summary="排班建议")
def read_proposal(request: HttpRequest, unit: UUID, monday: date) -> Any:
    """A proposal for what is still missing; nothing is entered by it. Each duty says why it is proposed."""
    who = viewer(request)
    planner(who, unit)
    first = monday_of(monday)
    made = queries.proposal(who.region, organisation.unit(unit), first)
    names = organisation.account_names({p.account_id for _, p in made})
    shifts = {s.id: s.name for s in rosters.shifts(who.region)}
    duties = [
        {
            "account_id": p.account_id, "account_name": names[p.account_id], "day": p.day, "shift_id": p.shift_id,
            "shift_name": shifts[p.shift_id], "skills": [q.skill], "why": why_words(p),
        }
        for q, p in made
    ]  # fmt: skip
    people = len({p.account_id for _, p in made})
    words = (
        f"建议为 {people} 人排入 {len(made)} 个班次" if made else "没有可以补充的班次：所需座席已排满，或没有可排的人员"
    )
    return {"unit_id": unit, "monday": first, "duties": duties, "words": words}


@router.get("/rosters/adherence", response=answers(list[KeptOut]), auth=MANAGE, summary="到岗情况")
def read_adherence(request: HttpRequest, unit: UUID, monday: date) -> Any:
    """Planned duty beside being signed on, for the published duties of a week up to now."""
    who = viewer(request)
    planner(who, unit)
    return [
        {
            "account_id": account, "name": name, "planned": a.planned, "kept": a.kept, "late": a.late, "early": a.early, "share": a.share,
        }
        for account, name, a in queries.kept(who.region, unit, monday_of(monday))
    ]  # fmt: skip
