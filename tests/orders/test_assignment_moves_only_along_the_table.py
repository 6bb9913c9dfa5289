"""Every edge of an assignment is accepted from each state it lists, and refused in every other."""

from collections.abc import Callable

import pytest

from tests.orders.builders import (
    ROLLED_BACK,
    Case,
    City,
    Hands,
    checked,
    closed,
    dispatched,
    doubted,
    replied,
    signed,
    submitted,
    withdrawn,
)
from yihao.kernel.problems import NotFound, WrongState
from yihao.orders.actions import handling
from yihao.orders.rules.transitions import TRANSITIONS, Thing, buttons
from yihao.orders.values.states import AssignmentState

pytestmark = ROLLED_BACK
BRING: dict[AssignmentState, Callable[[City], Case]] = {
    AssignmentState.PENDING_SIGN: dispatched,
    AssignmentState.IN_PROGRESS: signed,
    AssignmentState.REPLIED: replied,
    AssignmentState.ENDED: closed,
}
DRIVE: dict[str, Callable[[Case], object]] = {"sign": Case.sign, "record_contact": Case.contact, "reply": Case.reply}


def test_every_button_of_the_assignment_is_driven_here() -> None:
    assert {e.name for e in TRANSITIONS if e.thing is Thing.ASSIGNMENT and e.button} == set(DRIVE)


@pytest.mark.parametrize("name", DRIVE)
@pytest.mark.parametrize("state", BRING)
def test_only_along_the_table(city: City, hands: Hands, name: str, state: AssignmentState) -> None:
    case = BRING[state](city)
    assert case.lead["state"] == state
    if name in {e.name for e in buttons(Thing.ASSIGNMENT, state)}:
        if name == "reply":
            case.contact()
        DRIVE[name](case)
        return
    hands.move(minutes=1)
    before = case.row, case.assignments
    with pytest.raises(WrongState) as refused:
        DRIVE[name](case)
    assert refused.value.title.startswith("今天 09:00 已由")
    assert (case.row, case.assignments) == before


def test_a_copy_can_neither_sign_nor_reply(city: City) -> None:
    case = submitted(city).dispatch(copies=["JJ-360403"])
    copy = next(a for a in case.assignments if a["role"] == "copy")
    assert copy["state"] == AssignmentState.INFORMED
    with pytest.raises(NotFound):
        handling.sign(doer=city.other_clerk, order_id=case.id, assignment_id=copy["id"], version=case.version)


def test_an_assignment_of_another_order_is_not_found(city: City) -> None:
    one, other = dispatched(city), dispatched(city)
    with pytest.raises(NotFound):
        handling.sign(doer=city.clerk, order_id=one.id, assignment_id=other.lead["id"], version=one.version)


def test_the_reply_ends_the_units_turn_and_the_failed_check_gives_it_back(city: City) -> None:
    case = replied(city)
    assert case.lead["state"] == AssignmentState.REPLIED
    case.fail_check()
    assert case.lead["state"] == AssignmentState.IN_PROGRESS
    assert case.lead["contacted_at"] is not None


def test_a_redo_asks_for_a_new_contact(city: City) -> None:
    case = doubted(city).redo()
    assert (case.lead["state"], case.lead["contacted_at"]) == (AssignmentState.IN_PROGRESS, None)


@pytest.mark.parametrize("end", [withdrawn, closed, lambda city: doubted(city).explain_end()])
def test_every_end_of_the_order_ends_all_its_assignments(city: City, end: Callable[[City], Case]) -> None:
    assert {a["state"] for a in end(city).assignments} == {AssignmentState.ENDED}


def test_copies_end_with_the_order(city: City) -> None:
    case = submitted(city).dispatch(copies=["JJ-360403"]).handled()
    assert {a["role"]: a["state"] for a in case.assignments} == {"lead": "replied", "copy": "informed"}
    case.visit()
    assert {a["role"]: a["state"] for a in case.assignments} == {"lead": "ended", "copy": "ended"}


def test_nobody_replies_while_the_citizen_is_being_asked(city: City) -> None:
    with pytest.raises(WrongState):
        checked(city).reply()
