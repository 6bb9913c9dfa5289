"""There is one clock, and a test, an import or the simulation may set it, for itself only."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.kernel.events import NOON
from tests.kernel.threads import Running
from yihao.kernel import clock
from yihao.kernel.clock import clock_at


def test_it_shows_the_present_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta()


def test_it_stands_at_an_instant() -> None:
    with clock_at(NOON):
        assert clock.now() == clock.now() == NOON
    assert clock.now() > datetime(2025, 1, 1, tzinfo=UTC)
    assert clock.now() != NOON


def test_it_may_run_as_a_function_says() -> None:
    ticks = iter(NOON + timedelta(hours=n) for n in range(3))
    with clock_at(lambda: next(ticks)):
        assert [clock.now().hour for _ in range(3)] == [4, 5, 6]


def test_settings_within_each_other_end_in_order_also_by_an_error() -> None:
    with clock_at(NOON):
        with pytest.raises(KeyError), clock_at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
            raise KeyError
        assert clock.now() == NOON


def test_others_are_not_disturbed() -> None:
    other = Running(clock.now)
    with clock_at(NOON):
        assert clock.now() == NOON
        assert other.result() != NOON
