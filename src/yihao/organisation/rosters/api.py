"""HTTP of 排班: a unit's week, the own duties, and what may be done to them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from yihao.kernel.problems import Forbidden, Invalid, NotFound
from yihao.organisation import queries as organisation
from yihao.organisation.http import Staff, answers, do_once, viewer
from yihao.organisation.rosters import queries, rules
from yihao.organisation.rosters import schemas as s
from yihao.organisation.rosters.actions import absences, duties, planning, swaps
from yihao.organisation.rosters.values import (
    ABSENCE_NAMES,
    ABSENCE_STATE_NAMES,
    PLACE_NAMES,
    SWAP_STATE_NAMES,
    AbsenceKind,
    AbsenceState,
    Place,
    ShiftFact,
    SwapState,
    Wish,
)
from yihao.organisation.values import Permission, UnitFact, Viewer

router = Router(tags=["排班"])
READ = Staff(Permission.READ_ROSTER)
MANAGE = Staff(Permission.MANAGE_ROSTER)
MY_WEEKS = 6
KINDS = [{"code": k.value, "name": n} for k, n in ABSENCE_NAMES.items()]
PLACES = [{"code": p.value, "name": n} for p, n in PLACE_NAMES.items()]


@router.get("/rosters/week", response=answers(s.WeekOut), auth=MANAGE, summary="一周排班")
def read_week(request: HttpRequest, unit: UUID | None = None, monday: date | None = None) -> Any:
    """A unit's week (the own unit's, this week, when nothing is said)."""
    who = viewer(request)
    units = roster_units(who)
    chosen = next((u for u in units if u.id == unit), None) if unit else units[0]
    if chosen is None:
        raise NotFound(title="没有这个单位的排班，或不在您的范围内")
    first = rules.monday_of(monday or organisation.today(who.region))
    span = queries.week_span(who.region, first)
    people = queries.people(who.region, chosen.id, first, first + timedelta(days=6))
    return {
        "unit": _unit(who, chosen),
        "units": [_unit(who, u) for u in units],
        "monday": first,
        "published_at": queries.published(chosen.id, first),
        "shifts": [_shift(f) for f in queries.shifts(who.region)],
        "people": people,
        "duties": [duty_out(d) for d in queries.duties(who.region, span, unit_id=chosen.id)],
        "absences": [_absence(b) for b in queries.absences(who.region, span, accounts=[p["id"] for p in people])],
        "swaps": [_swap(w) for w in queries.swaps(who.region, span, unit_id=chosen.id)],
        "standing": [_standing(x) for x in queries.standing(who.region, units=[chosen.id])],
        "places": PLACES,
        "kinds": KINDS,
        "edits_shifts": who.within(Permission.MANAGE_ROSTER, organisation.centre(who.region).path) is not None,
    }


def roster_units(who: Viewer) -> list[UnitFact]:
    """The units whose rosters a person plans: the units of the posts, then units below that staff a queue. Raises
    Forbidden without any."""
    mine = [organisation.unit(p.unit_id) for p in who.posts_with(Permission.MANAGE_ROSTER)]
    queues = {q.unit for q in queries.policy(who.region).staffed}
    below = [
        u
        for u in organisation.units().values()
        if u.code in queues and u.region == who.region and who.within(Permission.MANAGE_ROSTER, u.path)
    ]
    found = list(dict.fromkeys([*mine, *sorted(below, key=lambda u: u.code)]))
    if not found:
        raise Forbidden()
    return found


def _unit(who: Viewer, unit: UnitFact) -> s.Body:
    return {"id": unit.id, "name": unit.label, "manages": bool(who.within(Permission.MANAGE_ROSTER, unit.path))}


def _shift(f: ShiftFact) -> s.Body:
    breaks = [{"start": f"{b.start:%H:%M}", "end": f"{b.end:%H:%M}"} for b in f.breaks]
    hours = {"start": f"{f.hours.start:%H:%M}", "end": f"{f.hours.end:%H:%M}"}
    return {"id": f.id, "name": f.name, **hours, "breaks": breaks, "active": f.active}


def duty_out(d: s.Body) -> s.Body:
    """A duty with the name of its place."""
    return {**d, "place_name": PLACE_NAMES[Place(d["place"])]}


def _absence(b: s.Body) -> s.Body:
    names = {"kind_name": ABSENCE_NAMES[AbsenceKind(b["kind"])], "state_name": ABSENCE_STATE_NAMES[AbsenceState(b["state"])]}
    return {**b, **names}


def _swap(w: s.Body) -> s.Body:
    return {**w, "state_name": SWAP_STATE_NAMES[SwapState(w["state"])]}


def _standing(x: s.Body) -> s.Body:
    return {**x, "start": f"{x['starts']:%H:%M}", "end": f"{x['ends']:%H:%M}"}


@router.get("/rosters/mine", response=answers(s.MineOut), auth=READ, summary="我的排班")
def read_mine(request: HttpRequest) -> Any:
    """My duties from this week on, and what I asked for."""
    who = viewer(request)
    first = rules.monday_of(organisation.today(who.region))
    span = queries.week_span(who.region, first, 7 * MY_WEEKS)
    shown = [d for d in queries.duties(who.region, span) if d["published"]]
    mine = [d for d in shown if d["account_id"] == who.account_id]
    units = {d["unit_id"] for d in mine}
    return {
        "account_id": who.account_id,
        "duties": [duty_out(d) for d in mine],
        "colleagues": [duty_out(d) for d in shown if d["unit_id"] in units and d["account_id"] != who.account_id],
        "absences": [_absence(b) for b in queries.absences(who.region, span, accounts=[who.account_id])],
        "swaps": [_swap(w) for w in queries.swaps(who.region, span, of=who.account_id)],
        "kinds": KINDS,
    }


def _said(request: HttpRequest, body: BaseModel, work: Callable[[], str]) -> s.Body:
    return do_once(request, body, lambda: {"said": work()})


@router.post("/rosters/shifts", response=answers(s.RosterSaidOut), auth=MANAGE, summary="保存班次")
def post_shift(request: HttpRequest, body: s.ShiftIn) -> Any:
    """Enter or change a shift. Shifts are the centre's: every unit's roster uses them."""
    who = viewer(request)

    def work() -> str:
        by = planning.planner(who, organisation.centre(who.region).id)
        breaks = [b.hours() for b in body.breaks]
        planning.save_shift(
            by=by, name=body.name, hours=body.hours(), breaks=breaks, active=body.active, shift_id=body.id
        )
        return f"已保存班次“{body.name}”，已排的班不受影响"

    return _said(request, body, work)


@router.post("/rosters/duties", response=answers(s.RosterSaidOut), auth=MANAGE, summary="排入班次")
def post_duties(request: HttpRequest, body: s.DutiesIn) -> Any:
    """Put people on duty, all or none."""
    who = viewer(request)
    wishes = [Wish(d.account_id, d.day, d.shift_id, tuple(d.skills), d.place) for d in body.duties]

    def work() -> str:
        made = duties.enter_duties(doer=who, unit_id=body.unit_id, wishes=wishes)
        return f"已排入 {len(made)} 个班次"

    return _said(request, body, work)


@router.post("/rosters/duties/{uuid:duty_id}/take_out", response=answers(s.RosterSaidOut), auth=MANAGE, summary="撤下班次")
def post_take_out(request: HttpRequest, duty_id: UUID, body: s.NothingIn) -> Any:
    """Take a duty out of the roster."""
    who = viewer(request)

    def work() -> str:
        duties.take_out(doer=who, duty_id=duty_id)
        return "已撤下这个班次"

    return _said(request, body, work)


@router.post("/rosters/publish", response=answers(s.RosterSaidOut), auth=MANAGE, summary="发布一周排班")
def post_publish(request: HttpRequest, body: s.PublishWeekIn) -> Any:
    """Publish a unit's week."""
    who = viewer(request)

    def work() -> str:
        count = planning.publish_week(doer=who, unit_id=body.unit_id, monday=body.monday)
        return f"已发布 {count} 个班次，本单位人员可以在“我的排班”看到"

    return _said(request, body, work)


