"""Two planners at the same moment: a person gets one duty, and a swap is decided once."""

import pytest

from tests.kernel.threads import at_once
from tests.rosters.conftest import Line, at
from yihao.kernel.clock import clock_at
from yihao.kernel.problems import Invalid, WrongState
from yihao.organisation.rosters.actions.swaps import answer_swap, ask_swap, decide_swap
from yihao.organisation.rosters.models import Duty

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(work: object) -> object:
    """What the work gave, or the refusal."""
    assert callable(work)
    try:
        return work()
    except (Invalid, WrongState) as refusal:
        return refusal


def test_a_person_gets_one_duty(line: Line) -> None:
    wishes = [line.wish("li", 25, shift) for shift in ("早班", "晚班", "早班")]
    results = at_once(*[lambda wish=wish: outcome(lambda: line.enter(wish)) for wish in wishes])  # type: ignore[misc]
    assert len([r for r in results if isinstance(r, Invalid)]) == 2
    assert Duty.objects.count() == 1


def test_people_entered_crosswise_do_not_lock_each_other_out(line: Line) -> None:
    there = lambda: line.enter(line.wish("li", 25, "早班"), line.wish("wang", 25, "早班"))  # noqa: E731
    back = lambda: line.enter(line.wish("wang", 27, "早班"), line.wish("li", 27, "早班"))  # noqa: E731
    at_once(there, back)
    assert Duty.objects.count() == 4


def test_a_swap_is_decided_once(line: Line) -> None:
    with clock_at(at(22, "12:00")):
        (duty,) = line.enter(line.wish("li", 25, "早班"))
        line.publish()
        swap = ask_swap(doer=line.viewer("li"), duty_id=duty, to_account_id=line.accounts["wang"])
        answer_swap(doer=line.viewer("wang"), swap_id=swap, accept=True)
        decide = lambda: outcome(lambda: decide_swap(doer=line.viewer("supervisor"), swap_id=swap, approve=True))  # noqa: E731
        results = at_once(decide, decide)
    assert len([r for r in results if isinstance(r, WrongState)]) == 1
    assert Duty.objects.get(id=duty).account_id == line.accounts["wang"]
