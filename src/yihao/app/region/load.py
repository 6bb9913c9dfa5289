"""Loads a region pack into the rooms it concerns, through their actions. Loading it again changes only what differs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import chinese_calendar
from django.db import transaction

from yihao.app.region.read import read_pack
from yihao.app.region.values import CatalogueRule, Limit, Pack, Portal, Staffing, TransferKind, Unit
from yihao.calls.actions.parameters import set_parameters
from yihao.catalogue.actions import replace_entries
from yihao.catalogue.values import APPEAL_TYPE_NAMES, URGENCY_NAMES, Dictionary, Urgency
from yihao.centre import actions as centre
from yihao.centre.models import PublishedNumber
from yihao.centre.rules import first_period, merged_before
from yihao.hotlines.actions import save_hotline, save_rules
from yihao.hotlines.values import Mode
from yihao.kernel import partitions
from yihao.kernel.clock import now
from yihao.kernel.values import Actor, Via
from yihao.notices.actions import set_policy
from yihao.organisation.actions import save_region, save_unit
from yihao.organisation.queries import units_by_code, zone
from yihao.organisation.rosters.actions.planning import save_shift
from yihao.organisation.rosters.queries import shifts
from yihao.organisation.rosters.values import Hours
from yihao.organisation.values import UnitType

Progress = Callable[[str], None]
_TYPES = {name: code.value for code, name in APPEAL_TYPE_NAMES.items()}
_URGENCIES = {name: code.value for code, name in URGENCY_NAMES.items()}
_FIRST_DAY = date(2000, 1, 1)
_HOLIDAYS = {h.value: h.chinese for h in chinese_calendar.Holiday}


class PackRefused(ValueError):
    """The pack has mistakes; nothing was loaded."""


@transaction.atomic
def load_pack(folder: Path, progress: Progress = lambda text: None) -> str:
    """Load the pack in `folder`; the region's code. Raises PackRefused."""
    pack, mistakes = read_pack(folder)
    if pack is None:
        raise PackRefused(
            f"地区包有 {len(mistakes)} 处错误：{mistakes[0].file} 第 {mistakes[0].row} 行 {mistakes[0].reason}"
        )
    by = Actor(pack.region.code, Via.COMMAND)
    partitions.ensure(now())
    progress("地区")
    _region(pack)
    _shifts(by, pack.staffing)
    for dictionary, entries in _dictionaries(pack):
        progress(f"字典 {dictionary.value}")
        replace_entries(by=by, dictionary=dictionary, entries=entries)
    progress(f"机构 {len(pack.units)} 个")
    _units(by, pack.units)
    progress(f"热线号码 {len(pack.hotlines)} 个")
    _numbers(by, pack)
    set_parameters(by=by, policy=pack.region.calls)
    set_policy(by=by, policy=pack.region.notices)
    return pack.region.code


def _numbers(by: Actor, pack: Pack) -> None:
    """Queues and menus, then the numbers; those taken up by another number after it."""
    emergency = [t.number for t in pack.transfers if t.kind is TransferKind.EMERGENCY]
    months = pack.region.policy.merge_transition_months
    save_rules(by=by, emergency=emergency, transition_months=months, skills=pack.skills, menus=pack.menus)
    for hotline in sorted(pack.hotlines, key=lambda h: bool(h.absorbed_into)):
        save_hotline(by=by, hotline=hotline, approval=pack.region.plan)
    _merging(by, pack)


def _merging(by: Actor, pack: Pack) -> None:
    """The merge project's rules, a plan for each number, and the numbers that the plan's document publishes."""
    days = pack.region.policy.number_test_days
    centre.save_rules(by=by, phases=pack.region.phases, kinds=pack.merge_tasks, test_days=days)
    today = now().astimezone(zone(pack.region.timezone)).date()
    units = {code: u.id for (region, code), u in units_by_code().items() if region == by.region}
    document, day = pack.region.plan.document, pack.region.plan.approved_on
    kept = [(pack.region.number, pack.region.names[-1].name, pack.region.centre)]
    for h in pack.hotlines:
        if (period := first_period(h)) is not None:
            centre.open_plan(by=by, hotline=h, before_system=merged_before(period.start, today))
        if h.mode is not Mode.FULL_MERGE and not h.absorbed_into:
            kept.append((h.number, h.name, h.owner))
    known = set(PublishedNumber.objects.filter(region=by.region).values_list("number", flat=True))
    for number, purpose, unit in kept:
        if number not in known:
            centre.publish(
                by=by, number=number, purpose=purpose, unit_id=units[unit], channel=document, published_on=day
            )