@router.post("/rosters/absences", response=answers(s.RosterSaidOut), auth=READ, summary="申请或登记请假")
def post_absence(request: HttpRequest, body: s.AbsenceIn) -> Any:
    """Ask to be away; or, as planner, enter that somebody is."""
    who = viewer(request)
    if (body.unit_id is None) != (body.account_id is None):
        raise Invalid.field_error("account_id", "请选择人员")

    def work() -> str:
        if body.unit_id is None or body.account_id is None:
            absences.ask_absence(doer=who, kind=body.kind, starts_at=body.starts_at, ends_at=body.ends_at)
            return "已提交请假申请，等待审批"
        absences.enter_absence(
            doer=who, unit_id=body.unit_id, account_id=body.account_id, kind=body.kind, starts_at=body.starts_at, ends_at=body.ends_at
        )  # fmt: skip
        return "已登记请假"

    return _said(request, body, work)


@router.post(
    "/rosters/absences/{uuid:absence_id}/decide", response=answers(s.RosterSaidOut), auth=MANAGE, summary="审批请假"
)
def post_absence_decision(request: HttpRequest, absence_id: UUID, body: s.AbsenceDecisionIn) -> Any:
    """Approve an absence, or refuse it with a reason."""
    who = viewer(request)

    def work() -> str:
        absences.decide_absence(
            doer=who, unit_id=body.unit_id, absence_id=absence_id, approve=body.approve, reason=body.reason
        )
        return "已批准请假" if body.approve else "已告知不批准及理由"

    return _said(request, body, work)


