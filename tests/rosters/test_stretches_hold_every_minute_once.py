"""Pure rules, minute by minute: shifts, breaks, weekly hours and refusals agree with counting."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.organisation.rosters import rules
from yihao.organisation.rosters.values import Hours, RosterPolicy, Stretch

UTC_ZONE = ZoneInfo("UTC")
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
minutes = st.integers(0, 600)
stretches = st.builds(lambda a, b: Stretch(NOON + timedelta(minutes=a), NOON + timedelta(minutes=a + b + 1)), minutes, minutes)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))


def counted(*parts: Stretch) -> set[int]:
    """The minutes after noon that lie in the stretches."""
    first = [int((p.start - NOON).total_seconds() // 60) for p in parts]
    return {m for begin, p in zip(first, parts, strict=True) for m in range(begin, begin + p.minutes)}


@given(stretches, st.lists(stretches, max_size=4))
def test_what_is_left_is_the_whole_less_the_gaps(whole: Stretch, gaps: list[Stretch]) -> None:
    left = whole.without(gaps)
    assert counted(*left) == counted(whole) - counted(*gaps)
    assert sum(p.minutes for p in left) == len(counted(*left))
    assert list(left) == sorted(left)


@given(stretches, st.lists(stretches, max_size=3), st.lists(stretches, max_size=2), st.integers(0, 700))
def test_a_duty_is_refused_exactly_when_it_meets_or_comes_too_near(
    duty: Stretch, others: list[Stretch], away: list[Stretch], rest: int
) -> None:
    wide = Stretch(duty.start - timedelta(minutes=rest), duty.end + timedelta(minutes=rest))
    expected = any(counted(wide) & counted(o) for o in others) or bool(counted(duty) & counted(*away))
    assert bool(rules.refusal(duty, others, away, RosterPolicy(rest_minutes=rest))) is expected


@given(clocks, clocks)
def test_a_shift_is_shorter_than_a_day_or_exactly_one(start: time, end: time) -> None:
    found = rules.stretch_on(Hours(start, end), date(2026, 11, 25), UTC_ZONE)
    assert 0 < found.minutes <= 24 * 60
    assert (found.start.time(), found.end.time()) == (start, end)


@pytest.mark.parametrize(
    ("hours", "breaks", "field"),
    [
        (("08:00", "08:00"), [], "end"),
        (("08:00", "16:00"), [("16:00", "16:30")], "breaks"),
        (("08:00", "16:00"), [("10:00", "11:00"), ("10:30", "11:30")], "breaks"),
        (("23:00", "07:00"), [("23:00", "07:00")], "breaks"),
        (("23:00", "07:00"), [("22:30", "23:30")], "breaks"),
    ],
)
def test_a_shift_that_cannot_be(hours: tuple[str, str], breaks: list[tuple[str, str]], field: str) -> None:
    assert [f for f, _ in rules.shift_faults(_hours(*hours), [_hours(*b) for b in breaks])][:1] == [field]


def test_a_night_may_have_a_break_after_midnight() -> None:
    assert not list(rules.shift_faults(_hours("23:00", "07:00"), [_hours("03:00", "03:30"), _hours("23:30", "00:00")]))


def test_weekly_seats_are_there_on_their_weekdays_and_cut_to_the_span() -> None:
    span = Stretch(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC))
    nights = rules.standing_on(_hours("22:00", "02:00"), [6], (date(2020, 1, 1), None), span, UTC_ZONE)
    assert list(nights) == [
        Stretch(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 23, 2, tzinfo=UTC)),
        Stretch(datetime(2026, 11, 29, 22, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)),
    ]


def _hours(start: str, end: str) -> Hours:
    return Hours(time.fromisoformat(start), time.fromisoformat(end))
