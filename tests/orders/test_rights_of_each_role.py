"""Each act needs its permission, and the permission at the right place: the centre's scope, or the unit itself."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from tests.orders.builders import (
    AT_HOME,
    BRING,
    PHONE,
    ROLLED_BACK,
    Case,
    City,
    beijing,
    called,
    closed,
    complain_directly,
    dispatched,
    filed,
    form,
    submitted,
)
from yihao.kernel import sql
from yihao.kernel.problems import Forbidden, NotFound
from yihao.orders.actions import closing, contacts, intake
from yihao.orders.api.offers import offers
from yihao.orders.queries import details, finding, lists, sight
from yihao.orders.queries import intake as intake_queries
from yihao.orders.rules.transitions import TRANSITIONS, Near, Thing, Transition
from yihao.orders.values.filters import Filter
from yihao.orders.values.states import OrderState
from yihao.organisation import queries as organisation
from yihao.organisation.values import ROLES, Permission, Role, Viewer

pytestmark = ROLLED_BACK
BUTTONS = [e for e in TRANSITIONS if e.button]
DO: dict[tuple[Thing, str], Callable[[Case, Viewer], object]] = {
    (Thing.ORDER, "dispatch"): lambda case, by: case.dispatch(by),
    (Thing.ORDER, "send_back"): lambda case, by: case.send_back(by),
    (Thing.ORDER, "supplement"): lambda case, by: case.supplement(by),
    (Thing.ORDER, "pass_check"): lambda case, by: case.pass_check(by),
    (Thing.ORDER, "fail_check"): lambda case, by: case.fail_check(by),
    (Thing.ORDER, "redo"): lambda case, by: case.redo(by),
    (Thing.ORDER, "explain_end"): lambda case, by: case.explain_end(by),
    (Thing.ORDER, "withdraw"): lambda case, by: case.withdraw(by),
    (Thing.ASSIGNMENT, "sign"): lambda case, by: case.sign(by),
    (Thing.ASSIGNMENT, "record_contact"): lambda case, by: case.contact(by),
    (Thing.ASSIGNMENT, "reply"): lambda case, by: case.reply(by),
}
FIRST_STATE = {
    "sign": OrderState.PENDING_SIGN,
    "record_contact": OrderState.IN_PROGRESS,
    "reply": OrderState.IN_PROGRESS,
}
ELSEWHERE = {
    Role.AGENT: "other_agent", Role.DISPATCHER: "other_dispatcher", Role.FOLLOW_UP: "other_caller_back",
    Role.SUPERVISOR: "other_supervisor", Role.UNIT_CLERK: "other_clerk",
}  # fmt: skip


def ready(city: City, edge: Transition) -> Case:
    """An order on which the edge could be done."""
    state = edge.source[0] if edge.thing is Thing.ORDER else FIRST_STATE[edge.name]
    case = BRING[OrderState(state)](city)
    return case.contact() if edge.name == "reply" else case


def permitted(edge: Transition) -> set[Role]:
    return {role for role in Role if ROLES[role] & set(edge.who)}


def test_every_button_is_tried_here() -> None:
    assert {(e.thing, e.name) for e in BUTTONS} == set(DO)


@pytest.mark.parametrize("edge", BUTTONS, ids=lambda e: e.name)
def test_only_roles_with_the_permission(city: City, edge: Transition) -> None:
    case = ready(city, edge)
    before = case.row, case.assignments
    for role in set(Role) - permitted(edge):
        with pytest.raises(Forbidden) as refused:
            DO[edge.thing, edge.name](case, getattr(city, AT_HOME[role]))
        assert edge.label in refused.value.title
    assert (case.row, case.assignments) == before


@pytest.mark.parametrize(
    ("edge", "role"),
    [(e, role) for e in BUTTONS for role in Role if role in permitted(e)],
    ids=lambda v: getattr(v, "name", v),
)
def test_each_role_with_the_permission_may(city: City, edge: Transition, role: Role) -> None:
    case = ready(city, edge)
    before = case.lead["version"] if edge.thing is Thing.ASSIGNMENT else case.version
    DO[edge.thing, edge.name](case, getattr(city, AT_HOME[role]))
    after = case.lead["version"] if edge.thing is Thing.ASSIGNMENT else case.version
    assert after == before + 1


@pytest.mark.parametrize("edge", BUTTONS, ids=lambda e: e.name)
def test_the_same_role_elsewhere_neither_may_nor_sees(city: City, edge: Transition) -> None:
    case = ready(city, edge)
    for role in permitted(edge) & set(ELSEWHERE):
        stranger = getattr(city, ELSEWHERE[role])
        with pytest.raises(Forbidden):
            DO[edge.thing, edge.name](case, stranger)
        with pytest.raises(NotFound):
            details.order_detail(stranger, case.id)
        with pytest.raises(NotFound):
            sight.appeal_row(stranger, case.taken.appeal_id)


@pytest.mark.parametrize("state", list(OrderState))
def test_the_page_offers_exactly_what_the_table_allows(city: City, state: OrderState) -> None:
    """For everybody who sees the order: the edges of its state, of its lead's state, and the recording of a follow-up."""
    case = BRING[state](city)
    row, lead = case.row, case.lead if case.assignments else None
    for role, username in AT_HOME.items():
        wanted = {e.name for e in BUTTONS if e.thing is Thing.ORDER and state in e.source and role in permitted(e)}
        if lead is not None and state in (OrderState.PENDING_SIGN, OrderState.IN_PROGRESS):
            wanted |= {
                e.name
                for e in BUTTONS
                if e.thing is Thing.ASSIGNMENT and lead["state"] in e.source and role in permitted(e)
            } - ({"reply"} if lead["contacted_at"] is None else set())
        if state is OrderState.PENDING_VISIT and role is Role.FOLLOW_UP:
            wanted.add("record_visit")
        assert {offer["name"] for offer in offers(getattr(city, username), row)} == wanted


