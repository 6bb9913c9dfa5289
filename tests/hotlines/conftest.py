"""The plan of Jiujiang's numbers, read from the pack: routes need no database."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import yihao
from yihao.app.region import read_pack
from yihao.app.region.numbers import plan_of
from yihao.hotlines.rules import routing
from yihao.hotlines.values import NumberPlan, Route

JIUJIANG = Path(yihao.__file__).parent / "regions" / "jiujiang"
Dial = Callable[[str, str], Route]


@pytest.fixture(scope="session")
def plan() -> NumberPlan:
    pack, mistakes = read_pack(JIUJIANG)
    assert pack is not None, mistakes
    return plan_of(pack)


@pytest.fixture
def dial(plan: NumberPlan) -> Dial:
    """`dial("12318", "2021-12-20T10:00")`: the route, in the region's own time."""
    return lambda number, at: routing.route(number, datetime.fromisoformat(at), plan)
