"""The table of transitions says of itself: every edge has its clause, every state can be reached, ends are ends."""

from enum import StrEnum

import pytest

from yihao.orders.api.offers import _PANELS
from yihao.orders.rules.fold import knows, thing_of
from yihao.orders.rules.guards import GUARDS, INPUT_GUARDS
from yihao.orders.rules.transitions import BY_EVENT, TRANSITIONS, Thing, Transition, Who, buttons, transition
from yihao.orders.values.states import (
    APPEAL_STATE_NAMES,
    ASSIGNMENT_STATE_NAMES,
    FINAL_ORDER_STATES,
    ORDER_STATE_NAMES,
    AppealState,
    AssignmentState,
    OrderState,
)
from yihao.organisation.values import ROLES, Permission

STATES: dict[Thing, type[StrEnum]] = {
    Thing.APPEAL: AppealState,
    Thing.ORDER: OrderState,
    Thing.ASSIGNMENT: AssignmentState,
}
EDGES = pytest.mark.parametrize("edge", TRANSITIONS, ids=lambda e: f"{e.thing}-{e.name}")
THINGS = pytest.mark.parametrize("thing", list(Thing))


@EDGES
def test_every_edge_names_the_clause_it_comes_from(edge: Transition) -> None:
    assert edge.clause.strip()


@EDGES
def test_every_edge_has_a_chinese_label(edge: Transition) -> None:
    assert any("\u4e00" <= letter <= "\u9fff" for letter in edge.label)


@EDGES
def test_every_need_is_known(edge: Transition) -> None:
    assert set(edge.needs) <= set(GUARDS) | set(INPUT_GUARDS)


def test_no_guard_is_idle() -> None:
    needed = {need for edge in TRANSITIONS for need in edge.needs}
    assert needed == set(GUARDS) | set(INPUT_GUARDS)


@EDGES
def test_every_edge_leads_between_states_of_its_own_thing(edge: Transition) -> None:
    assert {type(state) for state in (*edge.source, edge.target)} == {STATES[edge.thing]}


@EDGES
def test_every_edge_has_an_event_that_the_fold_knows(edge: Transition) -> None:
    assert knows(edge.event.kind)
    assert thing_of(edge.event.kind) is edge.thing
    assert BY_EVENT[edge.event.kind] is edge


def test_names_and_events_are_unique() -> None:
    assert len({(e.thing, e.name) for e in TRANSITIONS}) == len(TRANSITIONS)
    assert len(BY_EVENT) == len(TRANSITIONS)


@EDGES
def test_every_permission_of_an_edge_is_in_some_role(edge: Transition) -> None:
    for who in edge.who:
        assert isinstance(who, Who) or any(who in granted for granted in ROLES.values())
    assert edge.who


def test_every_button_belongs_to_a_person_and_has_a_panel() -> None:
    offered = [edge for edge in TRANSITIONS if edge.button]
    assert {edge.name for edge in offered} == set(_PANELS)
    assert all(any(isinstance(who, Permission) for who in edge.who) for edge in offered)


@THINGS
def test_every_state_can_be_reached(thing: Thing) -> None:
    reached: set[StrEnum] = {e.target for e in TRANSITIONS if e.thing is thing and not e.source}
    while more := {e.target for e in TRANSITIONS if e.thing is thing and reached & set(e.source)} - reached:
        reached |= more
    assert reached == set(STATES[thing])


def test_an_ended_order_is_left_only_by_a_complaint_or_into_the_archive() -> None:
    ways = {(s, e.name) for e in TRANSITIONS if e.thing is Thing.ORDER for s in e.source if s in FINAL_ORDER_STATES}
    assert ways == {(OrderState.CLOSED, "complain"), (OrderState.CLOSED, "archive")}


def test_an_ended_appeal_is_never_left() -> None:
    left = {s for e in TRANSITIONS if e.thing is Thing.APPEAL for s in e.source}
    assert left == {AppealState.DRAFT, AppealState.FILED, AppealState.SUBMITTED}


def test_an_ended_assignment_is_left_only_when_the_order_is_taken_up_again() -> None:
    ways = {e.name for e in TRANSITIONS if e.thing is Thing.ASSIGNMENT and AssignmentState.ENDED in e.source}
    assert ways == {"reopen"}


def test_from_every_open_state_of_an_order_an_end_can_be_reached() -> None:
    for start in set(OrderState) - FINAL_ORDER_STATES:
        seen: set[StrEnum] = {start}
        while more := {e.target for e in TRANSITIONS if e.thing is Thing.ORDER and seen & set(e.source)} - seen:
            seen |= more
        assert OrderState.CLOSED in seen


def test_the_follow_up_is_never_left_out() -> None:
    """跳过回访 is illegal by construction: an order closes from follow-up or from the judging behind it."""
    ways = {s for e in TRANSITIONS if e.target is OrderState.CLOSED for s in e.source}
    assert ways == {OrderState.PENDING_VISIT, OrderState.REDO_REVIEW}


@THINGS
def test_buttons_are_exactly_the_offered_edges_of_a_state(thing: Thing) -> None:
    for state in STATES[thing]:
        wanted = {e.name for e in TRANSITIONS if e.thing is thing and e.button and state in e.source}
        assert {e.name for e in buttons(thing, state)} == wanted


def test_an_unknown_edge_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        transition(Thing.ORDER, "delete")


def test_every_state_has_a_name_on_the_screen() -> None:
    assert set(APPEAL_STATE_NAMES) == set(AppealState)
    assert set(ORDER_STATE_NAMES) == set(OrderState)
    assert set(ASSIGNMENT_STATE_NAMES) == set(AssignmentState)