def test_the_unit_below_or_above_is_not_the_unit(city: City) -> None:
    case = dispatched(city)
    with pytest.raises(Forbidden):
        case.sign(city.town_clerk)
    town = submitted(city).dispatch(lead="JJ-360402001")
    with pytest.raises(Forbidden):
        town.sign(city.clerk)
    assert town.sign(city.town_clerk).state == OrderState.IN_PROGRESS


def test_a_unit_sees_the_orders_of_its_subtree(city: City) -> None:
    town = submitted(city).dispatch(lead="JJ-360402001")
    assert sight.order_row(city.clerk, town.id)["id"] == town.id
    with pytest.raises(NotFound):
        sight.order_row(city.town_clerk, dispatched(city).id)


def test_a_unit_does_not_see_what_was_not_sent_to_it(city: City) -> None:
    case = submitted(city)
    with pytest.raises(NotFound):
        sight.order_row(city.clerk, case.id)
    case.dispatch(copies=["JJ-360403"])
    assert sight.order_row(city.clerk, case.id)["id"] == case.id
    assert sight.order_row(city.other_clerk, case.id)["id"] == case.id


def test_whoever_took_part_still_sees_it_after_the_end(city: City) -> None:
    assert sight.order_row(city.clerk, closed(city).id)["state"] == OrderState.CLOSED


@pytest.mark.parametrize("nobody", ["administrator", "auditor"])
def test_who_administers_or_audits_sees_no_order(city: City, nobody: str) -> None:
    with pytest.raises(NotFound):
        sight.order_row(getattr(city, nobody), submitted(city).id)
    for wanted in (Filter(), Filter(text="公租房")):
        assert finding.page(getattr(city, nobody), wanted)["rows"] == []


