"""The front door: nobody in without the right password, nothing done before the first one is changed, five tries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.organisation.conftest import City, Person
from yihao.kernel import sql
from yihao.organisation import actions
from yihao.organisation.values import ROLES, Role

GOOD = "明月-Jiujiang-2026"


@pytest.fixture
def agent(person: Person) -> Person:
    """An agent with the first password."""
    person.holds(Role.AGENT, "ZX")
    return person


def sign_in(client: Client, username: str = "zhangsan", password: str = GOOD) -> Any:
    body = {"username": username, "password": password}
    return client.post("/api/session", body, content_type="application/json")


def change(client: Client, old: str, new: str = GOOD) -> Any:
    return client.post("/api/session/password", {"old": old, "new": new}, content_type="application/json")


def looks() -> list[tuple[str, str]]:
    found = sql.rows("SELECT action, address FROM access_log ORDER BY id")
    return [(row["action"], row["address"]) for row in found]


def test_nobody_is_signed_in_and_sees_only_the_name_of_the_line(city: City, client: Client) -> None:
    answer = client.get("/api/session").json()
    assert (answer["signed_in"], answer["account"], answer["permissions"], answer["posts"]) == (False, None, [], [])
    assert answer["line"]["number"] == "12345"
    refused = client.get("/api/dictionary")
    assert (refused.status_code, refused.json()["code"]) == (401, "signed_out")


def test_before_the_first_password_is_changed_nothing_else_opens(agent: Person, client: Client) -> None:
    answer = sign_in(client, password=agent.first_password)
    assert answer.status_code == 200
    assert answer.json()["account"]["must_change_password"]
    refused = client.get("/api/dictionary")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    assert refused.json()["title"] == "请先修改初始密码"
    changed = change(client, agent.first_password)
    assert changed.status_code == 200
    assert not changed.json()["account"]["must_change_password"]
    assert client.get("/api/session").json()["signed_in"]
    assert client.get("/api/dictionary").status_code != 403


def test_signed_in_one_is_told_ones_posts_and_permissions(agent: Person, client: Client) -> None:
    answer = sign_in(client, username=" zhangsan ", password=agent.first_password).json()
    assert answer["account"]["name"] == "张三"
    assert [(post["role_name"], post["unit_name"]) for post in answer["posts"]] == [("话务员", "ZX 局")]
    assert answer["permissions"] == sorted(ROLES[Role.AGENT])
    assert looks() == [("sign_in", "127.0.0.1")]


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(agent: Person, client: Client) -> None:
    wrong = sign_in(client, password="wrong")
    unknown = sign_in(client, username="nobody", password="wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.json() == unknown.json()
    assert wrong.json()["title"] == "登录名或密码不正确"
    assert looks() == [("sign_in_failed", "127.0.0.1")]


def lock(client: Client) -> Any:
    """Type the wrong password until the account is locked; the last answer."""
    return [sign_in(client, password="wrong") for _ in range(5)][-1]


def test_after_five_failures_even_the_right_password_waits(agent: Person, client: Client) -> None:
    answers = [sign_in(client, password="wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    for locked in (answers[-1], sign_in(client, password=agent.first_password)):
        assert locked.status_code == 429
        assert locked.json()["title"] == "连续输错次数过多，账号已暂时锁定"
        assert "15 分钟" in locked.json()["detail"]
    assert not client.get("/api/session").json()["signed_in"]


def test_others_in_the_same_room_are_not_locked_out_with_somebody(
    agent: Person, open_account: Callable[..., Person], client: Client
) -> None:
    """A whole centre may reach the server from one address."""
    other = open_account("lisi", "李四")
    lock(client)
    assert sign_in(Client(), "lisi", other.first_password).status_code == 200


def test_nobody_can_lock_somebody_out_from_elsewhere(agent: Person) -> None:
    lock(Client(REMOTE_ADDR="10.0.0.66"))
    assert sign_in(Client(REMOTE_ADDR="10.0.0.1"), password=agent.first_password).status_code == 200


def test_an_administrator_opens_the_lock_by_a_new_password(agent: Person, client: Client) -> None:
    """As the refusal says."""
    lock(client)
    fresh = actions.reset_password(by=agent.city.by, account_id=agent.id)
    assert sign_in(client, password=fresh).status_code == 200


def test_a_closed_account_cannot_sign_in_and_is_put_out_at_once(agent: Person, client: Client) -> None:
    sign_in(client, password=agent.first_password)
    change(client, agent.first_password)
    actions.switch_account(by=agent.city.by, account_id=agent.id, active=False)
    assert client.get("/api/dictionary").status_code == 401
    assert sign_in(Client()).status_code == 422


def test_a_post_that_was_taken_away_is_gone_at_the_next_request(person: Person, client: Client) -> None:
    grant = person.holds(Role.AGENT, "ZX")
    sign_in(client, password=person.first_password)
    assert client.get("/api/session").json()["permissions"]
    actions.end_grant(by=person.city.by, grant_id=grant, valid_to=person.city.fact("ZX").valid_from)
    assert client.get("/api/session").json()["permissions"] == []


def test_signing_out_ends_the_session_on_the_server(agent: Person, client: Client) -> None:
    sign_in(client, password=agent.first_password)
    kept = client.cookies["sessionid"].value
    assert client.delete("/api/session").status_code == 200
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not thief.get("/api/session").json()["signed_in"]


def test_a_changed_password_ends_the_other_sessions(agent: Person, client: Client) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, password=agent.first_password)
    change(client, agent.first_password)
    assert client.get("/api/session").json()["signed_in"]
    assert not elsewhere.get("/api/session").json()["signed_in"]


def test_a_write_without_our_token_is_refused(agent: Person) -> None:
    stranger = Client(enforce_csrf_checks=True)
    refused = sign_in(stranger, password=agent.first_password)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert refused.json()["title"] == "页面已过期，请刷新后重试"
    token = stranger.get("/api/session").json()["csrf"]
    body = {"username": "zhangsan", "password": agent.first_password}
    answer = stranger.post("/api/session", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def test_a_refusal_does_not_repeat_what_was_typed(agent: Person, client: Client) -> None:
    for body in ({"username": "zhangsan"}, {"username": ["x"], "password": "geheim"}, {"password": "geheim"}):
        refused = client.post("/api/session", body, content_type="application/json")
        assert refused.status_code == 422
        assert "geheim" not in refused.content.decode()
        assert not refused.json()["title"].isascii()
