"""Drawing: unique and rising however many draw at once, by the day of the region, whatever becomes of the caller."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tests.kernel.threads import at_once
from yihao.kernel import sql
from yihao.kernel.numbers import draw, is_number

ZONE = ZoneInfo("Asia/Shanghai")
# Sequences outlive the rows of a test, so each test has a region of its own.
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "side"])
MORNING = datetime(2026, 10, 8, 1, tzinfo=UTC)


def drawn(region: str, at: datetime = MORNING) -> str:
    return draw(region=region, zone=ZONE, at=at, actor="system")


def test_the_first_number_of_a_day_is_one() -> None:
    assert [drawn("990101")[12:18], drawn("990101")[12:18]] == ["000001", "000002"]


def test_many_at_once_draw_different_and_rising_numbers() -> None:
    def intake() -> list[str]:
        return [drawn("990102") for _ in range(25)]

    mine = at_once(*[intake] * 6)
    assert all(numbers == sorted(numbers) for numbers in mine)
    everything = sorted(number for numbers in mine for number in numbers)
    assert [int(number[12:18]) for number in everything] == list(range(1, 151))
    assert all(is_number(number) for number in everything)


def test_the_first_draws_of_a_day_may_come_together() -> None:
    """Nobody has made the day's sequence yet; twenty days in a row, so that they really meet."""
    for day in range(1, 21):
        at = datetime(2026, 3, day, 1, tzinfo=UTC)
        numbers = at_once(*[lambda at=at: drawn("990103", at)] * 4)
        assert sorted(number[12:18] for number in numbers) == ["000001", "000002", "000003", "000004"]


def test_the_day_is_the_regions() -> None:
    assert drawn("990104", datetime(2026, 10, 8, 15, 59, tzinfo=UTC))[6:12] == "261008"
    assert drawn("990104", datetime(2026, 10, 8, 16, 0, tzinfo=UTC))[6:12] == "261009"


def test_regions_count_for_themselves() -> None:
    assert drawn("990105")[12:18] == drawn("990106")[12:18] == "000001"


def test_a_number_stays_drawn_when_the_caller_fails() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = drawn("990107")
        raise RuntimeError("the saving failed")
    assert drawn("990107") > lost
    kept = sql.rows("SELECT sequence, day, actor FROM number_draw WHERE region = '990107' ORDER BY sequence")
    assert [row["sequence"] for row in kept] == [1, 2]
    assert (kept[0]["day"], kept[0]["actor"]) == (date(2026, 10, 8), "system")


def test_the_first_draw_does_not_disturb_the_callers_transaction() -> None:
    """The missing sequence is found out by an error, which must not break what the caller has begun."""
    with transaction.atomic():
        sql.execute("INSERT INTO rate_bucket (key, count, until) VALUES ('begun', 1, now())")
        drawn("990108")
    assert sql.row("SELECT count FROM rate_bucket WHERE key = 'begun'") == {"count": 1}


@pytest.mark.django_db(databases=["default", "side"])
def test_a_draw_may_stand_in_a_transaction_on_its_own_connection() -> None:
    """As in every test that is rolled back."""
    assert [drawn("990109")[12:18], drawn("990109")[12:18]] == ["000001", "000002"]
