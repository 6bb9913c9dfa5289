"""What is true of every deadline, wherever it starts and however long it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.calendars import AUTUMN, WINDOWS, ZONE, lengths, minutes, starts, working_lengths
from yihao.kernel.calendar import Calendar, Span


@given(starts, lengths)
def test_nothing_is_due_before_it_starts(start: datetime, span: Span) -> None:
    assert AUTUMN.due(start, span).at >= start + timedelta(minutes=span.minutes)


@given(starts, lengths, st.integers(0, 10_000))
def test_what_starts_later_is_not_due_earlier(start: datetime, span: Span, by: int) -> None:
    assert AUTUMN.due(start, span).at <= AUTUMN.due(start + timedelta(minutes=by), span).at


@given(starts, working_lengths, st.integers(1, 5000))
def test_what_may_take_longer_is_due_later(start: datetime, span: Span, by: int) -> None:
    longer = Span(span.minutes + by, span.working)
    assert AUTUMN.due(start, span).at < AUTUMN.due(start, longer).at


@given(minutes, working_lengths)
def test_the_working_time_until_the_deadline_is_the_span(start: datetime, span: Span) -> None:
    assert AUTUMN.working_minutes(start, AUTUMN.due(start, span).at) == span.minutes


@given(starts, working_lengths)
def test_a_working_deadline_is_within_opening_hours(start: datetime, span: Span) -> None:
    at = AUTUMN.due(start, span).at.astimezone(ZONE)
    assert AUTUMN.is_working(at.date())
    assert any(opens <= at.time() <= closes for opens, closes in WINDOWS)


@given(minutes, st.integers(1, 3000), st.integers(1, 3000))
def test_two_spans_one_after_the_other_are_their_sum(start: datetime, first: int, second: int) -> None:
    halfway = AUTUMN.due(start, Span(first, True)).at
    assert AUTUMN.due(halfway, Span(second, True)).at == AUTUMN.due(start, Span(first + second, True)).at


@given(minutes, st.integers(0, 20_000), st.integers(0, 20_000))
def test_working_time_adds_up(start: datetime, first: int, second: int) -> None:
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    whole = AUTUMN.working_minutes(start, end)
    assert whole == AUTUMN.working_minutes(start, middle) + AUTUMN.working_minutes(middle, end)
    assert 0 <= whole <= first + second


@given(starts, starts)
def test_time_runs_only_forwards(one: datetime, other: datetime) -> None:
    start, end = max(one, other), min(one, other)
    assert AUTUMN.working_minutes(start, end) == 0
    assert AUTUMN.elapsed(start, end, working=False) == 0


@given(starts, lengths)
def test_the_zone_of_the_start_does_not_matter(start: datetime, span: Span) -> None:
    assert AUTUMN.due(start.astimezone(UTC), span) == AUTUMN.due(start, span)


def test_elapsed_is_natural_or_working() -> None:
    start, end = datetime(2026, 9, 30, 9, tzinfo=UTC), datetime(2026, 10, 8, 1, 30, tzinfo=UTC)  # 17:00 to 09:30
    assert AUTUMN.elapsed(start, end, working=True) == 30 + 60
    assert AUTUMN.elapsed(start, end, working=False) == (7 * 24 + 16) * 60 + 30


def test_a_calendar_without_any_working_time_is_refused() -> None:
    with pytest.raises(ValueError, match="without working time"):
        Calendar(1, ZONE, (), {}, frozenset({2026})).due(datetime(2026, 1, 1, tzinfo=UTC), Span(1, True))
    closed = {date(2026, 1, 1) + timedelta(days=n): False for n in range(5000)}
    with pytest.raises(ValueError, match="without working time"):
        Calendar(1, ZONE, WINDOWS, closed).due(datetime(2026, 1, 1, tzinfo=UTC), Span(1, True))
