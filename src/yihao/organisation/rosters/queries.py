"""Reads of 排班: shifts, a week's duties, absences, swaps; and who is planned to be there."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.organisation import queries as organisation
from yihao.organisation.rosters import rules
from yihao.organisation.rosters.models import RosterWeek, Shift, StandingSeats
from yihao.organisation.rosters.values import (
    AbsenceState,
    Hours,
    Presence,
    RosterPolicy,
    ShiftFact,
    StaffedSkill,
    Stretch,
)
from yihao.organisation.values import ROLES, Permission, Viewer

ON_DUTY_ROLES = tuple(role.value for role, may in ROLES.items() if Permission.RECORD_APPEAL in may)
"""Posts whose people take calls, and can be put on duty."""


def policy(region: str) -> RosterPolicy:
    """排班参数 of a region."""
    body = dict(organisation.region(region).rosters)
    body["staffed"] = tuple(StaffedSkill(**s) for s in body.get("staffed", ()))
    return RosterPolicy(**body)


def shifts(region: str) -> list[ShiftFact]:
    """The shifts, early ones first; those no longer used are marked."""
    return [_shift(s) for s in Shift.objects.filter(region=region).order_by("starts", "ends", "id")]


def _shift(s: Shift) -> ShiftFact:
    return ShiftFact(s.id, s.name, Hours(s.starts, s.ends), read_hours(s.breaks), s.active)


def read_hours(pairs: Iterable[Iterable[str]]) -> tuple[Hours, ...]:
    """Pairs of times of day as they are stored."""
    return tuple(Hours(*(time.fromisoformat(part) for part in pair)) for pair in pairs)


def week_span(region: str, monday: date, days: int = 7) -> Stretch:
    """Days of the city, from midnight to midnight."""
    midnight = Hours(time(0), time(0))
    zone = organisation.zone_of(region)
    first = rules.stretch_on(midnight, monday, zone)
    last = rules.stretch_on(midnight, monday + timedelta(days=days - 1), zone)
    return Stretch(first.start, last.end)


def people(region: str, unit_id: UUID, first: date, last: date) -> list[dict[str, Any]]:
    """Who can be put on duty for a unit in a period: active accounts with a post in its subtree that takes calls;
    `id`, `name`, `since`, `until` (None = no end)."""
    return sql.rows(
        'SELECT a.id, a.name, min(g.valid_from) AS since, NULLIF(max(COALESCE(g.valid_to, %s)), %s) AS until FROM "grant" g'
        " JOIN account a ON a.id = g.account_id JOIN unit u ON u.id = g.unit_id"
        " WHERE a.region = %s AND a.is_active AND g.role = ANY(%s) AND u.path LIKE %s AND g.valid_from <= %s"
        " AND (g.valid_to IS NULL OR g.valid_to >= %s) GROUP BY a.id, a.name ORDER BY a.name, a.id",
        (date.max, date.max, region, list(ON_DUTY_ROLES), _below(unit_id), last, first),
    )


def holds_post(account_id: UUID, unit_id: UUID, day: date) -> bool:
    """Whether a person has a post on a day with which calls are taken for the unit."""
    found = sql.row(
        'SELECT 1 FROM "grant" g JOIN unit u ON u.id = g.unit_id JOIN account a ON a.id = g.account_id'
        " WHERE g.account_id = %s AND a.is_active AND g.role = ANY(%s) AND u.path LIKE %s AND g.valid_from <= %s"
        " AND (g.valid_to IS NULL OR g.valid_to >= %s)",
        (account_id, list(ON_DUTY_ROLES), _below(unit_id), day, day),
    )
    return found is not None


def _below(unit_id: UUID) -> str:
    return organisation.unit(unit_id).path.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


_DUTIES = (
    "SELECT d.id, d.account_id, a.name AS account_name, d.unit_id, d.shift_id, s.name AS shift_name, d.day, d.starts_at,"
    " d.ends_at, d.breaks, d.skills, d.place, w.published_at IS NOT NULL AS published FROM duty d"
    " JOIN account a ON a.id = d.account_id JOIN shift s ON s.id = d.shift_id LEFT JOIN roster_week w"
    " ON w.unit_id = d.unit_id AND w.monday = date_trunc('week', d.day)::date"
)


def duties(region: str, span: Stretch, *, unit_id: UUID | None = None) -> list[dict[str, Any]]:
    """The duties that touch a stretch of time, of one unit's roster or of all; drafts too (`published` tells)."""
    found = sql.rows(
        f"{_DUTIES} WHERE d.region = %s AND d.starts_at < %s AND d.ends_at > %s AND (%s::uuid IS NULL OR d.unit_id = %s)"
        " ORDER BY d.starts_at, a.name, d.id",
        (region, span.end, span.start, unit_id, unit_id),
    )
    return [{**d, "breaks": _stretches(d["breaks"])} for d in found]


def own_duties(viewer: Viewer, span: Stretch) -> list[dict[str, Any]]:
    """A person's own published duties."""
    return [d for d in duties(viewer.region, span) if d["account_id"] == viewer.account_id and d["published"]]


