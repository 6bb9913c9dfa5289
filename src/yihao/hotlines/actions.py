"""Writes of 号码归并: check → do → emit."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from yihao.hotlines import models
from yihao.hotlines.models import Hotline, HotlinePeriod, NumberRules
from yihao.hotlines.queries import fact, plan_now
from yihao.hotlines.rules import routing
from yihao.hotlines.rules.register import Fault, faults, needs_approval
from yihao.hotlines.values import (
    Approval,
    ApprovalRecorded,
    HotlineFact,
    HotlineFlipped,
    HotlinePlanned,
    HotlineSaved,
    MenuFact,
    Period,
    SkillFact,
)
from yihao.kernel import clock, ledger
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, FieldError, Invalid
from yihao.kernel.snapshot import forget
from yihao.kernel.values import Actor, Subject, Via
from yihao.organisation.models import Unit


@transaction.atomic
def save_hotline(
    *, by: Actor, hotline: HotlineFact, approval: Approval | None = None, version: int | None = None
) -> UUID:
    """Register a number with its periods, or change them; its id. What differs in nothing is left alone, and a pack
    never changes a number that a person has changed. Raises Invalid with the reasons; Conflict for a stale version."""
    row = _held(by.region, hotline.number)
    if row and by.via is Via.COMMAND and row.by_hand:
        return row.id
    if row and version is not None and row.version != version:
        raise Conflict(title="这个号码已经登记，或刚被他人更新")
    before = fact(row) if row else None
    if row and before == replace(hotline, id=row.id):
        return row.id
    _check(by.region, before, hotline, approval)
    return _save(by, row, before, hotline, approval)


def _held(region: str, number: str) -> Hotline | None:
    held = Hotline.objects.select_for_update(of=("self",)).filter(region=region, number=number)
    return held.select_related("owner_unit").prefetch_related("periods").first()


def _check(region: str, before: HotlineFact | None, wanted: HotlineFact, approval: Approval | None) -> None:
    units = Unit.objects.filter(region=region).values_list("code", flat=True)
    errors = [FieldError(_name(f), f.reason) for f in faults(wanted, plan_now(region), units)]
    if approval is None and (reason := needs_approval(before, wanted)):
        errors.append(FieldError("approval", reason))
    if errors:
        raise Invalid(title=errors[0].message, errors=errors)


def _name(fault: Fault) -> str:
    return fault.field if fault.period is None else f"periods.{fault.period}.{fault.field}"


def _save(
    by: Actor, row: Hotline | None, before: HotlineFact | None, wanted: HotlineFact, approval: Approval | None
) -> UUID:
    at = clock.now()
    row = row or Hotline(id=new_id(), region=by.region, number=wanted.number)
    from_pack = by.via is Via.COMMAND  # its document stands behind every number; it is written down where it opens one
    approves = approval and (not from_pack or needs_approval(before, wanted))
    approval_id = _approve(by, wanted.number, row.id, approval) if approval and approves else None
    owner = Unit.objects.get(region=by.region, code=wanted.owner)
    for name, value in _columns(wanted, owner.id).items():
        setattr(row, name, value)
    row.approval_id = approval_id or row.approval_id
    row.by_hand = by.via is not Via.COMMAND
    row.version += 1
    row.save()
    saved = HotlineSaved(row.number, row.mode, row.phase, owner.id, row.absorbed_into)
    ledger.write(ledger.Entry(saved, Subject("hotline", row.id), by, at, version=row.version))
    if before is None or before.periods != wanted.periods:
        _replace_periods(row, wanted.periods)
        stages = {p.start.isoformat(): p.stage.value for p in wanted.periods}
        planned = HotlinePlanned(row.number, stages, approval_id)
        ledger.write(ledger.Entry(planned, Subject("hotline", row.id), by, at, version=row.version))
    transaction.on_commit(forget)
    return row.id


def _columns(h: HotlineFact, owner_id: UUID) -> dict[str, Any]:
    return {
        "name": h.name, "mode": h.mode.value, "phase": h.phase, "seq": h.seq, "owner_unit_id": owner_id,
        "already_merged": h.already_merged, "expert_seats": h.expert_seats, "absorbed_into": h.absorbed_into,
        "counts_under": h.counts_under, "area_code": h.area, "retained_by": h.retained_by,
        "legal_basis": h.legal_basis, "note": h.note,
    }  # fmt: skip


def _replace_periods(row: Hotline, periods: tuple[Period, ...]) -> None:
    """Write the periods anew. One that begins as before, as the same thing, keeps the note that it has begun."""
    begun = {(p.valid_from, p.stage): p.flipped_at for p in row.periods.all()}
    row.periods.all().delete()
    HotlinePeriod.objects.bulk_create(
        HotlinePeriod(
            id=new_id(), hotline=row, stage=p.stage.value, valid_from=p.start, valid_to=p.end, then=p.then.value,
            after=p.after.value, seats_in=p.seats_in, seats_kept=p.seats_kept, system_link=p.system_link,
            remote_seats=p.remote_seats, menu=p.menu, skill=p.skill, kept_skill=p.kept_skill, basis=p.basis,
            flipped_at=begun.get((p.start, p.stage.value)),
        )
        for p in periods
    )  # fmt: skip


def _approve(by: Actor, number: str, hotline_id: UUID, approval: Approval) -> UUID:
    """The approval's row; the numbers of one document share it."""
    values = {
        "authority": approval.authority,
        "approved_on": approval.approved_on,
        "reason": approval.reason,
        "recorded_at": clock.now(),
    }
    row, _ = models.Approval.objects.get_or_create(region=by.region, document=approval.document, defaults=values)
    recorded = ApprovalRecorded(number, approval.approved_on)
    ledger.write(ledger.Entry(recorded, Subject("hotline", hotline_id), by, clock.now()))
    return row.id


