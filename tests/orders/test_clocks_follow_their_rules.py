"""The pure rules: a due date moves by exactly the pauses, a light changes once, a redo has half the limit."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.calendar import Calendar, Span
from yihao.orders.rules.clocks import REMIND_EVERY, Pause, due_with_pauses, redo_span, tick, timing
from yihao.orders.values.states import ClockKind, Light

CALENDAR = Calendar(
    1, ZoneInfo("Asia/Shanghai"), ((time(8, 30), time(12)), (time(14), time(17, 30))), {}, frozenset({2026})
)
SPANS = st.builds(Span, st.integers(1, 4000), st.booleans())
STARTS = st.integers(0, 300 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=minutes)
)
MINUTES = st.integers(0, 5000)


@given(STARTS, SPANS)
def test_without_a_pause_the_calendar_alone_decides(start: datetime, span: Span) -> None:
    assert due_with_pauses(start, span, [], CALENDAR) == CALENDAR.due(start, span)


@given(STARTS, st.integers(1, 4000), MINUTES, MINUTES)
def test_a_natural_clock_moves_by_exactly_the_pause(start: datetime, minutes: int, after: int, pause: int) -> None:
    span = Span(minutes, False)
    since = start + timedelta(minutes=after)
    due = due_with_pauses(start, span, [Pause(since, since + timedelta(minutes=pause))], CALENDAR).at
    moved = timedelta(minutes=pause) if after < minutes else timedelta()
    assert due == start + timedelta(minutes=minutes) + moved


@given(STARTS, SPANS, st.lists(st.tuples(MINUTES, MINUTES), max_size=4))
def test_pauses_never_bring_a_due_date_forward(start: datetime, span: Span, gaps: list[tuple[int, int]]) -> None:
    pauses, at = [], start
    for running, standing in gaps:
        since = at + timedelta(minutes=running)
        at = since + timedelta(minutes=standing)
        pauses.append(Pause(since, at))
    dues = [due_with_pauses(start, span, pauses[:n], CALENDAR).at for n in range(len(pauses) + 1)]
    assert dues == sorted(dues)


@given(STARTS, SPANS, MINUTES)
def test_an_open_pause_says_nothing_yet(start: datetime, span: Span, after: int) -> None:
    pause = Pause(start + timedelta(minutes=after), None)
    assert due_with_pauses(start, span, [pause], CALENDAR) == CALENDAR.due(start, span)


@given(STARTS, SPANS)
def test_the_warning_never_comes_after_the_due_date(start: datetime, span: Span) -> None:
    found = timing(kind=ClockKind.LEAD, start=start, span=span, calendar=CALENDAR, yellow=0.7)
    assert start < found.warn <= found.due
    assert found.next == found.warn


@given(STARTS, SPANS)
def test_the_archive_clock_has_no_yellow_light(start: datetime, span: Span) -> None:
    found = timing(kind=ClockKind.ARCHIVE, start=start, span=span, calendar=CALENDAR, yellow=0.7)
    assert found.next == found.due
    early = tick(kind=ClockKind.ARCHIVE, warn=found.warn, due=found.due, light=Light.GREEN, now=found.warn)
    assert (early.light, early.remind) == (Light.GREEN, False)


@given(
    st.sampled_from(list(ClockKind)),
    st.integers(1, 500),
    st.integers(1, 500),
    st.lists(MINUTES, min_size=1, max_size=20),
)
def test_lights_only_go_from_green_to_yellow_to_red(kind: ClockKind, warn: int, more: int, looks: list[int]) -> None:
    start = datetime(2026, 3, 10, tzinfo=UTC)
    warn_at, due = start + timedelta(minutes=warn), start + timedelta(minutes=warn + more)
    light, seen = Light.GREEN, [0]
    for minutes in sorted(looks):
        now = start + timedelta(minutes=minutes)
        step = tick(kind=kind, warn=warn_at, due=due, light=light, now=now)
        assert step.next is None or step.next > now
        light = step.light
        seen.append(list(Light).index(light))
    assert seen == sorted(seen)


def test_who_is_late_is_reminded_daily() -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    for kind in ClockKind:
        step = tick(kind=kind, warn=now, due=now, light=Light.YELLOW, now=now)
        reminded = kind in (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.LEAD)
        assert step.remind == reminded
        assert step.next == (now + REMIND_EVERY if reminded else None)


@given(st.integers(1, 30), st.integers(1, 5))
def test_a_redo_has_half_the_working_days_but_not_under_the_minimum(days: int, least: int) -> None:
    day = CALENDAR.day_minutes
    span = redo_span(Span(days * day, True), factor=0.5, minimum_days=least, calendar=CALENDAR)
    assert span == Span(max(round(days * day / 2), least * day), True)


@given(st.integers(1, 100))
def test_a_redo_of_a_natural_limit_is_half_of_it(hours: int) -> None:
    assert redo_span(Span(hours * 60, False), factor=0.5, minimum_days=2, calendar=CALENDAR) == Span(hours * 30, False)
