"""Times as people say them: how long is left, and which day it is."""

import pytest

from tests.kernel.calendars import AUTUMN, ZONE, local
from yihao.kernel.calendar import instant_words, left_words

TUESDAY = "2026-09-22 10:00"


@pytest.mark.parametrize(
    ("due", "working", "words"),
    [
        ("2026-09-22 13:12", True, "剩 3 小时 12 分"),
        ("2026-09-22 13:00", False, "剩 3 小时"),
        ("2026-09-22 10:05", True, "剩 5 分"),
        ("2026-09-22 10:00", True, "剩 0 分"),
        ("2026-09-23 10:00", True, "剩 1 个工作日"),
        ("2026-09-23 15:30", True, "剩 1.5 个工作日"),
        ("2026-09-30 10:00", True, "剩 5 个工作日"),  # Mid-Autumn and the weekend do not count
        ("2026-09-30 10:00", False, "剩 8 天"),
        ("2026-09-22 09:30", True, "超期 30 分"),
        ("2026-09-20 10:00", True, "超期 2 个工作日"),  # Sunday was worked
        ("2026-09-20 10:00", False, "超期 2 天"),
    ],
)
def test_how_long_is_left_or_overdue(due: str, working: bool, words: str) -> None:
    assert left_words(local(TUESDAY), local(due), working, AUTUMN) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-09-22 17:30", "今天 17:30"),
        ("2026-09-22 00:00", "今天 00:00"),
        ("2026-09-23 09:00", "明天 09:00"),
        ("2026-09-21 23:59", "昨天 23:59"),
        ("2026-09-24 10:00", "9月24日 周四 10:00"),
        ("2026-11-29 10:00", "11月29日 周日 10:00"),
        ("2027-01-04 08:30", "2027年1月4日 周一 08:30"),
    ],
)
def test_an_instant_in_words(at: str, words: str) -> None:
    assert instant_words(local(TUESDAY), local(at), ZONE) == words


def test_the_day_is_the_one_of_the_region_not_of_greenwich() -> None:
    night = local("2026-09-22 07:00")  # still the 21st in UTC
    assert instant_words(night, local("2026-09-22 08:30"), ZONE) == "今天 08:30"
