"""A rate limit counts in the database, the same for every process, and keeps nobody's address."""

from datetime import timedelta

import pytest

from tests.kernel.events import NOON
from tests.kernel.threads import at_once
from yihao.kernel import rate, sql
from yihao.kernel.clock import clock_at
from yihao.kernel.problems import RateLimited

WINDOW = timedelta(minutes=10)
ADDRESS = "203.0.113.77"


def uses(count: int, who: str = ADDRESS, kind: str = "submit", limit: int = 3) -> int:
    """How many of so many uses are let through."""
    through = 0
    for _ in range(count):
        try:
            rate.spend(kind=kind, who=who, limit=limit, window=WINDOW)
            through += 1
        except RateLimited:
            pass
    return through


@pytest.mark.django_db
def test_more_than_the_limit_is_refused_until_the_window_is_over() -> None:
    with clock_at(NOON):
        assert uses(5) == 3
    with clock_at(NOON + WINDOW - timedelta(seconds=1)):
        assert uses(1) == 0
    with clock_at(NOON + WINDOW):
        assert uses(5) == 3


@pytest.mark.django_db
def test_refused_uses_do_not_lengthen_the_window() -> None:
    for minute in range(10):
        with clock_at(NOON + timedelta(minutes=minute)):
            uses(10)
    with clock_at(NOON + WINDOW):
        assert uses(1) == 1


@pytest.mark.django_db
def test_others_and_other_kinds_count_for_themselves() -> None:
    assert [uses(5), uses(5, who="203.0.113.78"), uses(5, kind="track")] == [3, 3, 3]


@pytest.mark.django_db
@pytest.mark.parametrize(("later", "minutes"), [(0, 10), (30, 10), (60, 9), (599, 1)])
def test_the_refusal_says_when_to_come_back_and_where_to_turn(later: int, minutes: int) -> None:
    with clock_at(NOON):
        uses(3)
    with clock_at(NOON + timedelta(seconds=later)), pytest.raises(RateLimited) as refusal:
        rate.spend(kind="submit", who=ADDRESS, limit=3, window=WINDOW)
    assert refusal.value.detail == f"请在 {minutes} 分钟后再试；急事请直接拨打热线。"
    assert refusal.value.status == 429


@pytest.mark.django_db
def test_no_address_is_kept() -> None:
    uses(1)
    (bucket,) = sql.rows("SELECT * FROM rate_bucket")
    assert ADDRESS not in str(bucket)
    assert bucket["key"].startswith("submit:")


@pytest.mark.django_db
def test_counters_that_are_over_are_forgotten() -> None:
    with clock_at(NOON):
        uses(1)
    with clock_at(NOON + timedelta(minutes=5)):
        uses(1, who="203.0.113.78")
    with clock_at(NOON + WINDOW):
        assert rate.purge() == 1
        assert rate.purge() == 0


@pytest.mark.django_db(transaction=True)
def test_many_processes_at_once_spend_the_limit_exactly() -> None:
    assert sum(at_once(*[lambda: uses(10, limit=23)] * 5)) == 23
