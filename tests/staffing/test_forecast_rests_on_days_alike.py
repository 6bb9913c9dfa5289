"""The forecast of a day rests on days that resemble it: weekday, weekend, holiday, made-up working day, end of month."""

from datetime import date, timedelta
from statistics import mean, median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.calls.staffing.rules.forecast import day_kind, forecast_day, is_month_end, weighted_median
from yihao.calls.staffing.rules.synthetic import synthetic_counts
from yihao.calls.staffing.values import SLOTS, DayKind
from yihao.kernel.calendar import Calendar

SPECIAL = {
    date(2026, 10, 1): False, date(2026, 10, 2): False, date(2026, 10, 5): False, date(2026, 10, 6): False,
    date(2026, 10, 7): False, date(2026, 10, 10): True, date(2026, 9, 27): True,
}  # fmt: skip
CALENDAR = Calendar(1, ZoneInfo("Asia/Shanghai"), (), SPECIAL, frozenset({2026}))
FIRST, LAST = date(2026, 8, 3), date(2026, 11, 22)
HISTORY = synthetic_counts(FIRST, LAST, 1125, CALENDAR)


def flat(whole: int) -> tuple[int, ...]:
    return tuple(whole // SLOTS for _ in range(SLOTS))


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 9, 30), DayKind.WORKING),
        (date(2026, 10, 1), DayKind.HOLIDAY),
        (date(2026, 10, 3), DayKind.WEEKEND),
        (date(2026, 10, 10), DayKind.MADE_UP),
    ],
)
def test_the_kind_of_a_day_comes_from_the_calendar(day: date, kind: DayKind) -> None:
    assert day_kind(day, CALENDAR) is kind


def test_a_working_day_has_more_calls_than_a_weekend() -> None:
    week = [forecast_day(date(2026, 11, 23) + timedelta(days=n), HISTORY, CALENDAR) for n in range(7)]
    assert min(sum(d.calls) for d in week[:5]) > 1.3 * max(sum(d.calls) for d in week[5:])
    assert 1125 * 0.9 < mean(sum(d.calls) for d in week) < 1125 * 1.1
    busiest = max(range(SLOTS), key=lambda slot: week[1].calls[slot])
    assert 18 <= busiest <= 21  # between nine and eleven in the morning


def test_one_bad_day_moves_nothing_much() -> None:
    usual = forecast_day(date(2026, 11, 24), HISTORY, CALENDAR)
    flooded = {**HISTORY, date(2026, 11, 17): tuple(20 * n for n in HISTORY[date(2026, 11, 17)])}
    assert sum(forecast_day(date(2026, 11, 24), flooded, CALENDAR).calls) < 1.1 * sum(usual.calls)


def test_a_holiday_is_forecast_from_holidays() -> None:
    counts = {FIRST + timedelta(days=n): flat(480) for n in range(60)} | {d: flat(96) for d, work in SPECIAL.items() if not work}
    later = Calendar(1, CALENDAR.zone, (), {**SPECIAL, date(2026, 11, 24): False}, CALENDAR.known_years)
    assert sum(forecast_day(date(2026, 11, 24), counts, later).calls) == pytest.approx(96)
    assert sum(forecast_day(date(2026, 11, 24), counts, CALENDAR).calls) == pytest.approx(480)


def test_a_made_up_working_day_is_no_weekend() -> None:
    counts = {d: flat(480 if day_kind(d, CALENDAR) in (DayKind.WORKING, DayKind.MADE_UP) else 192) for d in HISTORY}
    later = Calendar(1, CALENDAR.zone, (), {**SPECIAL, date(2026, 11, 28): True}, CALENDAR.known_years)
    assert sum(forecast_day(date(2026, 11, 28), counts, later).calls) == pytest.approx(480)


def test_the_end_of_the_month_has_its_factor() -> None:
    counts = {d: flat(960 if is_month_end(d) else 480) for d in HISTORY}
    ends = forecast_day(date(2026, 11, 30), counts, CALENDAR)
    assert (ends.month_end, sum(ends.calls)) == (1.5, pytest.approx(720))  # believed within bounds only
    assert forecast_day(date(2026, 11, 25), counts, CALENDAR).month_end == 1.0


def test_the_future_is_not_looked_at() -> None:
    later = {d: n for d, n in HISTORY.items() if d < date(2026, 11, 10)}
    assert forecast_day(date(2026, 11, 10), HISTORY, CALENDAR) == forecast_day(date(2026, 11, 10), later, CALENDAR)


def test_without_history_nothing_is_expected() -> None:
    nothing = forecast_day(date(2026, 11, 10), {}, CALENDAR)
    assert (sum(nothing.calls), nothing.days) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5)), min_size=1, max_size=12))
def test_the_weighted_median_is_the_median_of_repeated_values(pairs: list[tuple[int, int]]) -> None:
    values, weights = [float(v) for v, _ in pairs], [float(w) for _, w in pairs]
    assert weighted_median(values, weights) == median([v for v, w in pairs for _ in range(w)])
