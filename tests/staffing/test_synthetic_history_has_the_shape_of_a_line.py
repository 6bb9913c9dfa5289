"""The synthetic history: the same at every reading, in the size and shape of a prefecture city's line."""

from datetime import date
from statistics import mean
from zoneinfo import ZoneInfo

from yihao.calls.staffing.rules.synthetic import synthetic_counts
from yihao.kernel.calendar import Calendar

CALENDAR = Calendar(1, ZoneInfo("Asia/Shanghai"), (), {}, frozenset())


def test_it_is_the_same_at_every_reading_and_of_the_size_asked_for() -> None:
    once = synthetic_counts(date(2026, 6, 1), date(2026, 9, 20), 1250, CALENDAR)
    assert once == synthetic_counts(date(2026, 6, 1), date(2026, 9, 20), 1250, CALENDAR)
    assert len(once) == 112
    assert 1250 * 0.95 < mean(sum(d) for d in once.values()) < 1250 * 1.08


def test_a_tenth_of_the_day_comes_in_the_busy_hour_and_little_at_night() -> None:
    days = list(synthetic_counts(date(2026, 6, 1), date(2026, 6, 26), 1250, CALENDAR).values())
    hours = [sum(d[2 * h] + d[2 * h + 1] for d in days) for h in range(24)]
    assert 0.09 < max(hours) / sum(hours) < 0.12
    assert sum(hours[:6]) / sum(hours) < 0.05


def test_no_calls_are_no_calls() -> None:
    assert set(synthetic_counts(date(2026, 6, 1), date(2026, 6, 2), 0, CALENDAR).values()) == {(0,) * 48}