class TestTheCountysDesk:
    """The same desk, in the county's scope."""

    def test_an_agent_of_a_county_records_for_the_county(self, city: City) -> None:
        case = submitted(city, by=city.county_agent)
        assert case.row["centre_id"] == city.unit("JJ-360402").id
        assert case.dispatch(by=city.county_dispatcher).state == OrderState.PENDING_SIGN

    def test_the_citys_dispatcher_does_not_get_it(self, city: City) -> None:
        case = submitted(city, by=city.county_agent)
        with pytest.raises(Forbidden):
            case.dispatch(by=city.dispatcher)
        with pytest.raises(NotFound):
            sight.order_row(city.dispatcher, case.id)
        assert ids(city.dispatcher, "review") == []
        assert ids(city.county_dispatcher, "review") == [case.id]

    def test_a_scope_that_holds_both_gets_both(self, city: City) -> None:
        case, other = submitted(city, by=city.county_agent), submitted(city)
        assert set(ids(city.government_dispatcher, "review")) == {case.id, other.id}
        assert case.dispatch(by=city.government_dispatcher).state == OrderState.PENDING_SIGN

    def test_the_countys_dispatcher_does_not_get_the_citys(self, city: City) -> None:
        with pytest.raises(Forbidden):
            submitted(city).dispatch(by=city.county_dispatcher)

    def test_the_countys_agent_does_not_take_up_what_was_filed_to_the_city(self, city: City) -> None:
        appeal = filed(city)
        with pytest.raises(Forbidden):
            intake.submit(doer=city.county_agent, form=form(), appeal_id=appeal.appeal_id, version=1)

    def test_the_callers_history_is_the_own_scopes(self, city: City) -> None:
        submitted(city)
        assert intake_queries.caller(city.agent, PHONE)["total"] == 1
        assert intake_queries.caller(city.county_agent, PHONE) == {
            "known": False, "name": None, "labels": [], "total": 0, "open": [], "past": [],
        }  # fmt: skip


def ids(viewer: Viewer, queue: str) -> list[UUID]:
    return [row["id"] for row in lists.order_list(viewer, queue=queue)["rows"]]


def test_only_agents_begin_to_record(city: City) -> None:
    for role in set(Role) - {Role.AGENT}:
        with pytest.raises(Forbidden):
            called(city, by=getattr(city, AT_HOME[role]))
        with pytest.raises(Forbidden):
            intake.submit(doer=getattr(city, AT_HOME[role]), form=form())


def test_a_contact_belongs_to_the_agent_who_took_it(city: City) -> None:
    contact = called(city)
    with pytest.raises(NotFound):
        intake.submit(doer=city.second_agent, form=form(), contact_id=contact)
    with pytest.raises(NotFound):
        contacts.save_draft(doer=city.second_agent, contact_id=contact, version=0, fields={})
    with pytest.raises(NotFound):
        contacts.abandon(doer=city.second_agent, contact_id=contact, reason="dropped")


def test_only_the_system_archives(city: City) -> None:
    case = closed(city)
    for wrong in (city.citizen, city.supervisor):
        with pytest.raises(Forbidden):
            closing.archive(order_id=case.id, doer=wrong)
    assert case.archive().state == OrderState.ARCHIVED


def test_only_the_citizen_complains(city: City) -> None:
    case = closed(city)
    for wrong in (city.system, city.supervisor):
        with pytest.raises(Forbidden):
            complain_directly(case, wrong)
    complain_directly(case, city.citizen)
    assert case.state == OrderState.REDO_REVIEW


def test_the_citizen_can_do_only_what_is_the_citizens(city: City) -> None:
    case = dispatched(city)
    for act in (case.dispatch, case.sign, case.pass_check, case.redo):
        with pytest.raises(Forbidden):
            act(by=city.citizen)  # type: ignore[arg-type]


def test_near_the_unit_means_exactly_the_unit(city: City) -> None:
    assert {e.near for e in BUTTONS if e.thing is Thing.ASSIGNMENT} == {Near.UNIT}


def test_a_grant_of_tomorrow_gives_nothing_today(city: City) -> None:
    account = city.accounts["agent"]
    sql.execute('UPDATE "grant" SET valid_from = %s WHERE account_id = %s', (date(2026, 3, 11), account.id))
    assert organisation.viewer_of(account).permissions == frozenset()
    city.hands.to(beijing(3, 11))
    assert Permission.RECORD_APPEAL in organisation.viewer_of(account).permissions
