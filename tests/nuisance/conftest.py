"""Ground for the tests of nuisance calls."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.followups.builders import Line
from tests.followups.conftest import city, hands, line
from tests.orders.builders import City
from yihao.calls.reader import count_closed_calls
from yihao.kernel import sequencer, sql
from yihao.organisation.values import Role

__all__ = ["city", "hands", "line"]


@pytest.fixture
def suspect(city: City, line: Line) -> Callable[[], dict[str, Any]]:
    """A number that has called thirty times today; reads its row anew each time."""
    city.employ({"second_supervisor": ((Role.SUPERVISOR, "JJ-ZX"),)})
    for _ in range(30):
        line.served()
    sequencer.sequence_all()
    count_closed_calls()
    return lambda: sql.rows("SELECT * FROM nuisance ORDER BY suspected_at")[-1]
