"""Reads of staffing: the history of calls, what a week needs, whether the rosters have it, and how they were kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from yihao.calls.models import Skills
from yihao.calls.staffing.rules.adherence import adherence
from yihao.calls.staffing.rules.coverage import cover
from yihao.calls.staffing.rules.erlang import seats_needed
from yihao.calls.staffing.rules.forecast import forecast_day
from yihao.calls.staffing.rules.proposal import Candidate, Proposed, propose
from yihao.calls.staffing.rules.synthetic import synthetic_counts
from yihao.calls.staffing.values import SLOT_MINUTES, SLOTS, Adherence, Coverage, DayForecast, History, Source
from yihao.catalogue import queries as catalogue
from yihao.kernel import clock, sql
from yihao.kernel.calendar import Calendar
from yihao.organisation import queries as organisation
from yihao.organisation.rosters import queries as rosters
from yihao.organisation.rosters.rules import stretch_on
from yihao.organisation.rosters.values import RosterPolicy, StaffedSkill, Stretch
from yihao.organisation.values import Permission, UnitFact, Viewer

HISTORY_DAYS = 112
"""Sixteen weeks: four ends of a month, the season not yet another one."""
ENOUGH_DAYS = 28
"""Days with calls that a history must have; before, it is synthetic."""
REST_REACH = 8
"""Days before and after a week whose duties decide over rest and weekly hours."""


@dataclass(frozen=True, slots=True)
class QueueWeek:
    """What a queue needs in a week: the forecast of each day, and seats in each half-hour."""

    queue: StaffedSkill
    days: tuple[DayForecast, ...]
    needed: tuple[int, ...]
    history: History


@dataclass(frozen=True, slots=True)
class Week:
    """A week's needs and the report on them."""

    span: Stretch
    queues: tuple[QueueWeek, ...]
    coverage: Coverage
    target: RosterPolicy


def working_calendar(region: str) -> Calendar:
    """The working calendar in force, with holidays and make-up working days."""
    return catalogue.calendar(region, catalogue.versions(region))


def half_hour_counts(region: str, skill: str, first: date, last: date) -> History:
    """Calls that entered a queue on the days from `first` to `last`, by half-hour; real ones where there are enough days
    of them, else synthetic ones by the queue's share in the daily calls."""
    policy = rosters.policy(region)
    real = _real_counts(region, skill, first, last)
    if len(real) >= ENOUGH_DAYS:
        return History(real, Source.CALLS, _handle_seconds(region, skill, first, last) or policy.handle_seconds)
    share = next((q.share for q in policy.staffed if q.skill == skill), 0.0)
    made = synthetic_counts(first, last, policy.daily_calls * share, working_calendar(region))
    return History(made, Source.SYNTHETIC, policy.handle_seconds)


_COUNTS = """
SELECT local::date AS day, (extract(hour FROM local) * 2 + floor(extract(minute FROM local) / 30))::int AS slot, count(*) AS calls
FROM (SELECT entered_at AT TIME ZONE %s AS local FROM call WHERE region = %s AND skill = %s AND entered_at >= %s AND
  entered_at < %s) AS entered GROUP BY 1, 2
"""


def _real_counts(region: str, skill: str, first: date, last: date) -> dict[date, tuple[int, ...]]:
    """From the day of the first call of any queue on, days without a call of this one included."""
    span = rosters.week_span(region, first, (last - first).days + 1)
    zone = organisation.zone_of(region)
    begun = sql.row(
        "SELECT min(entered_at) AS at FROM call WHERE region = %s AND arrived_at >= %s AND entered_at < %s",
        (region, span.start, span.end),
    )
    if begun is None or begun["at"] is None:
        return {}
    since = max(first, begun["at"].astimezone(zone).date())
    days = {since + timedelta(days=n): [0] * SLOTS for n in range((last - since).days + 1)}
    for row in sql.rows(_COUNTS, (zone.key, region, skill, span.start, span.end)):
        if row["day"] >= since:
            days[row["day"]][row["slot"]] = row["calls"]
    return {day: tuple(slots) for day, slots in days.items()}


