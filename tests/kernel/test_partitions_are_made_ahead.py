"""Each month's partition is there before the month begins; the default one catches what has none."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from tests.kernel.events import entry
from yihao.kernel import ledger, sequencer, sql
from yihao.kernel.clock import clock_at
from yihao.kernel.partitions import PARTITIONED, ensure

pytestmark = pytest.mark.django_db
# Far from today: the months around it have been made with the database.
LATE = datetime(2040, 11, 15, 12, tzinfo=UTC)


def partitions(table: str = "event") -> set[str]:
    return {
        row["name"]
        for row in sql.rows(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = %s::regclass", (table,)
        )
    }


def named(*months: str) -> list[str]:
    """The partitions of all tables that have them, month by month."""
    return [f"{table}_{month}" for month in months for table in PARTITIONED]


def where_written(at: datetime) -> str:
    """In which partition an event of that instant is kept."""
    with clock_at(at), transaction.atomic():
        ledger.write(made := entry())
    row = sql.row("SELECT tableoid::regclass::text AS name FROM event WHERE id = %s", (made.id,))
    assert row is not None
    return str(row["name"])


def test_the_month_and_the_following_ones_over_the_turn_of_the_year() -> None:
    assert ensure(LATE) == named("204011", "204012", "204101")
    assert {"event_204011", "event_204012", "event_204101"} <= partitions()
    assert {"access_log_204011", "access_log_204012", "access_log_204101"} <= partitions("access_log")


def test_making_them_again_makes_nothing() -> None:
    ensure(LATE)
    assert ensure(LATE) == []
    assert ensure(LATE.replace(month=12)) == named("204102")


def test_as_many_months_as_asked_for() -> None:
    assert ensure(LATE, months=14)[-len(PARTITIONED) :] == named("204112")


@pytest.mark.parametrize(
    ("at", "name"),
    [
        (datetime(2040, 11, 1, tzinfo=UTC), "event_204011"),
        (datetime(2040, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "event_204012"),
        (datetime(2041, 1, 1, tzinfo=UTC), "event_204101"),
        (datetime(2041, 2, 1, tzinfo=UTC), "event_rest"),
        (datetime(2040, 10, 31, 23, 59, tzinfo=UTC), "event_rest"),
    ],
)
def test_an_event_is_kept_in_its_month(at: datetime, name: str) -> None:
    ensure(LATE)
    assert where_written(at) == name


def test_the_month_is_counted_in_utc() -> None:
    """Whatever the zone of the caller or of the connection is."""
    evening = datetime.fromisoformat("2040-12-01T06:00:00+08:00")  # still November in UTC
    with transaction.atomic():
        sql.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        assert ensure(evening, months=1) == named("204011")
    assert where_written(datetime(2040, 11, 30, 23, tzinfo=UTC)) == "event_204011"


def test_a_month_that_the_default_partition_already_caught_does_not_stop_the_others() -> None:
    """The worker stood still until a month had begun: its first events lie in the default partition, and stay there."""
    assert where_written(LATE) == "event_rest"
    made = ensure(LATE)
    assert "event_204011" not in made
    assert {"access_log_204011", "event_204012", "event_204101"} <= set(made)
    assert where_written(LATE.replace(day=16)) == "event_rest"
    assert where_written(LATE.replace(month=12)) == "event_204012"
    assert sequencer.sequence_all() == 3