def _region(pack: Pack) -> None:
    r = pack.region
    names = [
        {
            "name": n.name,
            "short_name": n.short_name,
            "from": _iso(n.valid_from),
            "to": _iso(n.valid_to),
            "basis": n.basis,
        }
        for n in r.names
    ]
    texts = {
        "messages": {m.key: m.text for m in pack.messages},
        "prompts": dict(pack.prompts),
        "portal": _portal(pack.portal),
        "exports": asdict(pack.exports),
    }
    save_region(
        code=r.code, name=r.name, short_name=r.short_name, timezone=r.timezone, number=r.number,
        phone_area_code=r.phone_area_code, names=names, texts=texts, centre_code=r.centre, rosters=_rosters(pack.staffing),
    )  # fmt: skip


def _rosters(s: Staffing) -> dict[str, Any]:
    body = asdict(s)
    del body["shifts"]
    body["staffed"] = body.pop("queues")
    return body


def _shifts(by: Actor, staffing: Staffing) -> None:
    """The shifts to begin with: once there are any, they are the planners' to change."""
    if shifts(by.region):
        return
    for s in staffing.shifts:
        breaks = [Hours(b.start, b.end) for b in s.breaks]
        save_shift(by=by, name=s.name, hours=Hours(s.hours.start, s.hours.end), breaks=breaks)


def _portal(portal: Portal) -> dict[str, Any]:
    body = asdict(portal)
    body["filing"]["hints"] = dict(portal.filing.hints)
    body["pages"] = {k: dict(v) for k, v in portal.pages.items()}
    return body


def _dictionaries(pack: Pack) -> Iterator[tuple[Dictionary, list[dict[str, Any]]]]:
    areas = [
        {"code": a.code, "name": a.name, "parent": a.parent, "level": a.level.value, "old_names": list(a.old_names)}
        for a in pack.areas
    ]
    villages = [{"code": v.code, "name": v.name, "parent": v.parent, "level": "village"} for v in pack.villages]
    yield Dictionary.AREAS, areas + villages
    yield Dictionary.CLASSES, [
        {
            "code": c.code, "name": c.name, "parent": c.parent, "level": c.level, "default_unit": c.default_unit,
            "limit": "" if c.limit == "general" else c.limit, "keywords": list(c.keywords),
        }
        for c in pack.classes
    ]  # fmt: skip
    yield Dictionary.CATALOGUE, [_rule(n, r) for n, r in enumerate(pack.catalogue, 1)]
    yield Dictionary.LIMITS, [_limit(row) for row in pack.limits]
    yield Dictionary.GROUNDS, [
        {
            "code": g.code, "name": g.name, "reason": g.reason, "channel": g.channel,
            "channel_contact": g.channel_contact, "basis": g.basis,
        }
        for g in pack.refusals
    ]  # fmt: skip
    yield (
        Dictionary.TARGETS,
        [
            {"code": t.code, "name": t.name, "number": t.number, "kind": t.kind.value, "words": list(t.words)}
            for t in pack.transfers
        ],
    )
    yield Dictionary.CALENDAR, list(_calendar(pack))
    yield Dictionary.POLICY, [_policy(pack)]


def _rule(number: int, r: CatalogueRule) -> dict[str, Any]:
    return {
        "code": f"{number:04d}",
        "class_code": r.class_code,
        "area": r.area,
        "lead": r.lead,
        "copies": list(r.copies),
        "basis": r.basis,
        "valid_from": _iso(r.valid_from) or None,
        "valid_to": _iso(_last_day(r.valid_to)) or None,
    }


