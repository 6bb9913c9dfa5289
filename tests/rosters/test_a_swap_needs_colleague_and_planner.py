"""换班: asked, accepted by the colleague, approved by the planner; only then do duties change hands."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.organisation.ledger import events
from tests.rosters.conftest import Line, at
from yihao.kernel.clock import clock_at
from yihao.kernel.problems import Forbidden, Invalid, NotFound, WrongState
from yihao.organisation.rosters import queries
from yihao.organisation.rosters.actions.duties import take_out
from yihao.organisation.rosters.actions.swaps import answer_swap, ask_swap, decide_swap, withdraw_swap
from yihao.organisation.rosters.models import Duty, Swap
from yihao.organisation.rosters.rules import monday_of


@pytest.fixture(autouse=True)
def _sunday_before() -> Iterator[None]:
    with clock_at(at(22, "12:00")):
        yield


@pytest.fixture
def duties(line: Line) -> tuple[UUID, UUID]:
    """Li has the early duty of the 25th, Wang that of the 26th; published."""
    made = line.enter(line.wish("li", 25, "早班"), line.wish("wang", 26, "早班"))
    line.publish()
    return made[0], made[1]


def ask(line: Line, duties: tuple[UUID, UUID], other: bool = True) -> UUID:
    return ask_swap(
        doer=line.viewer("li"), duty_id=duties[0], to_account_id=line.accounts["wang"], other_duty_id=duties[1] if other else None
    )


def holders(duties: tuple[UUID, UUID], line: Line) -> list[str]:
    names = {v: k for k, v in line.accounts.items()}
    return [names[Duty.objects.get(id=d).account_id] for d in duties]


def test_the_whole_way(line: Line, duties: tuple[UUID, UUID]) -> None:
    swap = ask(line, duties)
    answer_swap(doer=line.viewer("wang"), swap_id=swap, accept=True)
    assert holders(duties, line) == ["li", "wang"]
    decide_swap(doer=line.viewer("supervisor"), swap_id=swap, approve=True)
    assert holders(duties, line) == ["wang", "li"]
    assert [(k, p.get("state")) for k, p in events(swap)] == [
        ("swap.asked", None), ("swap.moved", "accepted"), ("swap.moved", "approved"),
    ]  # fmt: skip
    assert [k for k, _ in events(duties[0])] == ["duty.entered", "duty.passed_on"]


def test_a_duty_can_be_given_away(line: Line, duties: tuple[UUID, UUID]) -> None:
    swap = ask(line, duties, other=False)
    answer_swap(doer=line.viewer("wang"), swap_id=swap, accept=True)
    decide_swap(doer=line.viewer("supervisor"), swap_id=swap, approve=True)
    assert holders(duties, line) == ["wang", "wang"]


def test_the_planner_refuses_with_a_reason_that_both_read(line: Line, duties: tuple[UUID, UUID]) -> None:
    swap = ask(line, duties)
    answer_swap(doer=line.viewer("wang"), swap_id=swap, accept=True)
    with pytest.raises(Invalid, match="理由"):
        decide_swap(doer=line.viewer("supervisor"), swap_id=swap, approve=False, reason="  ")
    decide_swap(doer=line.viewer("supervisor"), swap_id=swap, approve=False, reason="当天有培训")
    span = queries.week_span(line.viewer("li").region, monday_of(at(25, "00:00").date()))
    (shown,) = queries.swaps(line.viewer("li").region, span, of=line.accounts["wang"])
    assert (shown["state"], shown["reason"]) == ("refused", "当天有培训")
    assert holders(duties, line) == ["li", "wang"]
    sealed = bytes(Swap.objects.get(id=swap).reason or b"")
    assert sealed and "当天有培训".encode() not in sealed


def test_without_the_colleague_nothing_is_approved(line: Line, duties: tuple[UUID, UUID]) -> None:
    swap = ask(line, duties)
    with pytest.raises(WrongState):
        decide_swap(doer=line.viewer("supervisor"), swap_id=swap, approve=True)
    with pytest.raises(NotFound):
        answer_swap(doer=line.viewer("zhao"), swap_id=swap, accept=True)
    answer_swap(doer=line.viewer("wang"), swap_id=swap, accept=False)
    with pytest.raises(WrongState, match="已经处理过"):
        answer_swap(doer=line.viewer("wang"), swap_id=swap, accept=True)


def test_whoever_asked_takes_it_back(line: Line, duties: tuple[UUID, UUID]) -> None:
    swap = ask(line, duties)
    with pytest.raises(WrongState, match="已有换班申请"):
        ask(line, duties)
    withdraw_swap(doer=line.viewer("li"), swap_id=swap)
    ask(line, duties)


def test_what_could_never_be_is_refused_at_once(line: Line, duties: tuple[UUID, UUID]) -> None:
    line.enter(line.wish("zhao", 25, "早班"))
    with pytest.raises(Invalid, match="员工zhao 11月25日：同一时间已有班次"):
        ask_swap(doer=line.viewer("li"), duty_id=duties[0], to_account_id=line.accounts["zhao"])


def test_what_changed_meanwhile_is_checked_again(line: Line, duties: tuple[UUID, UUID]) -> None:
    swap = ask(line, duties, other=False)
    answer_swap(doer=line.viewer("wang"), swap_id=swap, accept=True)
    line.enter(line.wish("wang", 24, "晚班"))
    with pytest.raises(Invalid, match="员工wang 11月25日：与相邻班次只隔 8 小时"):
        decide_swap(doer=line.viewer("supervisor"), swap_id=swap, approve=True)
    assert Swap.objects.get(id=swap).state == "accepted"
    assert holders(duties, line) == ["li", "wang"]


def test_an_unpublished_or_begun_duty_is_not_swapped(line: Line, duties: tuple[UUID, UUID]) -> None:
    (later,) = line.enter(line.wish("li", 30, "早班"))
    with pytest.raises(NotFound, match="尚未发布"):
        ask_swap(doer=line.viewer("li"), duty_id=later, to_account_id=line.accounts["wang"])
    with clock_at(at(25, "07:00")), pytest.raises(WrongState, match="已经开始"):
        ask(line, duties, other=False)


def test_only_the_unit_that_plans_decides(line: Line, duties: tuple[UUID, UUID]) -> None:
    swap = ask(line, duties)
    answer_swap(doer=line.viewer("wang"), swap_id=swap, accept=True)
    with pytest.raises(Forbidden):
        decide_swap(doer=line.viewer("leader"), swap_id=swap, approve=True)


def test_a_duty_taken_out_ends_its_swap(line: Line, duties: tuple[UUID, UUID]) -> None:
    swap = ask(line, duties)
    take_out(doer=line.viewer("supervisor"), duty_id=duties[1])
    assert events(swap)[-1] == ("swap.moved", {"state": "refused"})
    assert not Swap.objects.exists()
