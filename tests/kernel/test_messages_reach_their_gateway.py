"""The outbox hands each message to the gateway that the settings describe, in its form, signed where agreed."""

import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.kernel.gateway import Provider, provider
from yihao.kernel import sql
from yihao.kernel.ids import new_id
from yihao.kernel.messages import deliver_due, send
from yihao.kernel.settings import Settings
from yihao.kernel.values import Subject

PHONE = "13812345678"
TEXT = "【九江12345】您的诉求已受理，编号 “360400”，{to} 不是您的号码。"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with provider() as running:
        yield running


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configured: Settings) -> Path:
    monkeypatch.setattr(configured, "data", tmp_path)
    return tmp_path


def put(channel: str = "sms", text: str = TEXT) -> None:
    send(
        region="360400",
        channel=channel,
        receiver=PHONE,
        text=text,
        template="accepted",
        about=Subject("order", new_id()),
    )


def state() -> dict[str, Any]:
    found = sql.row("SELECT id, state, attempts, next_at, sent_at FROM message")
    assert found is not None
    return found


@pytest.mark.django_db
def test_for_trying_out_messages_go_into_a_file(data: Path) -> None:
    put()
    put(text="第二条")
    assert deliver_due() == 2
    lines = [json.loads(line) for line in (data / "messages.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["to"], line["text"]) for line in lines] == [(PHONE, TEXT), (PHONE, "第二条")]
    assert (data / "messages.jsonl").stat().st_mode & 0o077 == 0  # numbers and query codes
    assert sorted(line["id"] for line in lines) == [
        str(row["id"]) for row in sql.rows("SELECT id FROM message WHERE state = 'sent' ORDER BY id")
    ]
    assert deliver_due() == 0


@pytest.mark.django_db
def test_a_sms_gateway_asked_in_json(gateway: Provider, monkeypatch: pytest.MonkeyPatch, configured: Settings) -> None:
    monkeypatch.setattr(configured, "sms", "http")
    monkeypatch.setattr(
        configured,
        "sms_http",
        {
            "url": gateway.url + "/send",
            "headers": {"X-Key": "secret"},
            "body": {"mobile": "{to}", "content": "{text}", "serial": "{id}", "sign": "12345"},
            "success": '"code": "OK"',
        },
    )
    put()
    assert deliver_due() == 1
    (asked,) = gateway.asked
    assert (asked.method, asked.path, asked.headers["x-key"]) == ("POST", "/send", "secret")
    assert asked.headers["content-type"] == "application/json"
    # What stands in the text is not filled once more.
    assert asked.json == {"mobile": PHONE, "content": TEXT, "serial": str(state()["id"]), "sign": "12345"}
    assert (state()["state"], state()["attempts"], state()["next_at"]) == ("sent", 1, None)
    assert state()["sent_at"] is not None


@pytest.mark.django_db
def test_a_sms_gateway_asked_with_a_form(
    gateway: Provider, monkeypatch: pytest.MonkeyPatch, configured: Settings
) -> None:
    monkeypatch.setattr(configured, "sms", "http")
    body = {"phone": "+86{to}", "msg": "{text}{id}"}
    monkeypatch.setattr(configured, "sms_http", {"url": gateway.url, "method": "PUT", "form": True, "body": body})
    put(text="{id}&a=b 中文")
    deliver_due()
    (asked,) = gateway.asked
    assert asked.method == "PUT"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.form == {"phone": [f"+86{PHONE}"], "msg": [f"{{id}}&a=b 中文{state()['id']}"]}
    assert state()["state"] == "sent"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "answer", "taken"),
    [
        (200, '{"code": "OK"}', True),
        (201, 'prefix "code": "OK" suffix', True),
        (200, '{"code": "LIMIT"}', False),
        (200, "", False),
        (302, '{"code": "OK"}', False),
        (400, '{"code": "OK"}', False),
        (500, '{"code": "OK"}', False),
    ],
)
def test_success_is_a_good_status_and_the_agreed_words(
    status: int,
    answer: str,
    taken: bool,
    gateway: Provider,
    monkeypatch: pytest.MonkeyPatch,
    configured: Settings,
) -> None:
    monkeypatch.setattr(configured, "sms", "http")
    monkeypatch.setattr(configured, "sms_http", {"url": gateway.url, "success": '"code": "OK"'})
    gateway.status, gateway.answer = status, answer
    put()
    deliver_due()
    assert (state()["state"] == "sent") is taken


@pytest.mark.django_db
def test_a_webhook_is_signed_over_its_body(
    gateway: Provider, monkeypatch: pytest.MonkeyPatch, configured: Settings
) -> None:
    monkeypatch.setattr(configured, "webhook_url", gateway.url + "/hook")
    monkeypatch.setattr(configured, "webhook_secret", "密-secret")
    put(channel="webhook")
    deliver_due()
    (asked,) = gateway.asked
    assert asked.path == "/hook"
    assert asked.headers["content-type"] == "application/json"
    expected = hmac.new("密-secret".encode(), asked.body, "sha256").hexdigest()
    assert asked.headers["x-yihao-signature"] == expected
    assert asked.json == {"id": str(state()["id"]), "to": PHONE, "text": TEXT}
    assert TEXT.encode() in asked.body  # Chinese goes out as it is, in UTF-8
    assert state()["state"] == "sent"


@pytest.mark.django_db
def test_where_messages_are_off_nothing_is_put_out(monkeypatch: pytest.MonkeyPatch, configured: Settings) -> None:
    monkeypatch.setattr(configured, "sms", "off")
    put()
    assert sql.row("SELECT 1 FROM message") is None


@pytest.mark.django_db
def test_nobody_is_not_written_to() -> None:
    send(region="360400", channel="sms", receiver="", text=TEXT, template="x", about=Subject("order", new_id()))
    assert sql.row("SELECT 1 FROM message") is None


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_sent(data: Path) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        put()
        raise KeyError
    assert deliver_due() == 0
    assert not (data / "messages.jsonl").exists()
