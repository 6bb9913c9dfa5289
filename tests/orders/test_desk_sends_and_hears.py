"""Through the API: doubles are done once, refusals are read by people, lookers are written down."""

import pytest

from tests.orders.builders import (
    AT_HOME,
    PHONE,
    ROLLED_BACK,
    City,
    called,
    checked,
    dispatched,
    filed,
    form,
    signed,
    submitted,
)
from tests.orders.desk import Desk, as_json
from yihao.kernel import sql
from yihao.orders.values.states import OrderState
from yihao.organisation.values import ROLES, Permission

pytestmark = ROLLED_BACK


def test_a_request_sent_twice_gets_the_first_answer_again(city: City) -> None:
    desk = Desk(city, "agent")
    body = as_json(form(), called(city))
    first, second = (desk.post("/api/intake/submit", body, key="press-1") for _ in range(2))
    assert (first.status_code, second.json()) == (200, first.json())
    assert len(sql.rows("SELECT 1 FROM work_order")) == 1


def test_the_same_key_for_something_else_is_refused(city: City) -> None:
    desk = Desk(city, "agent")
    assert desk.post("/api/intake/submit", as_json(form()), key="press-1").status_code == 200
    refused = desk.post("/api/intake/submit", as_json(form(title="另一件事")), key="press-1")
    assert refused.status_code == 422
    assert len(sql.rows("SELECT 1 FROM work_order")) == 1


def test_a_refused_request_may_be_sent_again_with_its_key(city: City) -> None:
    desk = Desk(city, "agent")
    assert desk.post("/api/intake/submit", as_json(form(title="")), key="press-1").status_code == 422
    assert desk.post("/api/intake/submit", as_json(form()), key="press-1").status_code == 200


def test_the_kept_answer_is_sealed(city: City) -> None:
    answer = Desk(city, "agent").post("/api/intake/submit", as_json(form()), key="press-1").json()
    kept = sql.row("SELECT answer FROM idempotency_key")
    assert kept is not None
    assert answer["number"].encode() not in bytes(kept["answer"])


def test_a_double_dispatch_is_done_once(city: City) -> None:
    desk, case = Desk(city, "dispatcher"), submitted(city)
    body = {"version": case.version, "lead_id": str(city.unit("JJ-360402").id)}
    answers = [desk.post(f"/api/orders/{case.id}/dispatch", body, key="press-1") for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert case.events.count("order.dispatched") == 1


def test_the_fields_that_are_wrong_are_named(city: City) -> None:
    refused = Desk(city, "agent").post("/api/intake/submit", as_json(form(title="", phone="12"))).json()
    assert [e["field"] for e in refused["errors"]] == ["title", "petitioner.phone"]
    assert refused["code"] == "invalid"


def test_opening_an_order_is_written_down_with_the_unit(city: City) -> None:
    case = dispatched(city)
    assert Desk(city, "clerk").get(f"/api/orders/{case.id}").status_code == 200
    [look] = sql.rows(
        "SELECT account_id, unit_id, action, subject_type, subject_id FROM access_log WHERE action = 'open'"
    )
    assert look == {
        "account_id": city.clerk.account_id, "unit_id": city.unit("JJ-360402").id, "action": "open",
        "subject_type": "order", "subject_id": case.id,
    }  # fmt: skip


def test_an_order_out_of_sight_is_not_found_and_leaves_no_look(city: City) -> None:
    case = dispatched(city)
    assert Desk(city, "other_clerk").get(f"/api/orders/{case.id}").status_code == 404
    assert sql.rows("SELECT 1 FROM access_log WHERE action = 'open'") == []


def test_a_reveal_asks_for_a_listed_reason(city: City) -> None:
    desk, case = Desk(city, "agent"), submitted(city)
    body = {"subject_type": "appeal", "subject_id": str(case.taken.appeal_id), "field": "phone"}
    assert desk.post("/api/reveal", {**body, "reason": "curiosity"}).status_code == 422
    assert desk.post("/api/reveal", {**body, "reason": "contact"}).json() == {"value": PHONE}


def test_the_page_never_holds_the_number_in_clear(city: City) -> None:
    case = dispatched(city, content=f"请打{PHONE}联系我。")
    for who in ("clerk", "agent", "dispatcher"):
        desk = Desk(city, who)
        for path in (f"/api/orders/{case.id}", f"/api/appeals/{case.taken.appeal_id}", "/api/orders"):
            answer = desk.get(path)
            assert answer.status_code == 200
            assert PHONE not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "permission"),
    [
        ("/api/intake/submit", Permission.RECORD_APPEAL),
        ("/api/callers/lookup", Permission.RECORD_APPEAL),
        ("/api/reveal", Permission.REVEAL_PERSONAL),
        ("/api/orders/{id}/dispatch", Permission.DISPATCH_ORDER),
        ("/api/orders/{id}/pass_check", Permission.CHECK_ORDER),
        ("/api/orders/{id}/redo", Permission.JUDGE_ORDER),
        ("/api/orders/{id}/record_visit", Permission.ATTEMPT_VISIT),
        ("/api/orders/{id}/reply", Permission.REPLY_ASSIGNMENT),
        ("/api/orders/{id}/withdraw", Permission.WITHDRAW_ORDER),
    ],
)
def test_without_the_permission_nothing_is_even_read(city: City, path: str, permission: Permission) -> None:
    case = submitted(city)
    for role, username in AT_HOME.items():
        if permission not in ROLES[role]:
            assert Desk(city, username).post(path.format(id=case.id), {}).status_code == 403


def test_many_are_signed_and_each_stands_for_itself(city: City) -> None:
    fresh, done = dispatched(city), signed(city)
    items = [{"id": str(c.id), "version": c.version, "assignment_id": str(c.lead["id"])} for c in (fresh, done)]
    answer = Desk(city, "clerk").post("/api/orders/sign", {"items": items}).json()
    assert answer["done"] == [str(fresh.id)]
    assert [f["id"] for f in answer["failed"]] == [str(done.id)]
    assert fresh.state == OrderState.IN_PROGRESS


def test_a_follow_up_asks_for_its_three_answers(city: City) -> None:
    desk, case = Desk(city, "caller_back"), checked(city)
    refused = desk.act(case, "record_visit", outcome="reached").json()
    assert [e["field"] for e in refused["errors"]] == ["contacted", "solved", "satisfaction"]
    answer = desk.act(case, "record_visit", outcome="reached", contacted="yes", solved="yes", satisfaction="fair")
    assert answer.json()["state"] == OrderState.CLOSED


def test_the_path_of_each_offer_answers(city: City) -> None:
    case = submitted(city)
    offered = {o["name"]: o for o in Desk(city, "dispatcher").get(f"/api/orders/{case.id}").json()["actions"]}
    assert set(offered) == {"dispatch", "send_back", "withdraw"}
    lead = next(f for f in offered["dispatch"]["fields"] if f["name"] == "lead_id")
    body = {"version": case.version, "lead_id": lead["value"]}
    assert Desk(city, "dispatcher").post(offered["dispatch"]["path"], body).json()["state"] == OrderState.PENDING_SIGN


def test_the_pool_of_the_portal(city: City) -> None:
    taken = filed(city)
    [row] = Desk(city, "agent").get("/api/appeals", queue="filed").json()["rows"]
    assert (row["id"], row["number"], row["petitioner"]) == (str(taken.appeal_id), taken.number, "张**")
    assert Desk(city, "other_agent").get("/api/appeals", queue="filed").json()["rows"] == []
