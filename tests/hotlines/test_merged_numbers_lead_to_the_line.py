"""整体并入 (方案 三(一)1): the plan's sentence for one month; then by the number's length."""

import pytest

from tests.hotlines.conftest import Dial
from yihao.hotlines.values import Do, NumberPlan

SENTENCE = "您好，欢迎您的来电，此号码热线功能已并入12345，业务咨询及投诉，请拨打12345热线"


def does(route_steps: object) -> list[Do]:
    return [s.do for s in route_steps]  # type: ignore[attr-defined]


def test_retired_number_within_the_month(dial: Dial) -> None:
    """Scenario 1, first day: the prompt, word for word."""
    found = dial("12318", "2021-12-20T10:00")
    assert (found.mode, found.status, found.lands_on) == ("full_merge", "transition", "")
    assert does(found.steps) == [Do.PROMPT, Do.HANG_UP]
    assert (found.steps[0].text, found.steps[0].prompt) == (SENTENCE, "merged_number")
    assert found.takes_complaints
    assert found.clause == "方案 三(一)1"


def test_retired_number_after_the_month(dial: Dial) -> None:
    """Scenario 1, second day: the call lands on 12345, and the number dialled is known."""
    found = dial("12318", "2021-12-26T10:00")
    assert (found.number, found.lands_on, found.status) == ("12318", "12345", "landed")
    assert does(found.steps) == [Do.PROMPT, Do.QUEUE]
    assert found.steps[-1].skill == "general"
    assert found.takes_complaints


def test_the_last_moment_of_the_month(dial: Dial) -> None:
    assert dial("12318", "2021-12-25T23:59:59").status == "transition"
    assert dial("12318", "2021-12-26T00:00").status == "landed"


def test_before_the_merge_its_unit_answers(dial: Dial) -> None:
    found = dial("12318", "2021-11-24T10:00")
    assert (found.status, found.steps[0].do, found.steps[0].target) == ("separate", Do.TRANSFER, "JJ-WGXLJ")


def test_seven_digits_take_no_complaints_any_more(dial: Dial) -> None:
    during, after = dial("8225849", "2021-12-01T09:00"), dial("8225849", "2022-01-05T09:00")
    assert (during.status, during.takes_complaints) == ("transition", True)
    assert (after.status, after.takes_complaints, after.lands_on) == ("released", False, "")
    assert does(after.steps) == [Do.NOT_IN_SERVICE]
    assert after.steps[0].target == "JJ-WL"


def test_every_merged_number_goes_one_of_two_ways(plan: NumberPlan, dial: Dial) -> None:
    merged = [h for h in plan.hotlines.values() if h.mode == "full_merge"]
    ways = {h.number: dial(h.number, "2022-03-01T12:00").status for h in merged}
    assert len(ways) == 22
    assert {n for n, w in ways.items() if w == "landed"} == {n for n in ways if len(n) == 5}
    assert {n for n, w in ways.items() if w == "released"} == {n for n in ways if len(n) == 7}


@pytest.mark.parametrize("typed", ["079212318", "0792-12318", "0792 12318", "+8679212318", "008679212318", "12318"])
def test_dialled_with_or_without_area_code(dial: Dial, typed: str) -> None:
    assert dial(typed, "2021-12-26T10:00").number == "12318"


def test_time_of_another_zone_is_the_regions_own(plan: NumberPlan) -> None:
    from datetime import UTC, datetime

    from yihao.hotlines.rules.routing import route

    assert route("12318", datetime(2021, 12, 25, 15, 59, tzinfo=UTC), plan).status == "transition"
    assert route("12318", datetime(2021, 12, 25, 16, 0, tzinfo=UTC), plan).status == "landed"