@transaction.atomic
def save_rules(
    *, by: Actor, emergency: Iterable[str], transition_months: int, skills: Iterable[SkillFact], menus: Iterable[MenuFact]
) -> None:  # fmt: skip
    """Replace a region's emergency numbers, queues and menus with a checked pack's. Raises Invalid when a number that
    a person has changed still uses a queue or menu that the pack leaves out."""
    wanted = {s.code: s for s in skills}
    keys = {m.code: [_choice(c) for c in m.choices] for m in menus}
    _check_used(by.region, set(wanted), set(keys))
    values: Mapping[str, Any] = {"emergency": sorted(emergency), "transition_months": transition_months, "menus": keys}
    NumberRules.objects.update_or_create(region=by.region, defaults=values)
    models.Skill.objects.filter(region=by.region).exclude(code__in=wanted).delete()
    for position, s in enumerate(wanted.values()):
        row = {
            "name": s.name, "kind": s.kind.value, "unit_code": s.unit, "overflow": s.overflow,
            "overflow_after": s.overflow_after, "announces": s.announces, "position": position,
        }  # fmt: skip
        models.Skill.objects.update_or_create(region=by.region, code=s.code, defaults=row)
    transaction.on_commit(forget)


def _check_used(region: str, skills: set[str], menus: set[str]) -> None:
    kept = HotlinePeriod.objects.filter(hotline__region=region, hotline__by_hand=True).select_related("hotline")
    for p in kept:
        lost = {p.skill, p.kept_skill} - skills - {""} | {p.menu} - menus - {""}
        if lost:
            names = "、".join(sorted(lost))
            raise Invalid(title=f"号码 {p.hotline.number} 仍在使用 {names}，资料包里不能去掉")


def _choice(c: Any) -> dict[str, str]:
    return {"key": c.key, "text": c.text, "skill": c.skill, "target": c.target}


@transaction.atomic
def flip(*, period_id: UUID) -> bool:
    """Note that a period has begun: once, whatever the number of workers; whether it was done here.

    The number itself changed at midnight by the route's rule; this is the record (方案 三(一)1; 领域档案 A3).
    """
    at = clock.now()
    if not HotlinePeriod.objects.filter(id=period_id, flipped_at=None).update(flipped_at=at):
        return False
    period = HotlinePeriod.objects.select_related("hotline").get(id=period_id)
    row = period.hotline
    facts = plan_now(row.region)
    midnight = datetime.combine(period.valid_from, time(), ZoneInfo(facts.timezone))
    before = routing.route(row.number, midnight - timedelta(seconds=1), facts)
    after = routing.route(row.number, midnight, facts)
    flipped = HotlineFlipped(row.number, before.status, after.status, period.valid_from)
    system = Actor(row.region, Via.SYSTEM)
    ledger.write(ledger.Entry(flipped, Subject("hotline", row.id), system, midnight, version=row.version))
    return True
