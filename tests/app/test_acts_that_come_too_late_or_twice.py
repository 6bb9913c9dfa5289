"""Somebody else was quicker, or the button was pressed twice: nothing is done twice, and the person learns why."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

from tests.app.support import Town, dispatched, file_order, form, refused


def test_a_stale_version_names_what_changed(town: Town) -> None:
    order_id = str(file_order(town)["order_id"])
    body = {"version": 1, "lead_id": town.person("unit_clerk").unit_id}
    path = f"/api/orders/{order_id}/dispatch"
    assert town.person("dispatcher").post(path, body).status_code == 200
    problem = refused(town.person("supervisor").post(path, body), 409)
    assert problem["code"] == "conflict"
    assert [set(c) for c in problem["changes"]] == [{"at", "who", "what"}]
    assert re.search(r"\d{1,2}:\d{2}", problem["title"]) and "派单" in problem["title"] and "张d" in problem["title"]


def test_a_wrong_state_says_when_and_who(town: Town) -> None:
    order_id = dispatched(town)
    version = town.value("SELECT version FROM work_order WHERE id = %s", order_id)
    problem = refused(town.person("dispatcher").post(f"/api/orders/{order_id}/pass_check", {"version": version}), 409)
    assert problem["code"] == "wrong_state"
    assert re.search(r"\d{1,2}:\d{2}", problem["title"]) and "张d" in problem["title"]


def test_one_key_sent_twice_at_once_is_one_effect(town: Town) -> None:
    agent, key, body = town.person("agent"), uuid4().hex, {"form": form(town)}
    before = town.value("SELECT count(*) FROM work_order")
    together = Barrier(4)

    def press() -> str:
        together.wait()
        answer = agent.post("/api/intake/submit", body, key=key)
        assert answer.status_code == 200, answer.text
        return answer.text

    with ThreadPoolExecutor(4) as hands:
        answers = {work.result() for work in [hands.submit(press) for _ in range(4)]}
    assert len(answers) == 1
    assert town.value("SELECT count(*) FROM work_order") == before + 1


def test_two_dispatchers_at_once_one_dispatches(town: Town) -> None:
    order_id = str(file_order(town)["order_id"])
    body = {"version": 1, "lead_id": town.person("unit_clerk").unit_id}
    together = Barrier(2)

    def press(name: str) -> int:
        together.wait()
        return town.person(name).post(f"/api/orders/{order_id}/dispatch", body, key=uuid4().hex).status_code

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(press, ("dispatcher", "supervisor"))) == [200, 409]
    assert town.value("SELECT count(*) FROM assignment WHERE order_id = %s", order_id) == 1


def test_one_key_for_two_things_is_refused(town: Town) -> None:
    agent, key = town.person("agent"), uuid4().hex
    assert agent.post("/api/intake/submit", {"form": form(town)}, key=key).status_code == 200
    before = town.value("SELECT count(*) FROM work_order")
    refused(agent.post("/api/intake/submit", {"form": form(town, title="另一件事")}, key=key), 422)
    refused(agent.post("/api/contacts", {}, key=key), 422)
    assert town.value("SELECT count(*) FROM work_order") == before


def test_a_refusal_is_not_kept_under_the_key(town: Town) -> None:
    """Who mends the form sends it under a new key or the old one: a refusal has done nothing."""
    agent, key = town.person("agent"), uuid4().hex
    refused(agent.post("/api/intake/submit", {"form": form(town, title="")}, key=key), 422)
    assert agent.post("/api/intake/submit", {"form": form(town)}, key=key).status_code == 200