def _handle_seconds(region: str, skill: str, first: date, last: date) -> float | None:
    """How long a call keeps a seat: the talk, and the after-call work of the seats shared out over their calls."""
    span = rosters.week_span(region, first, (last - first).days + 1)
    talk = sql.row(
        "SELECT extract(epoch FROM avg(closed_at - answered_at))::float AS seconds FROM call WHERE region = %s AND skill = %s"
        " AND answered_at IS NOT NULL AND closed_at IS NOT NULL AND entered_at >= %s AND entered_at < %s",
        (region, skill, span.start, span.end),
    )
    after = sql.row(
        "SELECT extract(epoch FROM avg(ended - began))::float AS seconds FROM seat_span WHERE region = %s AND state = 'wrap_up'"
        " AND began >= %s AND began < %s",
        (region, span.start, span.end),
    )
    if talk is None or talk["seconds"] is None:
        return None
    return float(talk["seconds"]) + float((after or {}).get("seconds") or 0)


def my_queues(viewer: Viewer) -> tuple[StaffedSkill, ...]:
    """The queues whose staffing a planner sees: all of them at the centre (方案 二(一) 统一管理), else the own unit's."""
    queues = rosters.policy(viewer.region).staffed
    if viewer.within(Permission.MANAGE_ROSTER, organisation.centre(viewer.region).path):
        return queues
    units = organisation.units_by_code()
    paths = {q.skill: units[viewer.region, q.unit].path for q in queues}
    return tuple(q for q in queues if viewer.within(Permission.MANAGE_ROSTER, paths[q.skill]))


def week(region: str, monday: date, queues: Sequence[StaffedSkill], days: int = 7) -> Week:
    """A week's needs by forecast, and whether the rosters cover them; `days` from the Monday on."""
    policy = rosters.policy(region)
    calendar = working_calendar(region)
    span = rosters.week_span(region, monday, days)
    dates = tuple(monday + timedelta(days=n) for n in range(days))
    needs = tuple(_queue_week(region, dates, q, policy, calendar) for q in queues)
    presences = rosters.presences(region, span)
    report = cover(span, presences, {n.queue.skill: n.needed for n in needs})
    return Week(span, needs, report, policy)


def _queue_week(
    region: str, dates: Sequence[date], queue: StaffedSkill, policy: RosterPolicy, calendar: Calendar
) -> QueueWeek:
    last = min(dates[0], organisation.today(region)) - timedelta(days=1)
    history = half_hour_counts(region, queue.skill, last - timedelta(days=HISTORY_DAYS - 1), last)
    days = tuple(forecast_day(day, history.counts, calendar) for day in dates)
    needed = tuple(
        max(
            queue.least,
            seats_needed(
                calls, SLOT_MINUTES, handle_seconds=history.handle_seconds, answered=policy.answered, seconds=policy.within_seconds
            ),
        )
        for day in days
        for calls in day.calls
    )  # fmt: skip
    return QueueWeek(queue, days, needed, history)


def proposal(region: str, unit: UnitFact, monday: date) -> list[tuple[StaffedSkill, Proposed]]:
    """A proposal for what is still missing in a unit's week, queue by queue, with the unit's people who can take it (all
    of them where no skills are set). The Monday after is looked at too: Sunday's night reaches into it, with its break."""
    policy = rosters.policy(region)
    queues = [q for q in policy.staffed if q.unit == unit.code]
    found = week(region, monday, queues, days=8)
    days = tuple(monday + timedelta(days=n) for n in range(7))
    people = _candidates(region, unit.id, days)
    skills = dict(Skills.objects.filter(account_id__in=[p.account_id for p in people]).values_list("account_id", "skills"))
    made: list[tuple[StaffedSkill, Proposed]] = []
    for each in found.queues:
        rows = [h for h in found.coverage.half_hours if h.skill == each.queue.skill]
        for one in propose(
            span=found.span,
            days=days,
            zone=organisation.zone_of(region),
            shifts=[s for s in rosters.shifts(region) if s.active],
            people=[p for p in people if each.queue.skill in (skills.get(p.account_id) or [each.queue.skill])],
            least=[max(0, min(h.missing, each.queue.least - h.planned)) for h in rows],
            needed=[h.missing for h in rows],
            policy=policy,
            since=clock.now(),
        ):
            made.append((each.queue, one))
        people = _with(people, made, region)
    return made


