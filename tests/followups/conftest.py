"""Ground for the tests of follow-ups."""

import pytest

from tests.followups.builders import Line
from tests.orders.builders import City
from tests.orders.ground import city, hands

__all__ = ["city", "hands"]


@pytest.fixture
def line(city: City) -> Line:
    """The telephone line of the city."""
    return Line(city.region)
