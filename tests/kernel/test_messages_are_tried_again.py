"""A message that is not taken is tried again, later and later; each try is written down; two workers send it once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.events import NOON
from tests.kernel.gateway import Provider, provider
from tests.kernel.threads import Running, at_once, wait_for
from yihao.kernel import messages, sql
from yihao.kernel.clock import clock_at
from yihao.kernel.ids import new_id
from yihao.kernel.messages import BACK_OFF, deliver_due, send
from yihao.kernel.settings import Settings
from yihao.kernel.values import Subject

PHONE, TEXT = "13812345678", "您的诉求已受理"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, configured: Settings) -> Iterator[Provider]:
    """A gateway of text messages that is set up."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with provider() as running:
        monkeypatch.setattr(configured, "sms", "http")
        monkeypatch.setattr(configured, "sms_http", {"url": running.url, "body": {"to": "{to}", "text": "{text}"}})
        yield running


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configured: Settings) -> Path:
    monkeypatch.setattr(configured, "data", tmp_path)
    return tmp_path


def put(at: datetime = NOON, text: str = TEXT) -> None:
    with clock_at(at):
        send(
            region="360400",
            channel="sms",
            receiver=PHONE,
            text=text,
            template="accepted",
            about=Subject("order", new_id()),
        )


def deliver(at: datetime) -> int:
    with clock_at(at):
        return deliver_due()


def state() -> dict[str, Any]:
    found = sql.row("SELECT state, attempts, next_at FROM message")
    assert found is not None
    return found


def tries() -> list[tuple[int, str, str]]:
    found = sql.rows("SELECT number, outcome, detail FROM message_attempt ORDER BY number")
    return [(row["number"], row["outcome"], row["detail"]) for row in found]


@pytest.mark.django_db
def test_after_a_failure_it_waits_and_is_tried_again(gateway: Provider) -> None:
    gateway.status = 503
    put()
    assert deliver(NOON) == 1
    assert state() == {"state": "waiting", "attempts": 1, "next_at": NOON + timedelta(minutes=1)}
    assert deliver(NOON + timedelta(seconds=59)) == 0
    gateway.status = 200
    assert deliver(NOON + timedelta(minutes=1)) == 1
    assert tries() == [(1, "failed", "网关答复 503，未接收"), (2, "sent", "")]
    assert state() == {"state": "sent", "attempts": 2, "next_at": None}


@pytest.mark.django_db
def test_it_is_given_up_when_every_try_has_failed(gateway: Provider) -> None:
    gateway.status = 500
    put()
    at = NOON
    for wait in BACK_OFF:
        assert deliver(at) == 1
        assert state()["next_at"] == at + wait
        at += wait
    assert deliver(at) == 1
    assert state() == {"state": "failed", "attempts": 6, "next_at": None}
    assert deliver(at + timedelta(days=30)) == 0
    assert len(gateway.asked) == 6
    assert [(number, outcome) for number, outcome, _ in tries()] == [(n, "failed") for n in range(1, 7)]
    assert sorted(BACK_OFF) == list(BACK_OFF)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://[broken", "no address", "", None])
def test_a_gateway_that_cannot_be_reached_is_a_failure_like_any(
    url: str | None, monkeypatch: pytest.MonkeyPatch, configured: Settings
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(configured, "sms", "http")
    monkeypatch.setattr(configured, "sms_http", {} if url is None else {"url": url})
    put()
    assert deliver(NOON) == 1
    ((_, outcome, detail),) = tries()
    assert outcome == "failed"
    assert detail.startswith("网关连接失败：")


@pytest.mark.django_db
def test_one_that_fails_does_not_hold_up_the_others(gateway: Provider) -> None:
    for minute in range(3):
        put(NOON - timedelta(minutes=minute))
    gateway.status = 500
    assert deliver(NOON) == 3
    assert len(gateway.asked) == 3


@pytest.mark.django_db
def test_one_that_does_not_open_is_given_up_and_holds_up_nobody(data: Path) -> None:
    put(NOON - timedelta(minutes=2))
    sql.execute("UPDATE message SET text = set_byte(text, 20, get_byte(text, 20) # 255)")
    put()
    assert deliver(NOON) == 2
    assert [row["state"] for row in sql.rows("SELECT state FROM message ORDER BY created_at")] == ["failed", "sent"]
    assert ("内容解不开：密钥不在或记录被改动") in [detail for _, _, detail in tries()]


@pytest.mark.django_db
def test_a_full_disk_is_a_failure_like_any(data: Path) -> None:
    (data / "messages.jsonl").mkdir()
    put()
    assert deliver(NOON) == 1
    assert tries() == [(1, "failed", "写不进 messages.jsonl：IsADirectoryError")]


@pytest.mark.django_db
def test_as_many_as_asked_for_the_longest_due_first(gateway: Provider) -> None:
    for minute in (2, 5, 1):
        put(NOON - timedelta(minutes=minute), text=str(minute))
    with clock_at(NOON):
        assert deliver_due(limit=2) == 2
    assert [asked.json["text"] for asked in gateway.asked] == ["5", "2"]


@pytest.mark.django_db
def test_receiver_and_text_are_sealed_and_stand_in_no_try(gateway: Provider) -> None:
    gateway.status, gateway.answer = 500, f"no route to {PHONE}: {TEXT}"
    put()
    deliver(NOON)
    for table in ("message", "message_attempt"):
        (row,) = sql.rows(f'SELECT * FROM "{table}"')
        for value in row.values():
            shown = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            assert PHONE.encode() not in shown
            assert TEXT.encode() not in shown


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_message_once(gateway: Provider) -> None:
    """The second comes while the first is still talking with the gateway."""
    put()
    gateway.may_answer.clear()
    with clock_at(NOON):
        first = Running(deliver_due)
        wait_for(gateway.arrived)
        assert deliver_due() == 0
    gateway.may_answer.set()
    assert first.result() == 1
    assert len(gateway.asked) == 1
    assert state()["state"] == "sent"


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_what_is_due(gateway: Provider) -> None:
    for number in range(20):
        put(text=f"第 {number} 条")
    with clock_at(NOON):
        assert sum(at_once(*[deliver_due] * 4)) == 20
    assert sorted(asked.json["text"] for asked in gateway.asked) == sorted(f"第 {n} 条" for n in range(20))


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_delays_a_message_and_does_not_lose_it(
    gateway: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the gateway answered: nobody knows whether it was sent, so it goes again under the same id."""
    put()

    class Killed(BaseException):
        pass

    def dies(channel: str) -> messages.Gateway:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(messages, "gateway", dies)
        with pytest.raises(Killed):
            deliver(NOON)
    assert deliver(NOON + timedelta(minutes=1)) == 0
    assert deliver(NOON + timedelta(minutes=2)) == 1
    assert (len(gateway.asked), state()["state"]) == (1, "sent")


@pytest.mark.django_db
def test_a_message_is_the_same_one_at_every_try(gateway: Provider, configured: Settings) -> None:
    configured.sms_http["body"] = {"id": "{id}"}
    gateway.status = 500
    put()
    for minute in (0, 1, 6):
        deliver(NOON + timedelta(minutes=minute))
    assert len(gateway.asked) == 3
    assert len({asked.json["id"] for asked in gateway.asked}) == 1
