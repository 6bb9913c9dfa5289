"""The plan of Jiujiang's numbers, read from the pack: routes need no database."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import yihao
from yihao.app.region import Pack, read_pack
from yihao.app.region.values import TransferKind
from yihao.hotlines.rules import routing
from yihao.hotlines.values import NumberPlan, Route

JIUJIANG = Path(yihao.__file__).parent / "regions" / "jiujiang"
Dial = Callable[[str, str], Route]


def plan_of(pack: Pack) -> NumberPlan:
    return NumberPlan(
        own_number=pack.region.number,
        phone_area_code=pack.region.phone_area_code,
        timezone=pack.region.timezone,
        emergency=frozenset(t.number for t in pack.transfers if t.kind is TransferKind.EMERGENCY),
        transition_months=pack.region.policy.merge_transition_months,
        hotlines={h.number: h for h in pack.hotlines},
        skills={s.code: s for s in pack.skills},
        menus={m.code: m for m in pack.menus},
        prompts=pack.prompts,
    )


@pytest.fixture(scope="session")
def plan() -> NumberPlan:
    pack, mistakes = read_pack(JIUJIANG)
    assert pack is not None, mistakes
    return plan_of(pack)


@pytest.fixture
def dial(plan: NumberPlan) -> Dial:
    """`dial("12318", "2021-12-20T10:00")`: the route, in the region's own time."""
    return lambda number, at: routing.route(number, datetime.fromisoformat(at), plan)
