"""Texts sent out: every one can be filled in, and a unit's duty phone never gets anything personal."""

from yihao.app.region import Pack
from yihao.app.region.documents import MESSAGES
from yihao.app.region.values import Recipient


def test_every_message_can_be_filled_in(pack: Pack) -> None:
    assert {message.key for message in pack.messages} == set(MESSAGES)
    for message in pack.messages:
        _, fields = MESSAGES[message.key]
        assert "{" not in message.text.format_map(dict.fromkeys(fields, "×"))


def test_a_duty_phone_gets_no_personal_data() -> None:
    harmless = {"line", "number", "class_name", "deadline", "sign_deadline", "unit"}
    for recipient, fields in MESSAGES.values():
        if recipient is Recipient.UNIT:
            assert fields <= harmless


def test_the_query_code_goes_to_the_citizen_only() -> None:
    assert not any("code" in fields for recipient, fields in MESSAGES.values() if recipient is Recipient.UNIT)
