"""What the public pages ask: questions in steps, one group a step."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Answers = Mapping[str, str]
"""What a citizen typed, by question; exactly as typed."""


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG = "long"
    RADIO = "radio"
    SELECT = "select"
    DATE = "date"
    TIME = "time"
    PHONE = "tel"
    CODE = "code"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `name` is the field in the request; `hint` stands under the label."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    required: bool = False
    longest: int = 0
    choices: tuple[Choice, ...] = ()
    blank: str = ""
    """What an empty select says."""
    marked: bool = True
    """Says that it may be left empty, where it may."""
    preset: str = ""
    """The answer before anything was answered."""
    autocomplete: str = "off"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the way to an appeal."""

    slug: str
    title: str
    asks: tuple[str, ...] = ()
    """Names of its questions."""


STEPS = (
    Step("matter", "什么事", ("appeal_type", "title", "content", "wanted", "reported_party")),
    Step("county", "发生在哪个县（市、区）", ("county",)),
    Step("spot", "具体地点和时间", ("town", "address", "day", "time")),
    Step("person", "怎么联系您", ("who", "name", "phone", "subject_type", "enterprise_name", "secrecy", "want_reply")),
    Step("pictures", "图片（可以不传）", ("pictures",)),
    Step("check", "检查后提交"),
)
"""The way to an appeal."""
