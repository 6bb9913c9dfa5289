"""Messages out: one outbox. An action writes the row in its transaction; a worker delivers it, with attempts."""

import hmac
import json
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Protocol
from uuid import UUID

import httpx
from django.db import transaction

from yihao.kernel import clock, ledger, sql
from yihao.kernel.crypto import Unreadable, seal, unseal
from yihao.kernel.ids import new_id
from yihao.kernel.models import Message, MessageAttempt
from yihao.kernel.settings import settings
from yihao.kernel.values import Actor, Subject

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
_LEASE = timedelta(minutes=2)
_TIMEOUT = 10.0


class NotDelivered(RuntimeError):
    """The gateway did not take the message; the text says why, without the receiver or the message."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as a gateway gets it. The id is the same on every attempt: a gateway may use it against doubles."""

    id: UUID
    receiver: str
    text: str


class Gateway(Protocol):
    """Something that carries messages out."""

    def deliver(self, letter: Letter) -> None:
        """Hand the letter over. Raises NotDelivered."""


class FileGateway:
    """For trying out: appends each message to `messages.jsonl` in the data folder."""

    def deliver(self, letter: Letter) -> None:
        """Write one line."""
        path = settings().data / "messages.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"id": str(letter.id), "to": letter.receiver, "text": letter.text}, ensure_ascii=False)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)  # numbers and query codes
            with os.fdopen(handle, "a", encoding="utf-8") as f:
                f.write(line + "\n")
        except OSError as fault:
            raise NotDelivered(f"写不进 {path.name}：{type(fault).__name__}") from None


class HttpGateway:
    """A generic HTTP gateway of text messages, described in the settings (`sms_http`)."""

    def deliver(self, letter: Letter) -> None:
        """One request; success is a 2xx answer that holds the `success` text, if one is set."""
        c = settings().sms_http
        values = {"{to}": letter.receiver, "{text}": letter.text, "{id}": str(letter.id)}
        body = {k: _fill(str(v), values) for k, v in dict(c.get("body", {})).items()}
        headers = {str(k): str(v) for k, v in dict(c.get("headers", {})).items()}
        as_form = c.get("form", False)
        _request(
            str(c.get("method", "POST")),
            str(c.get("url", "")),
            headers=headers,
            success=str(c.get("success", "")),
            **({"data": body} if as_form else {"json": body}),
        )


class WebhookGateway:
    """Posts JSON to a fixed address, signed with HMAC-SHA256 over the body (`X-Yihao-Signature`)."""

    def deliver(self, letter: Letter) -> None:
        """One signed request; success is a 2xx answer."""
        s = settings()
        body = json.dumps(
            {"id": str(letter.id), "to": letter.receiver, "text": letter.text}, ensure_ascii=False
        ).encode()
        signature = hmac.new(s.webhook_secret.encode(), body, "sha256").hexdigest()
        headers = {"Content-Type": "application/json", "X-Yihao-Signature": signature}
        _request("POST", s.webhook_url, headers=headers, success="", content=body)


def send(*, region: str, channel: str, receiver: str, text: str, template: str, about: Subject) -> None:
    """Put a message into the outbox, in the running transaction. Nothing is sent when the channel is off."""
    if not receiver or settings().sms == "off":
        return
    key = new_id()
    now = clock.now()
    sql.insert(
        Message,
        id=key,
        region=region,
        channel=channel,
        template=template,
        subject_type=about.type,
        subject_id=about.id,
        receiver=seal(receiver, "message.receiver", key),
        text=seal(text, "message.text", key),
        state="waiting",
        attempts=0,
        next_at=now,
        created_at=now,
    )


@dataclass(frozen=True)
class MessageAgain(ledger.Payload):
    """A message that was given up is to be tried once more."""

    kind: ClassVar[str] = "message.again"
    says: ClassVar[str] = "重发消息"
    template: str


@transaction.atomic
def again(*, by: Actor, message_id: UUID) -> None:
    """Put a message that was given up back into the outbox, for one more try. The caller has checked the right."""
    message = Message.objects.select_for_update().get(id=message_id)
    message.state, message.next_at = "waiting", clock.now()
    message.save(update_fields=["state", "next_at"])
    said = MessageAgain(message.template)
    ledger.write(ledger.Entry(said, Subject("message", message_id), by, clock.now()))


def deliver_due(limit: int = 50) -> int:
    """Try what is due, one by one; how many were tried. Two workers never take the same message at once."""
    tried = 0
    while tried < limit and (message := _claim()) is not None:
        _try(message)
        tried += 1
    return tried


def _claim() -> Message | None:
    """Lease the next waiting message: its `next_at` moves on, so that a worker killed now delays it, not loses it."""
    now = clock.now()
    with transaction.atomic():
        waiting = Message.objects.select_for_update(skip_locked=True).filter(state="waiting", next_at__lte=now)
        message = waiting.order_by("next_at").first()
        if message is not None:
            message.next_at = now + _LEASE
            message.attempts += 1
            message.save(update_fields=["next_at", "attempts"])
        return message


def _try(message: Message) -> None:
    now = clock.now()
    try:
        letter = Letter(
            message.id,
            unseal(message.receiver, "message.receiver", message.id),
            unseal(message.text, "message.text", message.id),
        )
        gateway(message.channel).deliver(letter)
    except NotDelivered as refusal:
        _failed(message, str(refusal))
    except Unreadable:
        _failed(message, "内容解不开：密钥不在或记录被改动", again=False)
    else:
        with transaction.atomic():
            Message.objects.filter(id=message.id).update(state="sent", sent_at=now, next_at=None)
            _note(message, "sent", "")


def _failed(message: Message, why: str, *, again: bool = True) -> None:
    with transaction.atomic():
        if not again or message.attempts > len(BACK_OFF):
            Message.objects.filter(id=message.id).update(state="failed", next_at=None)
        else:
            later = clock.now() + BACK_OFF[message.attempts - 1]
            Message.objects.filter(id=message.id).update(next_at=later)
        _note(message, "failed", why)


def _note(message: Message, outcome: str, detail: str) -> None:
    sql.insert(
        MessageAttempt,
        id=new_id(),
        message_id=message.id,
        number=message.attempts,
        at=clock.now(),
        outcome=outcome,
        detail=detail[:200],
    )


def gateway(channel: str) -> Gateway:
    """The gateway of a channel (`sms`, `webhook`) as the settings have it."""
    if channel == "webhook":
        return WebhookGateway()
    return HttpGateway() if settings().sms == "http" else FileGateway()


def _fill(text: str, values: dict[str, str]) -> str:
    """Each mark by its value, in one go: what a value itself says is not filled again."""
    return re.sub("|".join(map(re.escape, values)), lambda mark: values[mark[0]], text)


def _request(method: str, url: str, *, headers: dict[str, str], success: str, **body: object) -> None:
    try:
        answer = httpx.request(method, url, headers=headers, timeout=_TIMEOUT, **body)  # type: ignore[arg-type]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
        raise NotDelivered(f"网关连接失败：{type(fault).__name__}") from None
    if not answer.is_success or (success and success not in answer.text):
        raise NotDelivered(f"网关答复 {answer.status_code}，未接收")
