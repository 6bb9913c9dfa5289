"""Clocks: when a limit ends, with pauses; what a tick does. Pure, so that a due date can be recomputed at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yihao.kernel.calendar import Calendar, Due, Span
from yihao.orders.values.states import ClockKind, Light

REMIND_EVERY = timedelta(days=1)
_REMINDED = frozenset({ClockKind.SIGN, ClockKind.CONTACT, ClockKind.LEAD})
_UNLIT = frozenset({ClockKind.ARCHIVE})


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stood still; `until` None = it still does."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Timing:
    """Due and warning instants of a clock, and when the ticker next looks at it."""

    due: datetime
    warn: datetime
    next: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """What a look at a running clock brings: its light now, when to look again (None = never), whether to remind."""

    light: Light
    next: datetime | None
    remind: bool


def due_with_pauses(start: datetime, span: Span, pauses: Sequence[Pause], calendar: Calendar) -> Due:
    """When `span` from `start` is used up, pauses (in order) not counted. An open pause counts as ending never used:
    the answer is then the due date as if it ended where it began."""
    left = span.minutes
    cursor = start
    for pause in pauses:
        used = calendar.elapsed(cursor, pause.since, span.working)
        if used >= left or pause.until is None:
            break
        left -= used
        cursor = pause.until
    return calendar.due(cursor, Span(left, span.working))


def timing(
    *, kind: ClockKind, start: datetime, span: Span, calendar: Calendar, yellow: float, pauses: Sequence[Pause] = ()
) -> Timing:
    """The instants of a clock. The warning comes when the fraction `yellow` of the span is used (领域档案 3.7: 70 %)."""
    due = due_with_pauses(start, span, pauses, calendar)
    warn = due_with_pauses(start, span.part(yellow), pauses, calendar).at
    return Timing(due.at, warn, due.at if kind in _UNLIT else warn, due.provisional)


def tick(*, kind: ClockKind, warn: datetime, due: datetime, light: Light, now: datetime) -> Tick:
    """The state of a running clock at `now`. Red is said once, then the unit due is reminded daily."""
    if kind in _UNLIT:
        return Tick(Light.GREEN, None if now >= due else due, False)
    if now >= due:
        again = now + REMIND_EVERY if kind in _REMINDED else None
        return Tick(Light.RED, again, kind in _REMINDED)
    if now >= warn:
        return Tick(Light.YELLOW, due, False)
    return Tick(light, warn, False)


def redo_span(span: Span, *, factor: float, minimum_days: int, calendar: Calendar) -> Span:
    """The limit of a redo: a part of the first one, not under the minimum. 重办 = half, min 2 wd (领域档案 3.7)."""
    if not span.working:
        return span.part(factor)
    return Span(max(round(span.minutes * factor), minimum_days * calendar.day_minutes), True)
