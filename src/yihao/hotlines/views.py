"""The register and a route as a screen shows them: codes with their names, periods in words."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from yihao.hotlines import queries
from yihao.hotlines.models import Hotline
from yihao.hotlines.rules import routing
from yihao.hotlines.rules.telling import UnitName, tell_choices, tell_steps
from yihao.hotlines.values import (
    DO_NAMES,
    MODE_NAMES,
    SKILL_KIND_NAMES,
    STAGE_NAMES,
    STATUS_NAMES,
    THEN_NAMES,
    HotlineFact,
    Mode,
    NumberPlan,
    Period,
    Route,
    SkillFact,
    Stage,
    Status,
)
from yihao.kernel import sql
from yihao.kernel.ledger import KINDS
from yihao.kernel.problems import NotFound
from yihao.kernel.values import SYSTEM_NAME
from yihao.organisation import queries as organisation

_WAYS = {
    "seats_in": "座席并入",
    "seats_kept": "保留座席",
    "system_link": "系统对接",
    "remote_seats": "远端座席",
}
"""方案 四 第二阶段: 系统对接、呼叫转接(三方通话)、远端坐席、语音菜单."""


def register(region: str, now: datetime) -> dict[str, Any]:
    """The whole register of a region."""
    plan, name = queries.plan(region), queries.unit_namer(region)
    today = now.astimezone(organisation.zone_of(region)).date()
    rows = {h.number: h for h in Hotline.objects.filter(region=region).select_related("approval")}
    return {
        "own_number": plan.own_number,
        "today": today,
        "transition_months": plan.transition_months,
        "hotlines": [
            _hotline(h, rows[h.number], plan, now, today, name) for h in plan.hotlines.values() if h.number in rows
        ],
        "skills": [_skill(k, name) for k in plan.skills.values()],
        "menus": [{"code": m.code, "name": plan.prompts[m.prompt]} for m in plan.menus.values()],
        "modes": _named(MODE_NAMES),
        "stages": _named(STAGE_NAMES),
        "statuses": _named(STATUS_NAMES),
    }


def route(region: str, found: Route) -> dict[str, Any]:
    """A route with every code in words."""
    plan, name = queries.plan(region), queries.unit_namer(region)
    hotline = plan.hotlines.get(found.number)
    steps = [
        {
            "do": step.do, "name": DO_NAMES[step.do], "says": said, "text": step.text, "prompt": step.prompt,
            "target": step.target, "skill": step.skill, "choices": list(tell_choices(step, plan, name)),
        }
        for step, said in zip(found.steps, tell_steps(found, plan, name), strict=True)
    ]  # fmt: skip
    return {
        "number": found.number,
        "name": hotline.name if hotline else "",
        "at": found.at,
        "mode": found.mode,
        "mode_name": MODE_NAMES[Mode(found.mode)] if found.mode else "",
        "status": found.status,
        "status_name": STATUS_NAMES[Status(found.status)],
        "steps": steps,
        "takes_complaints": found.takes_complaints,
        "lands_on": found.lands_on,
        "clause": found.clause,
    }


def history(region: str, number: str) -> list[dict[str, Any]]:
    """The events of a number, newest first. Raises NotFound."""
    row = Hotline.objects.filter(region=region, number=number).first()
    if row is None:
        raise NotFound(title="没有登记这个号码")
    events = sql.rows(
        "SELECT kind, occurred_at, recorded_at, actor, payload FROM event WHERE subject_id = %s AND subject_type = %s"
        " ORDER BY occurred_at DESC, recorded_at DESC LIMIT 200",
        (row.id, "hotline"),
    )
    ids = {UUID(e["actor"]) for e in events if e["actor"] != "system"}
    names = {str(k): v for k, v in organisation.account_names(ids).items()}
    return [
        {
            "at": e["occurred_at"],
            "recorded_at": e["recorded_at"],
            "who": names.get(e["actor"], SYSTEM_NAME),
            "what": KINDS[e["kind"]].says,
            "detail": _detail(e["kind"], json.loads(e["payload"])),
        }
        for e in events
    ]


def _detail(kind: str, payload: Mapping[str, Any]) -> str:
    if kind == "hotline.flipped":
        return f"{STATUS_NAMES[Status(payload['before'])]} → {STATUS_NAMES[Status(payload['after'])]}"
    if kind == "hotline.planned":
        return "；".join(f"{day} 起 {STAGE_NAMES[Stage(stage)]}" for day, stage in sorted(payload["stages"].items()))
    if kind == "hotline.saved":
        return MODE_NAMES[Mode(payload["mode"])]
    return ""


def _hotline(
    h: HotlineFact, row: Hotline, plan: NumberPlan, now: datetime, today: date, name: UnitName
) -> dict[str, Any]:
    found = routing.route(h.number, now, plan)
    return {
        "id": h.id, "number": h.number, "name": h.name, "mode": h.mode, "mode_name": MODE_NAMES[h.mode],
        "owner": h.owner, "owner_name": name(h.owner), "phase": h.phase, "seq": h.seq,
        "already_merged": h.already_merged, "expert_seats": h.expert_seats, "absorbed_into": h.absorbed_into,
        "counts_under": h.counts_under, "area": h.area, "retained_by": h.retained_by, "legal_basis": h.legal_basis,
        "note": h.note, "version": row.version, "approval": row.approval.document if row.approval else "",
        "status": found.status, "status_name": STATUS_NAMES[Status(found.status)],
        "takes_complaints": found.takes_complaints, "lands_on": found.lands_on,
        "next_change": min((p.start for p in h.periods if p.start > today), default=None),
        "periods": [_period(h, p, plan) for p in h.periods],
    }  # fmt: skip


def _period(h: HotlineFact, p: Period, plan: NumberPlan) -> dict[str, Any]:
    status = routing.route(h.number, datetime.combine(p.start, time()), plan).status
    return {
        "stage": p.stage, "start": p.start, "end": p.end, "then": p.then, "after": p.after, "seats_in": p.seats_in,
        "seats_kept": p.seats_kept, "system_link": p.system_link, "remote_seats": p.remote_seats, "menu": p.menu,
        "skill": p.skill, "kept_skill": p.kept_skill, "basis": p.basis, "stage_name": STAGE_NAMES[p.stage],
        "status": status, "status_name": STATUS_NAMES[Status(status)], "ways": _ways(p),
    }  # fmt: skip


def _ways(p: Period) -> list[str]:
    ways = [name for field, name in _WAYS.items() if getattr(p, field)]
    if p.menu:
        ways.append("语音菜单")
    if p.stage is Stage.TRANSITION:
        ways.append(THEN_NAMES[p.then])
    return ways


def _skill(k: SkillFact, name: UnitName) -> dict[str, Any]:
    return {
        "code": k.code, "name": k.name, "kind": k.kind, "kind_name": SKILL_KIND_NAMES[k.kind], "unit": k.unit,
        "unit_name": name(k.unit) if k.unit else "", "overflow": k.overflow, "overflow_after": k.overflow_after,
    }  # fmt: skip


def _named(names: Mapping[Any, str]) -> list[dict[str, str]]:
    return [{"code": code.value, "name": name} for code, name in names.items()]
