"""A payload holds ids, codes, times and digests. What cannot be erased must not name anybody (个人信息保护法 47)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel import ledger
from yihao.kernel.crypto import sm3
from yihao.kernel.ledger import Payload, read_payload
from yihao.organisation.values import GrantEnded, UnitSaved

CODE = st.from_regex(r"[\x21-\x7e]{1,80}", fullmatch=True)


@pytest.fixture
def thing(monkeypatch: pytest.MonkeyPatch) -> type[Payload]:
    """A kind of event that exists in one test."""
    monkeypatch.setattr(ledger, "KINDS", dict(ledger.KINDS))

    @dataclass(frozen=True)
    class Thing(Payload):
        kind: ClassVar[str] = "test.thing"
        says: ClassVar[str] = "试验"
        value: Any

    return Thing


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (0.5, 0.5),
        ("", ""),
        ("JJ-360403", "JJ-360403"),
        (Colour.RED, "red"),
        (sm3(b"text"), sm3(b"text")),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime(2026, 10, 8, 4, tzinfo=UTC), "2026-10-08T04:00:00+00:00"),
        (date(2026, 10, 8), "2026-10-08"),
        (("a", 1), ["a", 1]),
        ({"area": ["360403"]}, {"area": ["360403"]}),
    ],
)
def test_what_may_be_kept(thing: type[Payload], value: object, kept: object) -> None:
    assert thing(value).to_json() == {"value": kept}  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "value",
    [
        "张三",
        "路灯不亮",
        "two words",
        "line\nbreak",
        "１３８１２３４５６７８",
        "x" * 81,
        b"bytes",
        object(),
        ["code", "张三"],
        {"name": "张三"},
        {"nested": [{"deep": "张三"}]},
        {"张三": 1},
        {"two words": 1},
    ],
)
def test_what_is_refused(thing: type[Payload], value: object) -> None:
    with pytest.raises(ValueError, match=r"test\.thing\.value"):
        thing(value).to_json()  # type: ignore[call-arg]


def test_the_refusal_does_not_repeat_the_text() -> None:
    with pytest.raises(ValueError, match=r"unit\.saved\.code") as refusal:
        UnitSaved("张三", "TOWN", None, date(2026, 1, 1), None, None).to_json()
    assert "张三" not in str(refusal.value)


@given(st.text(min_size=1, max_size=100))
def test_any_text_is_kept_exactly_or_refused(text: str) -> None:
    payload = UnitSaved(text, "TOWN", None, date(2026, 1, 1), None, None)
    if len(text) <= 80 and all("!" <= c <= "~" for c in text):
        assert payload.to_json()["code"] == text
    else:
        with pytest.raises(ValueError, match="only ids, codes"):
            payload.to_json()


def test_a_stored_payload_becomes_its_type_again() -> None:
    stored = GrantEnded(UUID(int=1), date(2026, 10, 8)).to_json()
    assert read_payload("grant.ended", stored) == GrantEnded(stored["grant_id"], stored["valid_to"])
    with pytest.raises(KeyError):
        read_payload("no.such.kind", {})
    with pytest.raises(TypeError):
        read_payload("grant.ended", {"name": "张三"})


def test_a_kind_is_declared_once(thing: type[Payload]) -> None:
    with pytest.raises(TypeError, match=r"event kind twice: test\.thing"):
        type("Again", (Payload,), {"kind": "test.thing", "says": "试验"})


def test_every_kind_has_a_name_in_chinese() -> None:
    kinds: Mapping[str, type[Payload]] = ledger.KINDS
    assert kinds
    for kind, payload in kinds.items():
        assert kind.isascii() and "." in kind
        assert not payload.says.isascii()
