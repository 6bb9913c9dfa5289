"""双号并行、设分中心 (方案 三(一)2、3), the chain under 12315, and the line itself."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.hotlines.conftest import Dial
from yihao.hotlines.rules import routing
from yihao.hotlines.values import Do, NumberPlan

AT = "2022-01-10T20:00"
CHAIN = ("12312", "12330", "12331", "12358", "12365", "8992365")


def test_two_numbers_one_hotline(dial: Dial, plan: NumberPlan) -> None:
    """Scenario 2: both pop with the medical skill, all three count under 医疗保障, each reportable by itself."""
    found = {n: dial(n, AT) for n in ("8121135", "8586309", "12393")}
    assert {r.steps[-1].skill for r in found.values()} == {"medical"}
    assert {r.lands_on for r in found.values()} == {"12345"}
    assert {n: r.number for n, r in found.items()} == {n: n for n in found}
    assert {plan.hotlines[n].counts_under for n in found} == {"医疗保障"}
    assert (found["12393"].mode, found["8121135"].mode) == ("full_merge", "dual_number")


def test_seats_moved_in(dial: Dial) -> None:
    found = dial("12333", AT)
    assert (found.status, found.lands_on) == ("seats_in", "12345")
    assert found.steps[-1].do is Do.QUEUE
    assert found.steps[-1].skill == "expert_labour"


def test_seats_kept_are_reached_by_transfer(dial: Dial) -> None:
    found = dial("12328", AT)
    assert (found.status, found.lands_on, found.takes_complaints) == ("seats_kept", "12328", True)
    assert (found.steps[-1].do, found.steps[-1].target, found.steps[-1].skill) == (
        Do.TRANSFER, "JJ-JTJ", "kept_transport",
    )  # fmt: skip


@pytest.mark.parametrize("number", ["12348", "12333", "12329"])
def test_expert_seats_of_the_annex(plan: NumberPlan, dial: Dial, number: str) -> None:
    assert plan.hotlines[number].expert_seats
    assert plan.skills[dial(number, AT).steps[-1].skill].kind == "expert"
    kept = plan.hotlines[number].periods[-1].kept_skill
    assert plan.skills[kept].unit == plan.hotlines[number].owner


def test_sub_centre_keeps_number_and_seats(dial: Dial, plan: NumberPlan) -> None:
    found = dial("12366", AT)
    assert (found.mode, found.status, found.lands_on) == ("sub_center", "sub_center", "12366")
    assert (found.steps[-1].do, found.steps[-1].target) == (Do.SUB_CENTER, "JJ-SWJ")
    assert plan.skills[found.steps[-1].skill].overflow == "general"


@pytest.mark.parametrize("number", CHAIN)
def test_absorbed_numbers_lead_through_12315(dial: Dial, number: str) -> None:
    through, onward = dial(number, AT), dial("12315", AT)
    assert (through.steps[0].do, through.steps[0].target) == (Do.TRANSFER, "12315")
    assert through.steps[1:] == onward.steps
    assert (through.number, through.lands_on) == (number, "12345")


def test_absorbed_numbers_before_12315_joined(dial: Dial) -> None:
    found = dial("12358", "2021-11-10T09:00")
    assert [(s.do, s.target) for s in found.steps] == [(Do.TRANSFER, "12315"), (Do.TRANSFER, "JJ-SCJGJ")]


def test_no_menu_on_the_line_itself(dial: Dial) -> None:
    """GB/T 33358: 电话受理不宜设置交互式语音应答菜单."""
    found = dial("12345", AT)
    assert [s.do for s in found.steps] == [Do.PROMPT, Do.QUEUE]
    assert (found.status, found.lands_on, found.takes_complaints) == ("own", "12345", True)


def test_every_menu_ends_with_a_person(plan: NumberPlan, dial: Dial) -> None:
    with_menu = [n for n in plan.hotlines if any(s.do is Do.MENU for s in dial(n, AT).steps)]
    assert "12315" in with_menu
    for number in with_menu:
        steps = dial(number, AT).steps
        (menu,) = (s for s in steps if s.do is Do.MENU)
        assert any(not plan.skills[c.skill].unit for c in menu.choices if c.skill)
        assert steps[-1].do in (Do.QUEUE, Do.TRANSFER)  # who presses nothing


@pytest.mark.parametrize("number", ["110", "119", "120", "122"])
def test_emergency_numbers_are_never_merged(dial: Dial, number: str) -> None:
    found = dial(number, AT)
    assert (found.status, found.steps[0].do, found.steps[0].target) == ("emergency", Do.TRANSFER, number)


def test_a_number_that_is_not_registered(dial: Dial) -> None:
    found = dial("8000000", AT)
    assert (found.status, [s.do for s in found.steps]) == ("unknown", [Do.NOT_IN_SERVICE])


def test_a_dissolved_headquarters_is_succeeded(plan: NumberPlan) -> None:
    """领域档案 8.2-7: the office of the civilised-city headquarters will dissolve; whoever takes over answers."""
    ended = replace(
        plan, successors={"JJ-CWB": (date(2021, 11, 20), "JJ-CGJ"), "JJ-CGJ": (date(2021, 11, 25), "JJ-CWB")}
    )
    day = [routing.route("8211023", datetime(2021, 11, d, 4, tzinfo=UTC), ended).steps[0].target for d in (20, 21)]
    assert day == ["JJ-CWB", "JJ-CGJ"]
    ring = routing.route("8211023", datetime(2021, 11, 27, 4, tzinfo=UTC), ended)  # wrong data never hang a call
    assert ring.steps[0].target in ("JJ-CWB", "JJ-CGJ")


def test_every_number_has_a_route_on_every_day(plan: NumberPlan) -> None:
    days = {datetime(2021, m, d, 12, tzinfo=UTC) for m in (11, 12) for d in range(1, 31)} | {
        datetime(2026, 6, 1, tzinfo=UTC)
    }
    for number in (*plan.hotlines, plan.own_number):
        for at in days:
            found = routing.route(number, at, plan)
            assert found.steps
            assert found.number == number
