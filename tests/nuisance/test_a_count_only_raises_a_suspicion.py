"""骚扰来电: so many calls of a number in a day are put before a person; nothing happens by itself."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.followups.builders import CALLER, Line, told
from tests.orders.builders import ROLLED_BACK, City, Hands
from yihao.calls.actions import nuisance
from yihao.calls.queries.nuisance import limited
from yihao.calls.reader import count_closed_calls
from yihao.calls.rules.nuisance import suspicious
from yihao.calls.values.calls import Outcome
from yihao.kernel import clock, sequencer, sql
from yihao.kernel.crypto import blind_index, unseal

pytestmark = ROLLED_BACK
DAY = date(2026, 3, 10)


def read() -> None:
    sequencer.sequence_all()
    count_closed_calls()


def rows() -> list[dict[str, Any]]:
    return sql.rows("SELECT * FROM nuisance ORDER BY suspected_at, id")


@given(st.integers(0, 60), st.integers(1, 60), st.none() | st.integers(-2, 2))
def test_the_threshold_counts_unless_somebody_has_looked_that_day(calls: int, threshold: int, days: int | None) -> None:
    cleared = None if days is None else DAY + timedelta(days=days)
    assert suspicious(calls, threshold=threshold, day=DAY, cleared_on=cleared) == (calls >= threshold and days != 0)


def test_below_the_threshold_nothing_and_other_numbers_apart(line: Line) -> None:
    for n in range(29):
        line.served()
        line.served(caller=f"139000000{n:02}")
        line.served(caller="")
    line.call(Outcome.SERVED, direction="out")
    read()
    assert rows() == []


def test_at_the_threshold_one_suspicion_that_limits_nothing(line: Line, suspect: Callable[[], dict[str, Any]]) -> None:
    row = suspect()
    assert (row["state"], row["calls"], row["until"]) == ("suspected", 30, None)
    assert unseal(row["caller"], "nuisance.caller", row["id"]) == CALLER
    assert not limited(line.region, blind_index("phone", CALLER), clock.now())
    line.missed()
    read()
    assert [(r["state"], r["calls"]) for r in rows()] == [("suspected", 31)]
    assert told("nuisance.suspected") == [{"calls": 30}]


def test_the_days_of_the_region_are_counted_apart(line: Line, hands: Hands) -> None:
    hands.move(hours=14, minutes=30)  # 23:30
    for _ in range(20):
        line.served()
    hands.move(minutes=40)
    for _ in range(20):
        line.served()
    read()
    assert rows() == []


def test_what_was_dismissed_comes_back_on_another_day_only(
    city: City, line: Line, hands: Hands, suspect: Callable[[], dict[str, Any]]
) -> None:
    nuisance.dismiss(doer=city.supervisor, nuisance_id=suspect()["id"], version=1)
    line.served()
    read()
    assert [r["state"] for r in rows()] == ["dismissed"]
    hands.move(days=1)
    for _ in range(30):
        line.served()
    read()
    assert [r["state"] for r in rows()] == ["dismissed", "suspected"]