def _stretches(pairs: str) -> tuple[Stretch, ...]:
    return tuple(Stretch(*(datetime.fromisoformat(part) for part in pair)) for pair in json.loads(pairs))


def absences(
    region: str, span: Stretch, *, accounts: Iterable[UUID] | None = None, approved_only: bool = False
) -> list[dict[str, Any]]:
    """Absences that touch a stretch of time; the withdrawn ones only for one's own list (`accounts` of one)."""
    states = [AbsenceState.APPROVED.value] if approved_only else [s.value for s in AbsenceState]
    wanted = None if accounts is None else list(accounts)
    found = sql.rows(
        "SELECT b.id, b.account_id, a.name AS account_name, b.kind, b.starts_at, b.ends_at, b.state, b.reason, b.asked_at"
        " FROM absence b JOIN account a ON a.id = b.account_id WHERE b.region = %s AND b.starts_at < %s AND b.ends_at > %s"
        " AND b.state = ANY(%s) AND (%s::uuid[] IS NULL OR b.account_id = ANY(%s)) ORDER BY b.starts_at, b.id",
        (region, span.end, span.start, states, wanted, wanted),
    )
    return [{**b, "reason": unseal(b["reason"], "absence.reason", b["id"])} for b in found]


_SWAPS = (
    "SELECT w.id, w.state, w.reason, w.asked_at, w.from_account_id, f.name AS from_name, w.to_account_id, t.name AS to_name,"
    " w.duty_id, d.unit_id, d.day, d.starts_at, d.ends_at, s.name AS shift_name, w.other_duty_id, o.day AS other_day,"
    " o.starts_at AS other_starts_at, o.ends_at AS other_ends_at, os.name AS other_shift_name FROM swap w"
    " JOIN account f ON f.id = w.from_account_id JOIN account t ON t.id = w.to_account_id JOIN duty d ON d.id = w.duty_id"
    " JOIN shift s ON s.id = d.shift_id LEFT JOIN duty o ON o.id = w.other_duty_id LEFT JOIN shift os ON os.id = o.shift_id"
)


def swaps(region: str, span: Stretch, *, unit_id: UUID | None = None, of: UUID | None = None) -> list[dict[str, Any]]:
    """Swaps of duties in a stretch of time: of a unit's roster, or those a person has part in; latest asked first."""
    found = sql.rows(
        f"{_SWAPS} WHERE w.region = %s AND d.starts_at < %s AND d.ends_at > %s AND (%s::uuid IS NULL OR d.unit_id = %s)"
        " AND (%s::uuid IS NULL OR w.from_account_id = %s OR w.to_account_id = %s) ORDER BY w.asked_at DESC, w.id",
        (region, span.end, span.start, unit_id, unit_id, of, of, of),
    )
    return [{**w, "reason": unseal(w["reason"], "swap.reason", w["id"])} for w in found]


def published(unit_id: UUID, monday: date) -> datetime | None:
    """When a unit's week was published last."""
    return RosterWeek.objects.filter(unit_id=unit_id, monday=monday).values_list("published_at", flat=True).first()


def standing(region: str, *, units: Iterable[UUID] | None = None) -> list[dict[str, Any]]:
    """Seats that units keep ready, with their unit's label."""
    found = StandingSeats.objects.filter(region=region).order_by("unit_id", "valid_from", "id")
    if units is not None:
        found = found.filter(unit_id__in=list(units))
    return [{**s, "unit_name": organisation.unit_label(s["unit_id"])} for s in found.values()]


def presences(region: str, span: Stretch) -> list[Presence]:
    """Every seat that is planned to be there in a stretch of time: duties without their breaks, drafts included, those
    of people who are away marked; and the seats that units keep ready. 方案 二(一)."""
    gone = absences(region, span, approved_only=True)
    found: list[Presence] = []
    for d in duties(region, span):
        whole = Stretch(max(d["starts_at"], span.start), min(d["ends_at"], span.end))
        off = [(Stretch(b["starts_at"], b["ends_at"]), b["kind"]) for b in gone if b["account_id"] == d["account_id"]]
        there = whole.without(d["breaks"])
        skills = frozenset(d["skills"])
        for part in (p for t in there for p in t.without(s for s, _ in off)):
            found.append(Presence(part, skills, d["unit_id"], account_id=d["account_id"]))
        for part, kind in ((p, kind) for t in there for s, kind in off for p in _common(t, s)):
            found.append(Presence(part, skills, d["unit_id"], account_id=d["account_id"], away=kind))
    return found + list(_standing_presences(region, span))


def _common(one: Stretch, other: Stretch) -> tuple[Stretch, ...]:
    return (Stretch(max(one.start, other.start), min(one.end, other.end)),) if one.meets(other) else ()


def _standing_presences(region: str, span: Stretch) -> Iterable[Presence]:
    zone = organisation.zone_of(region)
    for s in StandingSeats.objects.filter(region=region):
        hours, valid = Hours(s.starts, s.ends), (s.valid_from, s.valid_to)
        for stretch in rules.standing_on(hours, s.weekdays, valid, span, zone):
            yield Presence(stretch, frozenset({s.skill}), s.unit_id, seats=s.seats)
