"""The working calendar is made from the dictionary's days and the opening hours of the running parameters."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from yihao.catalogue.rules import build_calendar
from yihao.catalogue.values import CalendarDay
from yihao.kernel.calendar import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = [
    CalendarDay("2026", "year"),
    CalendarDay("2026-10-01", "rest", "国庆节"),
    CalendarDay("2026-10-10", "work", "国庆节调休"),
    CalendarDay("2026-09-30", "rest", "全市停水放假"),
]


def built(*windows: str) -> Calendar:
    return build_calendar(days=DAYS, windows=windows or ("08:30-12:00", "14:00 - 17:30"), zone=ZONE, version=7)


def test_what_it_holds() -> None:
    calendar = built()
    assert (calendar.version, calendar.zone) == (7, ZONE)
    assert calendar.windows == ((time(8, 30), time(12)), (time(14), time(17, 30)))
    assert calendar.day_minutes == 420
    assert calendar.known_years == {2026}


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 29), True),
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_entries_come_before_the_weekday(day: date, worked: bool) -> None:
    assert built().is_working(day) is worked


@pytest.mark.parametrize("window", ["08:30", "8点-12点", "08:30-25:00"])
def test_what_is_no_time_is_an_error(window: str) -> None:
    with pytest.raises(ValueError):
        built(window)
