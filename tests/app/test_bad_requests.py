"""Requests that are wrong as requests: answered as problem documents in Chinese, never as faults, echoing nothing."""

import socket
from uuid import uuid4

import pytest

from tests.app.support import Person, Town, file_order, form, refused


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe", b'{"form": NaN}', b"[" * 100_000, b'"\x00"'])
def test_broken_json(town: Town, content: bytes) -> None:
    answer = town.person("agent").post(
        "/api/intake/submit", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    refused(answer, answer.status_code)


def test_wrong_types_name_the_field_and_not_the_value(town: Town) -> None:
    body = {"form": {**form(town), "petitioner": {"phone": ["13712349999"]}, "occurred_at": "13712349999年"}}
    problem = refused(town.person("agent").post("/api/intake/submit", body), 422)
    assert {e["field"] for e in problem["errors"]} == {"form.petitioner.phone", "form.occurred_at"}
    assert "13712349999" not in str(problem)


def test_a_body_that_is_too_large(town: Town) -> None:
    body = {"form": form(town, content="长" * 1_000_000)}
    refused(town.person("agent").post("/api/intake/submit", body), 413)


def test_unknown_ids_are_not_found(town: Town) -> None:
    agent, dispatcher = town.person("agent"), town.person("dispatcher")
    for path in ("orders", "appeals", "contacts", "attachments"):
        refused(agent.get(f"/api/{path}/{uuid4()}"), 404)
    body = {"version": 1, "lead_id": str(uuid4())}
    refused(dispatcher.post(f"/api/orders/{uuid4()}/dispatch", body), 404)
    order_id = file_order(town)["order_id"]
    answer = dispatcher.post(f"/api/orders/{order_id}/dispatch", body)
    assert answer.status_code in (404, 422)
    refused(answer, answer.status_code)


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/orders/1", "/api/", "/api/orders/%00", "/api/orders/../x", "/api/%E4%B8"]
)
def test_an_unknown_address(town: Town, path: str) -> None:
    refused(town.person("agent").get(path), 404)


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT", "TRACE"])
def test_a_method_that_is_none(town: Town, method: str) -> None:
    refused(town.person("agent").post("/api/orders", method=method), 405)


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WyJhIl0", "9" * 3000, "\u0660", "W1tbW1tbW11dXV1d"])
@pytest.mark.parametrize("path", ["/api/orders", "/api/appeals"])
def test_a_cursor_that_is_not_ours(town: Town, path: str, cursor: str) -> None:
    refused(town.person("agent").get(path, params={"cursor": cursor}), 422)


@pytest.mark.parametrize("value", ["none", "", "x" * 5000, '"\\777"'])
def test_a_cookie_that_is_not_ours(town: Town, value: str) -> None:
    answer = Person(town.url).get("/api/queues", headers={"Cookie": f"sessionid={value}"})
    assert refused(answer, 401)["code"] == "signed_out"


def test_a_write_without_the_token(town: Town) -> None:
    agent = town.person("agent")
    before = town.value("SELECT count(*) FROM contact")
    for headers in ({}, {"X-CSRFToken": "x"}, {"X-CSRFToken": agent.csrf, "Origin": "https://elsewhere.example"}):
        assert refused(agent.http.post("/api/contacts", json={}, headers=headers), 403)["code"] == "csrf"
    assert town.value("SELECT count(*) FROM contact") == before


def test_a_host_that_is_not_ours(town: Town) -> None:
    refused(town.person("agent").get("/api/session", headers={"Host": "elsewhere.example"}), 400)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/api/orders?q=停水".encode(), (400, 401)),
        (b"/api/orders?q=\xff\xfe", (400, 401)),
        ("/api/诉求".encode(), (400, 404)),
        (b"/api/%ff%fe", (400, 404)),
        (b"/sse/events?after=\xff", (400, 401)),
        (b"/sse/events?after=%ff%00", (401,)),
        (b"//api/queues", (400, 404)),
        (b"http://[/api/queues", (400, 404)),
    ],
)
def test_addresses_as_no_browser_writes_them(town: Town, target: bytes, status: tuple[int, ...]) -> None:
    with socket.create_connection(("127.0.0.1", town.port), timeout=10) as raw:
        raw.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert int(answer.split()[1]) in status, answer[:600]
