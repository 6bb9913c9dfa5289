"""The register through the API: who may, what it says, and that refusals are for people."""

from typing import Any

import pytest
from django.test import Client

from yihao.kernel.values import Actor, Via
from yihao.organisation.actions import give_grant, make_account
from yihao.organisation.models import Account
from yihao.organisation.queries import centre, today
from yihao.organisation.values import Role

pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.fixture
def desk(region: str) -> Any:
    """`desk("supervisor")`: a signed-in browser of that role."""

    def open_desk(role: str) -> Client:
        by = Actor(region, Via.COMMAND)
        key, _ = make_account(by=by, username=role, name="某某")
        give_grant(by=by, account_id=key, role=Role(role), unit_id=centre(region).id, valid_from=today(region))
        Account.objects.filter(id=key).update(must_change_password=False)
        client = Client()
        client.force_login(Account.objects.get(id=key))
        return client

    return open_desk


def body(**changes: Any) -> dict[str, Any]:
    periods = [
        {"stage": "transition", "start": "2026-12-01", "end": "2027-01-01"},
        {"stage": "merged", "start": "2027-01-02"},
    ]
    approval = {"document": "文", "authority": "市政府", "approved_on": "2026-11-01", "reason": "并入"}
    return {"number": "8222333", "name": "供热", "mode": "full_merge", "owner": "JJ-CGJ", "periods": periods, "approval": approval} | changes  # fmt: skip


def save(client: Client, given: dict[str, Any]) -> Any:
    return client.post("/api/hotlines", given, content_type="application/json")


def test_an_agent_reads_the_register_and_tries_a_number(desk: Any) -> None:
    client = desk("agent")
    found = client.get("/api/hotlines").json()
    assert len(found["hotlines"]) == 43
    tried = client.get("/api/hotlines/preview", {"number": "0792-12318", "at": "2021-12-20T10:00"}).json()
    assert (tried["number"], tried["name"], tried["status_name"]) == ("12318", "文化市场举报电话", "过渡期，播放提示音")
    assert tried["steps"][0]["says"].startswith("播放：“您好，欢迎您的来电")
    assert save(client, body()).status_code == 403


def test_who_may_not_read(desk: Any) -> None:
    assert desk("auditor").get("/api/hotlines").status_code == 403


def test_a_supervisor_registers_a_number_and_sees_what_happened(desk: Any) -> None:
    client = desk("supervisor")
    refused = save(client, body(approval=None))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "approval"
    assert save(client, body()).json()["message"] == "已保存 8222333 供热"
    assert save(client, body(note="再来一次")).status_code == 409
    happened = client.get("/api/hotlines/8222333/history").json()["rows"]
    assert {h["what"] for h in happened} == {"登记号码审批", "登记热线号码", "设定号码阶段"}
    assert client.get("/api/hotlines/999999/history").status_code == 404


def test_periods_come_back_in_words(desk: Any) -> None:
    rows = {h["number"]: h for h in desk("dispatcher").get("/api/hotlines").json()["hotlines"]}
    assert [p["status_name"] for p in rows["8225849"]["periods"]] == [
        "过渡期，播放提示音",
        "不再受理投诉，号码由原单位处理",
    ]
    assert rows["12333"]["periods"][0]["ways"] == ["座席并入", "保留座席", "系统对接", "远端座席"]
    assert rows["12315"]["owner_name"] == "市市场监督管理局"
