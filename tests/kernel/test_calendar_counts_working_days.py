"""A limit in working days runs only while the units are open, holidays and make-up days (调休) included."""

from datetime import date

import pytest

from tests.kernel.calendars import AUTUMN, days, due
from yihao.kernel.calendar import Limit, Span, Unit


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 24), True),  # a Thursday
        (date(2026, 9, 25), False),  # Mid-Autumn, a Friday
        (date(2026, 9, 26), False),  # a Saturday
        (date(2026, 9, 20), True),  # a Sunday worked instead of a holiday
        (date(2026, 10, 7), False),  # National Day's last day, a Wednesday
        (date(2026, 10, 10), True),  # a Saturday worked instead
    ],
)
def test_which_days_are_worked(day: date, worked: bool) -> None:
    assert AUTUMN.is_working(day) is worked


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        # A working day is 420 minutes: 08:30–12:00 and 14:00–17:30.
        ("2026-09-22 08:30", 1, "2026-09-22 17:30"),
        ("2026-09-22 10:00", 1, "2026-09-23 10:00"),
        ("2026-09-22 13:00", 1, "2026-09-23 12:00"),  # noon: 210 minutes this afternoon, 210 next morning
        # Thursday before Mid-Autumn, after closing: counts from Monday 28th.
        ("2026-09-24 17:50", 1, "2026-09-28 17:30"),
        ("2026-09-24 17:50", 3, "2026-09-30 17:30"),
        ("2026-09-24 17:50", 4, "2026-10-08 17:30"),  # over National Day
        ("2026-09-24 17:50", 5, "2026-10-09 17:30"),
        ("2026-09-24 17:50", 6, "2026-10-10 17:30"),  # the Saturday that is worked
        ("2026-09-24 17:50", 7, "2026-10-12 17:30"),
        # The last afternoon before National Day: 90 minutes then, 330 on 8 October.
        ("2026-09-30 16:00", 1, "2026-10-08 16:00"),
        ("2026-10-03 11:11", 1, "2026-10-08 17:30"),  # in the middle of the holiday
        ("2026-09-19 09:00", 1, "2026-09-20 17:30"),  # Saturday is free, Sunday is worked
    ],
)
def test_when_a_limit_in_working_days_ends(start: str, amount: int, end: str) -> None:
    assert due(start, days(amount)) == end


def test_closing_time_itself_belongs_to_the_next_working_day() -> None:
    assert due("2026-09-22 17:29", Span(1, working=True)) == "2026-09-22 17:30"
    assert due("2026-09-22 17:30", Span(1, working=True)) == "2026-09-23 08:31"


@pytest.mark.parametrize(
    ("limit", "end"),
    [
        (Limit(30, Unit.MINUTE), "2026-10-01 10:30"),
        (Limit(24, Unit.HOUR), "2026-10-02 10:00"),
        (Limit(72, Unit.HOUR), "2026-10-04 10:00"),
    ],
)
def test_a_limit_in_minutes_or_hours_ignores_holidays(limit: Limit, end: str) -> None:
    assert due("2026-10-01 10:00", AUTUMN.span(limit)) == end


def test_a_part_of_a_span_is_of_the_same_kind_and_at_least_a_minute() -> None:
    assert days(5).part(0.7) == Span(1470, working=True)
    assert Span(1, working=False).part(0.1) == Span(1, working=False)


def test_a_limit_in_words() -> None:
    spoken = [Limit(30, Unit.MINUTE).words(), Limit(24, Unit.HOUR).words(), Limit(5, Unit.WORKING_DAY).words()]
    assert spoken == ["30 分钟", "24 小时", "5 个工作日"]
