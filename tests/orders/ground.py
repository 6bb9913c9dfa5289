"""What every test of orders and follow-ups stands on: the city with its staff, and a clock that only the test moves."""

from collections.abc import Iterator

import pytest

from tests.orders.builders import City, Hands, pack_in_force_since
from yihao.kernel.clock import clock_at


@pytest.fixture
def hands() -> Iterator[Hands]:
    """The hands of the clock: Tuesday 10 March 2026, nine in the morning in Jiujiang, until the test moves them."""
    found = Hands()
    with clock_at(found.read):
        yield found


@pytest.fixture
def city(region: str, hands: Hands) -> City:
    """Jiujiang, its pack in force since the line was renamed, and one person or two in every post."""
    pack_in_force_since(2021)
    return City(region, hands)
