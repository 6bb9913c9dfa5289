"""Who plans for whom; shifts, standing seats, publishing a week."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from yihao.kernel import clock, ledger
from yihao.kernel.ids import new_id
from yihao.kernel.problems import FieldError, Forbidden, Invalid, NotFound
from yihao.kernel.values import Actor, Subject
from yihao.organisation import queries as organisation
from yihao.organisation.rosters import rules
from yihao.organisation.rosters.models import Duty, RosterWeek, Shift, StandingSeats
from yihao.organisation.rosters.values import Hours, ShiftSaved, StandingSeatsSaved, WeekPublished
from yihao.organisation.values import Permission, Viewer


def planner(doer: Viewer, unit_id: UUID) -> Actor:
    """The person planning for a unit. Raises Forbidden outside the scope of the own post."""
    unit = organisation.unit(unit_id)
    post = doer.within(Permission.MANAGE_ROSTER, unit.path) if unit.region == doer.region else None
    if post is None:
        raise Forbidden(title=f"您不能为“{unit.label}”排班", detail="排班在本单位范围内办理。")
    return organisation.actor(doer, post)


@transaction.atomic
def save_shift(
    *, by: Actor, name: str, hours: Hours, breaks: Sequence[Hours], active: bool = True, shift_id: UUID | None = None
) -> UUID:
    """Enter a shift, or change the one with `shift_id`; its id. Duties entered before keep their hours. Raises Invalid."""
    faults = [FieldError(f, message) for f, message in rules.shift_faults(hours, breaks)]
    name = name.strip()
    if not 1 <= len(name) <= 20:
        faults.append(FieldError("name", "班次名称应为 1 到 20 个字"))
    if name in {s.name for s in Shift.objects.filter(region=by.region) if s.id != shift_id}:
        faults.append(FieldError("name", f"已有班次“{name}”"))
    if faults:
        raise Invalid(title=faults[0].message, errors=faults)
    shift = Shift.objects.select_for_update().filter(region=by.region, id=shift_id).first() if shift_id else None
    if shift_id and shift is None:
        raise NotFound(title="没有这个班次")
    shift = shift or Shift(id=new_id(), region=by.region)
    shift.name, shift.starts, shift.ends, shift.active = name, hours.start, hours.end, active
    shift.breaks = [[f"{b.start:%H:%M}", f"{b.end:%H:%M}"] for b in breaks]
    shift.save()
    pairs = tuple(f"{b.start:%H:%M}-{b.end:%H:%M}" for b in breaks)
    saved = ShiftSaved(f"{hours.start:%H:%M}", f"{hours.end:%H:%M}", pairs, active)
    ledger.write(ledger.Entry(saved, Subject("shift", shift.id), by, clock.now()))
    return shift.id


@transaction.atomic
def keep_seats(
    *,
    doer: Viewer,
    unit_id: UUID,
    skill: str,
    weekdays: Sequence[int],
    hours: Hours,
    seats: int,
    valid_from: date,
    valid_to: date | None = None,
) -> UUID:
    """A unit with kept seats, or a sub-centre, enters seats that it keeps ready every week; their id. Raises Invalid.

    方案 二(一): 保留座席和分中心同步纳入 7*24 小时人工服务. Same start and end means the whole day.
    """
    by = planner(doer, unit_id)
    faults = []
    if not skill:
        faults.append(FieldError("skill", "请选择技能组"))
    if not weekdays or not set(weekdays) <= set(range(7)):
        faults.append(FieldError("weekdays", "请选择星期"))
    if not 1 <= seats <= 200:
        faults.append(FieldError("seats", "座席数应为 1 到 200"))
    if valid_to and valid_to < valid_from:
        faults.append(FieldError("valid_to", "截止日期早于起始日期"))
    if faults:
        raise Invalid(title=faults[0].message, errors=faults)
    row = StandingSeats(
        id=new_id(), region=by.region, unit_id=unit_id, skill=skill, weekdays=sorted(set(weekdays)), starts=hours.start,
        ends=hours.end, seats=seats, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    row.save(force_insert=True)
    _say_standing(by, row)
    return row.id


@transaction.atomic
def end_seats(*, doer: Viewer, standing_id: UUID, valid_to: date) -> None:
    """Set the last day of seats that are kept ready. Raises NotFound, Forbidden, Invalid."""
    row = StandingSeats.objects.select_for_update().filter(region=doer.region, id=standing_id).first()
    if row is None:
        raise NotFound(title="没有这条常设座席")
    by = planner(doer, row.unit_id)
    if valid_to < row.valid_from:
        raise Invalid.field_error("valid_to", "截止日期早于起始日期")
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    _say_standing(by, row)


def _say_standing(by: Actor, row: StandingSeats) -> None:
    said = StandingSeatsSaved(
        row.unit_id, row.skill, tuple(row.weekdays), f"{row.starts:%H:%M}", f"{row.ends:%H:%M}", row.seats,
        row.valid_from, row.valid_to,
    )  # fmt: skip
    ledger.write(ledger.Entry(said, Subject("standing_seats", row.id), by, clock.now()))


@transaction.atomic
def publish_week(*, doer: Viewer, unit_id: UUID, monday: date) -> int:
    """Publish a unit's week: its people see their duties, later changes at once; how many duties there are.

    Publishing again tells that there were changes. Raises Invalid for a day that is no Monday or an empty week.
    """
    by = planner(doer, unit_id)
    if monday.weekday():
        raise Invalid.field_error("monday", "请按周发布，从星期一开始")
    count = Duty.objects.filter(unit_id=unit_id, day__range=(monday, monday.fromordinal(monday.toordinal() + 6))).count()
    if not count:
        raise Invalid.field_error("monday", "这一周还没有排班，没有发布")
    now = clock.now()
    week, fresh = RosterWeek.objects.select_for_update().get_or_create(
        unit_id=unit_id, monday=monday, defaults={"id": new_id(), "region": by.region, "published_at": now, "times": 1}
    )
    if not fresh:
        week.published_at, week.times = now, week.times + 1
        week.save(update_fields=["published_at", "times"])
    published = WeekPublished(unit_id, monday, count, week.times)
    ledger.write(ledger.Entry(published, Subject("roster_week", week.id), by, now))
    return count
