"""Every edge of the order is accepted from each state it lists, and refused in every other with who did what when."""

import pytest

from tests.orders.builders import BRING, DRIVE, ROLLED_BACK, City, Hands
from yihao.kernel.ledger import KINDS
from yihao.kernel.problems import NotFound, WrongState
from yihao.orders import audit
from yihao.orders.rules.transitions import TRANSITIONS, Thing, transition
from yihao.orders.values.states import FINAL_ORDER_STATES, OrderState

pytestmark = ROLLED_BACK
EDGES = [e for e in TRANSITIONS if e.thing is Thing.ORDER and e.source]
ALLOWED = [(e.name, state) for e in EDGES for state in OrderState if state in e.source]
OF_THE_UNIT = {"begin", "reply"}
"""Effects of what the unit does to its assignment, whose state decides."""


def test_every_edge_of_the_order_is_driven_here() -> None:
    assert {e.name for e in EDGES} == set(DRIVE)
    assert set(BRING) == set(OrderState)


@pytest.mark.parametrize("state", list(OrderState))
def test_every_state_is_brought_about_and_leaves_the_audit_clean(city: City, state: OrderState) -> None:
    assert BRING[state](city).state == state
    assert audit.verify() == []


@pytest.mark.parametrize(("name", "state"), ALLOWED)
def test_accepted_from_a_state_of_the_table(city: City, name: str, state: OrderState) -> None:
    case = BRING[state](city)
    edge = transition(Thing.ORDER, name)
    if name == "reply":
        case.contact()
    before = case.version
    DRIVE[name](case)
    assert case.state == edge.target
    assert case.version == before + 1
    assert case.events[-1] == edge.event.kind
    assert audit.verify() == []


@pytest.mark.parametrize("state", list(OrderState))
def test_everything_else_is_refused_with_time_and_actor(city: City, hands: Hands, state: OrderState) -> None:
    case = BRING[state](city)
    hands.move(minutes=5)
    before = case.row
    last = KINDS[case.events[-1]].says
    for edge in (e for e in EDGES if state not in e.source and e.name not in OF_THE_UNIT | {"supplement"}):
        with pytest.raises(WrongState) as refused:
            DRIVE[edge.name](case)
        assert refused.value.title.startswith("今天 09:00 已由")
        assert refused.value.title.endswith(f"{last}，现在不能“{edge.label}”")
        assert case.row == before


@pytest.mark.parametrize("state", list(OrderState))
def test_the_unit_moves_the_order_only_by_its_assignment(city: City, hands: Hands, state: OrderState) -> None:
    case = BRING[state](city)
    hands.move(minutes=5)
    before = case.row
    for name in (n for n in OF_THE_UNIT if state not in transition(Thing.ORDER, n).source):
        with pytest.raises(WrongState if case.assignments else NotFound) as refused:
            DRIVE[name](case)
        assert not case.assignments or "今天 09:00 已由" in refused.value.title
        assert case.row == before


@pytest.mark.parametrize("state", [s for s in OrderState if s is not OrderState.PENDING_SUPPLEMENT])
def test_a_supplement_moves_only_an_order_that_waits_for_it(city: City, state: OrderState) -> None:
    """Elsewhere it is added without moving the order; after the end it is refused."""
    case = BRING[state](city)
    version = case.version
    if state in FINAL_ORDER_STATES:
        with pytest.raises(WrongState, match="已经办结，不能再补充"):
            case.supplement()
    else:
        case.supplement()
    assert (case.state, case.version) == (state, version)


def test_the_refusal_names_the_dispatchers_unit_and_the_act(city: City, hands: Hands) -> None:
    case = BRING[OrderState.PENDING_SIGN](city)
    hands.move(days=1)
    with pytest.raises(WrongState) as refused:
        case.dispatch(by=city.second_dispatcher)
    assert refused.value.title == "昨天 09:00 已由市热线中心甲dispatcher派单，现在不能“派单”"
    assert "没有任何改动" in refused.value.detail