@router.post(
    "/rosters/absences/{uuid:absence_id}/withdraw", response=answers(s.RosterSaidOut), auth=READ, summary="撤回请假"
)
def post_absence_withdrawal(request: HttpRequest, absence_id: UUID, body: s.NothingIn) -> Any:
    """Take the own absence back."""
    who = viewer(request)

    def work() -> str:
        absences.withdraw_absence(doer=who, absence_id=absence_id)
        return "已撤回请假"

    return _said(request, body, work)


@router.post("/rosters/swaps", response=answers(s.RosterSaidOut), auth=READ, summary="申请换班")
def post_swap(request: HttpRequest, body: s.SwapIn) -> Any:
    """Ask a colleague to take a duty."""
    who = viewer(request)

    def work() -> str:
        swaps.ask_swap(
            doer=who, duty_id=body.duty_id, to_account_id=body.to_account_id, other_duty_id=body.other_duty_id
        )
        return "已发出换班申请，对方同意后由排班人员审批"

    return _said(request, body, work)


@router.post("/rosters/swaps/{uuid:swap_id}/answer", response=answers(s.RosterSaidOut), auth=READ, summary="答复换班")
def post_swap_answer(request: HttpRequest, swap_id: UUID, body: s.AcceptIn) -> Any:
    """The colleague accepts or refuses."""
    who = viewer(request)

    def work() -> str:
        swaps.answer_swap(doer=who, swap_id=swap_id, accept=body.accept)
        return "已同意，等待审批" if body.accept else "已谢绝这次换班"

    return _said(request, body, work)


@router.post("/rosters/swaps/{uuid:swap_id}/decide", response=answers(s.RosterSaidOut), auth=MANAGE, summary="审批换班")
def post_swap_decision(request: HttpRequest, swap_id: UUID, body: s.DecisionIn) -> Any:
    """Approve a swap, or refuse it with a reason."""
    who = viewer(request)

    def work() -> str:
        swaps.decide_swap(doer=who, swap_id=swap_id, approve=body.approve, reason=body.reason)
        return "已批准换班，排班已调整" if body.approve else "已告知不批准及理由"

    return _said(request, body, work)


@router.post("/rosters/swaps/{uuid:swap_id}/withdraw", response=answers(s.RosterSaidOut), auth=READ, summary="撤回换班")
def post_swap_withdrawal(request: HttpRequest, swap_id: UUID, body: s.NothingIn) -> Any:
    """Whoever asked takes it back."""
    who = viewer(request)

    def work() -> str:
        swaps.withdraw_swap(doer=who, swap_id=swap_id)
        return "已撤回换班申请"

    return _said(request, body, work)


@router.post("/rosters/standing", response=answers(s.RosterSaidOut), auth=MANAGE, summary="登记常设座席")
def post_standing(request: HttpRequest, body: s.StandingIn) -> Any:
    """Seats that a unit keeps ready every week."""
    who = viewer(request)

    def work() -> str:
        planning.keep_seats(
            doer=who, unit_id=body.unit_id, skill=body.skill, weekdays=body.weekdays, hours=body.hours(), seats=body.seats,
            valid_from=body.valid_from, valid_to=body.valid_to,
        )  # fmt: skip
        return "已登记常设座席"

    return _said(request, body, work)


@router.post("/rosters/standing/{uuid:standing_id}/end", response=answers(s.RosterSaidOut), auth=MANAGE, summary="停用常设座席")
def post_standing_end(request: HttpRequest, standing_id: UUID, body: s.EndSeatsIn) -> Any:
    """Set their last day."""
    who = viewer(request)

    def work() -> str:
        planning.end_seats(doer=who, standing_id=standing_id, valid_to=body.valid_to)
        return "已设定截止日期"

    return _said(request, body, work)
