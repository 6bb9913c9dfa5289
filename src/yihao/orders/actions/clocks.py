"""Starting, stopping, pausing the clocks of an order."""

from datetime import datetime
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary, LimitRow, Versions
from yihao.kernel import sql
from yihao.kernel.calendar import Calendar, Limit, Span, Unit
from yihao.kernel.ids import new_id
from yihao.orders.actions.act import Act, Held
from yihao.orders.models import Clock, ClockPause
from yihao.orders.rules import clocks as rules
from yihao.orders.values.states import ClockKind, Light


def start(
    act: Act,
    order_id: UUID,
    kind: ClockKind,
    limit: Limit | Span,
    *,
    basis: str,
    unit_id: UUID | None = None,
    assignment_id: UUID | None = None,
    since: datetime | None = None,
) -> rules.Timing:
    """Start a clock of the order at the action's instant, or `since` an earlier one; its timing."""
    began = since or act.at
    span = limit if isinstance(limit, Span) else act.calendar.span(limit)
    timing = rules.timing(kind=kind, start=began, span=span, calendar=act.calendar, yellow=act.policy.yellow_fraction)
    sql.insert(
        Clock,
        id=new_id(),
        region=act.region,
        order_id=order_id,
        assignment_id=assignment_id,
        unit_id=unit_id,
        kind=kind.value,
        started_at=began,
        minutes=span.minutes,
        working=span.working,
        due_at=timing.due,
        warn_at=timing.warn,
        next_at=timing.next,
        stopped_at=None,
        light=Light.GREEN.value,
        basis=basis[:120],
        policy_version=act.versions.of(Dictionary.POLICY),
        calendar_version=act.calendar.version,
        provisional=timing.provisional,
    )
    return timing


def days(amount: int) -> Limit:
    """That many working days."""
    return Limit(amount, Unit.WORKING_DAY)


def minutes(amount: int) -> Limit:
    """That many minutes, holiday or not."""
    return Limit(amount, Unit.MINUTE)


def limit_row(act: Act, order: Held) -> LimitRow:
    """The limit row by which the order was made: its own versions, not today's."""
    row = order.row
    kept = Versions({Dictionary.LIMITS: row["limits_version"], Dictionary.CLASSES: row["classes_version"]})
    return catalogue.limit_for(
        act.region, kept, class_code=row["class_code"], appeal_type=row["appeal_type"], urgency=row["urgency"]
    )


def stop(act: Act, order_id: UUID, *kinds: ClockKind) -> None:
    """Stop running clocks of these kinds (all of the order's when none is named)."""
    text = "UPDATE clock SET stopped_at = %s, next_at = NULL WHERE order_id = %s AND stopped_at IS NULL"
    if kinds:
        sql.execute(text + " AND kind = ANY(%s)", (act.at, order_id, [k.value for k in kinds]))
    else:
        sql.execute(text, (act.at, order_id))


def pause(act: Act, order_id: UUID, kind: ClockKind, reason: str) -> None:
    """Let a running clock stand still; nothing when it does not run."""
    for running in Clock.objects.select_for_update().filter(order_id=order_id, kind=kind, stopped_at=None):
        sql.insert(ClockPause, id=new_id(), clock_id=running.id, since=act.at, until=None, reason=reason)
        Clock.objects.filter(id=running.id).update(next_at=None)


def resume(act: Act, order_id: UUID, kind: ClockKind) -> None:
    """Let a paused clock run on: due and warning move by the pause."""
    for running in Clock.objects.select_for_update().filter(order_id=order_id, kind=kind, stopped_at=None):
        ClockPause.objects.filter(clock=running, until=None).update(until=act.at)
        timing = recomputed(running, act.calendar, act.policy.yellow_fraction)
        Clock.objects.filter(id=running.id).update(
            due_at=timing.due, warn_at=timing.warn, next_at=timing.next, provisional=timing.provisional
        )


def recomputed(running: Clock, calendar: Calendar, yellow: float) -> rules.Timing:
    """What the instants of a clock are by its span and pauses."""
    pauses = [rules.Pause(p.since, p.until) for p in running.pauses.order_by("since")]
    return rules.timing(
        kind=ClockKind(running.kind),
        start=running.started_at,
        span=Span(running.minutes, running.working),
        calendar=calendar,
        yellow=yellow,
        pauses=pauses,
    )


def restart(act: Act, order_id: UUID, kind: ClockKind) -> None:
    """Let the last stopped clock of a kind run on: the time in between counts as a pause."""
    last = Clock.objects.select_for_update().filter(order_id=order_id, kind=kind).order_by("-started_at").first()
    if last is None or last.stopped_at is None:
        return
    sql.insert(ClockPause, id=new_id(), clock_id=last.id, since=last.stopped_at, until=act.at, reason="check")
    timing = recomputed(last, act.calendar, act.policy.yellow_fraction)
    Clock.objects.filter(id=last.id).update(
        stopped_at=None, due_at=timing.due, warn_at=timing.warn, next_at=timing.next, provisional=timing.provisional
    )


def start_if_stopped(act: Act, order_id: UUID, kind: ClockKind, span: Span, *, basis: str) -> None:
    """Start a clock of a kind unless one still runs (the citizen's runs on through a redo)."""
    if not Clock.objects.filter(order_id=order_id, kind=kind, stopped_at=None).exists():
        start(act, order_id, kind, span, basis=basis)


def due_of(order_id: UUID, kind: ClockKind) -> datetime | None:
    """When the running clock of a kind is due."""
    return Clock.objects.filter(order_id=order_id, kind=kind, stopped_at=None).values_list("due_at", flat=True).first()