def _candidates(region: str, unit_id: UUID, days: Sequence[date]) -> list[Candidate]:
    reach = rosters.week_span(region, days[0] - timedelta(days=REST_REACH), len(days) + 2 * REST_REACH)
    people = rosters.people(region, unit_id, days[0], days[-1])
    duties = rosters.duties(region, reach)
    gone = rosters.absences(region, reach, accounts=[p["id"] for p in people], approved_only=True)
    return [
        Candidate(
            account_id=p["id"],
            days=frozenset(d for d in days if p["since"] <= d and (p["until"] is None or d <= p["until"])),
            duties=tuple(
                (d["day"], Stretch(d["starts_at"], d["ends_at"])) for d in duties if d["account_id"] == p["id"]
            ),
            away=tuple(Stretch(b["starts_at"], b["ends_at"]) for b in gone if b["account_id"] == p["id"]),
        )
        for p in people
    ]


def _with(people: list[Candidate], made: Sequence[tuple[StaffedSkill, Proposed]], region: str) -> list[Candidate]:
    """The people with what has been proposed for them so far."""
    hours = {s.id: s.hours for s in rosters.shifts(region)}
    zone = organisation.zone_of(region)
    fresh: dict[UUID, list[tuple[date, Stretch]]] = {}
    for _, m in made:
        fresh.setdefault(m.account_id, []).append((m.day, stretch_on(hours[m.shift_id], m.day, zone)))
    return [replace(p, duties=tuple({*p.duties, *fresh.get(p.account_id, ())})) for p in people]


def kept(region: str, unit_id: UUID, monday: date) -> list[tuple[UUID, str, Adherence]]:
    """How the people of a unit kept their duties of a week so far: account, name, adherence; by name."""
    whole = rosters.week_span(region, monday)
    span = Stretch(whole.start, max(whole.start, min(whole.end, clock.now())))
    plans: dict[tuple[UUID, str], list[tuple[Stretch, ...]]] = {}
    for d in rosters.duties(region, whole, unit_id=unit_id):
        until = min(d["ends_at"], span.end)
        parts = Stretch(d["starts_at"], until).without(d["breaks"]) if d["starts_at"] < until else ()
        if d["published"] and parts:
            plans.setdefault((d["account_id"], d["account_name"]), []).append(parts)
    present = signed_on(region, [account for account, _ in plans], whole)
    found = [(account, name, adherence(parts, present.get(account, []))) for (account, name), parts in plans.items()]
    return sorted(found, key=lambda f: (f[1], f[0]))


def signed_on(region: str, accounts: Sequence[UUID], span: Stretch) -> dict[UUID, list[Stretch]]:
    """When people were signed on at a seat around a stretch of time; a seat still on counts until now."""
    near = timedelta(days=1)
    rows = sql.rows(
        "SELECT account_id, signed_on, COALESCE(signed_off, %s) AS signed_off FROM seat WHERE region = %s AND account_id = ANY(%s)"
        " AND signed_on < %s AND COALESCE(signed_off, %s) > %s ORDER BY signed_on",
        (clock.now(), region, list(accounts), span.end + near, clock.now(), span.start - near),
    )
    found: dict[UUID, list[Stretch]] = {}
    for row in rows:
        found.setdefault(row["account_id"], []).append(Stretch(row["signed_on"], row["signed_off"]))
    return found