def _limit(row: Limit) -> dict[str, Any]:
    urgency = _URGENCIES.get(row.urgency, "")
    return {
        "code": row.key,
        "name": row.name,
        "urgency": urgency if urgency == Urgency.CRITICAL else "",
        "appeal_type": _TYPES.get(row.appeal_type, ""),
        "sign_amount": row.sign.amount,
        "sign_unit": row.sign.unit.value,
        "contact_amount": row.contact.amount,
        "contact_unit": row.contact.unit.value,
        "handle_amount": row.handle.amount,
        "handle_unit": row.handle.unit.value,
        "basis": row.basis,
    }


def _calendar(pack: Pack) -> Iterator[dict[str, Any]]:
    """The library's public holidays and make-up working days (国务院办公厅放假通知), then the city's own days.

    The years that the library knows are marked; every other year is provisional.
    """
    special: dict[date, tuple[str, str, str]] = {}
    for day, name in chinese_calendar.constants.holidays.items():
        special[day] = ("rest", _HOLIDAYS[str(name)], "国务院办公厅放假通知")
    for day, name in chinese_calendar.constants.workdays.items():
        special[day] = ("work", f"{_HOLIDAYS[str(name)]}调休", "国务院办公厅放假通知")
    for local in pack.calendar:
        special[local.day] = (local.kind.value, local.name, local.basis)
    for year in sorted({d.year for d in chinese_calendar.constants.holidays}):
        yield {"code": str(year), "kind": "year", "name": "节假日安排已发布", "basis": "国务院办公厅放假通知"}
    for day, (kind, name, basis) in sorted(special.items()):
        yield {"code": day.isoformat(), "kind": kind, "name": name, "basis": basis}


def _policy(pack: Pack) -> dict[str, Any]:
    p = pack.region.policy
    return {
        "code": "policy",
        "windows": [f"{w.start:%H:%M}-{w.end:%H:%M}" for w in pack.region.hours],
        "review_minutes": p.review_minutes,
        "supplement_minutes": p.supplement_minutes,
        "follow_up_working_days": p.follow_up_working_days,
        "judge_working_days": p.redo_review_working_days,
        "check_working_days": p.check_working_days,
        "redo_factor": p.redo_factor,
        "redo_min_working_days": p.redo_min_working_days,
        "redo_max": p.redo_max,
        "yellow_fraction": p.yellow_fraction,
        "archive_days": p.archive_days,
        "reopen_days": p.reopen_days,
        "visit_attempts": p.visit_attempts,
        "visit_attempt_days": p.visit_attempt_days,
        "visit_hours": [f"{p.visit_hours.start:%H:%M}", f"{p.visit_hours.end:%H:%M}"],
        "backdate_days": p.backdate_days,
    }


def _units(by: Actor, units: Iterable[Unit]) -> None:
    """Enter the units, parents first; successors in a second round."""
    ids = {code: u.id for (region, code), u in units_by_code().items() if region == by.region}
    waiting = list(units)
    while waiting:
        ready = [u for u in waiting if not u.parent or u.parent in ids]
        for u in ready:
            ids[u.code] = _save(by, u, ids)
        waiting = [u for u in waiting if u not in ready]
    for u in units:
        if u.successor:
            _save(by, u, ids)


def _save(by: Actor, u: Unit, ids: dict[str, UUID]) -> UUID:
    return save_unit(
        by=by, region=by.region, code=u.code, name=u.name, short_name=u.short_name, type=UnitType(u.type.value),
        tier=u.tier, parent_id=ids[u.parent] if u.parent else None, area_code=u.area, handles=u.handles,
        duty_phone=u.duty_phone, valid_from=u.valid_from or _FIRST_DAY, valid_to=_last_day(u.valid_to),
        successor_id=ids.get(u.successor),
    )  # fmt: skip


def _last_day(excluded: date | None) -> date | None:
    """The pack's periods exclude their end; the rooms keep the last day."""
    return excluded - timedelta(days=1) if excluded else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
