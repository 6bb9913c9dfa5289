"""Two people, or one person twice, at the same moment: one act is done, and the other hears who did what."""

import pytest

from tests.kernel.threads import at_once
from tests.orders.builders import COMMITTED, GOOD, City, called, checked, dispatched, filed, form, replied, submitted
from tests.orders.desk import Desk, as_json
from yihao.followups.actions import record_visit
from yihao.followups.values import AttemptOutcome
from yihao.kernel import sql
from yihao.kernel.problems import Conflict, WrongState
from yihao.orders import audit
from yihao.orders.actions import closing, dispatching, handling, intake
from yihao.orders.actions.supplements import withdraw
from yihao.orders.values.states import OrderState

pytestmark = COMMITTED


def outcome(work: object) -> object:
    """What the work gave, or the refusal."""
    assert callable(work)
    try:
        return work()
    except (Conflict, WrongState) as refusal:
        return refusal


def findings() -> list[object]:
    """(The numbers' sequence of the day is shared with the tests before.)"""
    return [f for f in audit.verify() if not f.row.startswith("号码")]


def test_two_agents_who_end_the_same_filed_appeal_make_one_order(city: City) -> None:
    taken = filed(city)
    results = at_once(
        lambda: outcome(lambda: intake.submit(doer=city.agent, form=form(), appeal_id=taken.appeal_id, version=1)),
        lambda: outcome(
            lambda: intake.submit(doer=city.second_agent, form=form(), appeal_id=taken.appeal_id, version=1)
        ),
    )
    [refusal] = [r for r in results if isinstance(r, Conflict)]
    assert "生成工单" in refusal.title
    assert len(sql.rows("SELECT 1 FROM work_order")) == 1
    assert findings() == []


def test_one_agent_who_ends_a_contact_twice_makes_one_order(city: City) -> None:
    contact = called(city)
    results = at_once(*[lambda: outcome(lambda: intake.submit(doer=city.agent, form=form(), contact_id=contact))] * 2)
    assert [isinstance(r, Conflict) for r in results].count(True) == 1
    assert len(sql.rows("SELECT 1 FROM work_order")) == 1


def test_the_same_number_calling_twice_at_once_is_one_petitioner(city: City) -> None:
    at_once(*[lambda: intake.submit(doer=city.agent, form=form())] * 3)
    assert len(sql.rows("SELECT 1 FROM petitioner")) == 1
    assert len({r["petitioner_id"] for r in sql.rows("SELECT petitioner_id FROM appeal")}) == 1
    assert len({r["number"] for r in sql.rows("SELECT number FROM work_order")}) == 3


def test_of_two_dispatchers_one_wins_and_the_other_reads_who(city: City) -> None:
    case = submitted(city)
    desks = {name: Desk(city, name) for name in ("dispatcher", "second_dispatcher")}
    body = {"version": case.version, "lead_id": str(city.unit("JJ-360402").id)}
    path = f"/api/orders/{case.id}/dispatch"
    answers = dict(
        zip(desks, at_once(*[lambda desk=desk: desk.post(path, body) for desk in desks.values()]), strict=True)
    )
    assert sorted(a.status_code for a in answers.values()) == [200, 409]
    [winner] = [name for name, a in answers.items() if a.status_code == 200]
    [refusal] = [a.json() for a in answers.values() if a.status_code == 409]
    assert refusal["code"] == "conflict"
    assert refusal["title"] == f"今天 09:00 已由市热线中心甲{winner}派单"
    assert [(c["who"], c["what"]) for c in refusal["changes"]] == [(f"市热线中心甲{winner}", "派单")]
    assert len(case.assignments) == 1
    assert findings() == []


def test_a_request_sent_twice_at_once_makes_one_order(city: City) -> None:
    desk = [Desk(city, "agent"), Desk(city, "agent")]
    body = as_json(form())
    answers = at_once(*[lambda d=d: d.post("/api/intake/submit", body, key="press-1") for d in desk])
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert len(sql.rows("SELECT 1 FROM work_order")) == len(sql.rows("SELECT 1 FROM appeal")) == 1


def test_signed_by_clerk_and_leader_at_once_it_is_signed_once(city: City) -> None:
    case = dispatched(city)
    version, lead = case.version, case.lead["id"]

    def sign(by: str) -> object:
        viewer = getattr(city, by)
        return outcome(lambda: handling.sign(doer=viewer, order_id=case.id, assignment_id=lead, version=version))

    results = at_once(lambda: sign("clerk"), lambda: sign("leader"))
    assert [isinstance(r, Conflict) for r in results].count(True) == 1
    assert case.events.count("order.begun") == 1


def test_passed_and_failed_at_once_only_one_counts(city: City) -> None:
    case = replied(city)
    version = case.version
    at_once(
        lambda: outcome(lambda: closing.pass_check(doer=city.dispatcher, order_id=case.id, version=version)),
        lambda: outcome(
            lambda: closing.fail_check(doer=city.supervisor, order_id=case.id, version=version, defects="不全")
        ),
    )
    assert case.version == version + 1
    assert case.state in (OrderState.PENDING_VISIT, OrderState.IN_PROGRESS)
    assert findings() == []


def test_the_citizen_rates_while_the_centre_calls(city: City) -> None:
    case = checked(city)
    version = case.version

    at_once(
        lambda: outcome(lambda: case.rate(GOOD)),
        lambda: outcome(
            lambda: record_visit(
                doer=city.caller_back, order_id=case.id, version=version, outcome=AttemptOutcome.REACHED, answer=GOOD
            )
        ),
    )
    assert case.events.count("order.closed") == 1
    assert case.running == {"archive"}
    assert findings() == []


def test_dispatched_and_withdrawn_at_once_nothing_is_left_running(city: City) -> None:
    case = submitted(city)
    version = case.version

    def take_back() -> object:
        return outcome(
            lambda: withdraw(
                doer=city.agent, appeal_id=case.taken.appeal_id, version=version, reason="solved", willing=True
            )
        )

    lead = city.unit("JJ-360402").id
    at_once(
        lambda: outcome(
            lambda: dispatching.dispatch(doer=city.dispatcher, order_id=case.id, version=version, lead_id=lead)
        ),
        take_back,
    )
    assert case.version == version + 1
    if case.state == OrderState.WITHDRAWN:
        assert (case.running, case.assignments) == (set(), [])
    else:
        assert case.running == {"sign", "lead", "contact", "citizen"}
    assert findings() == []


@pytest.fixture(autouse=True)
def _viewers_known(city: City) -> None:
    """Threads only read them."""
    for name in city.accounts:
        getattr(city, name)
