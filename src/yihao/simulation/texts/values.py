"""What the sheets of a pack's texts say, and what the grammar makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yihao.catalogue.values import AppealType


class Kind(StrEnum):
    """What sort of thing is said: a question, a matter told, a proposal, praise; `again` is one more of a noisy site."""

    ASK = "ask"
    TELL = "tell"
    SUGGEST = "suggest"
    PRAISE = "praise"
    AGAIN = "again"


class Style(StrEnum):
    """How it reaches us: written down by an agent from speech, or typed by the citizen."""

    SPOKEN = "spoken"
    TYPED = "typed"


class Says(StrEnum):
    """What else is written in the life of an appeal; each is a list in `words.toml`."""

    ANSWER = "answer"
    ANSWER_MOVE = "answer_move"
    ANSWER_OTHER = "answer_other"
    REFUSE_NOTE = "refuse_note"
    TRANSFER_NOTE = "transfer_note"
    INSTRUCTION = "instruction"
    MISSING = "missing"
    SUPPLEMENT = "supplement"
    URGE = "urge"
    CONTACT_REACHED = "contact_reached"
    CONTACT_UNREACHED = "contact_unreached"
    REPLY_SOLVED = "reply_solved"
    REPLY_PARTLY = "reply_partly"
    REPLY_UNSOLVED = "reply_unsolved"
    REPLY_EXPLAINED = "reply_explained"
    INTERNAL_NOTE = "internal_note"
    DEFECTS = "defects"
    OPINION = "opinion"
    EXPLANATION = "explanation"
    REMARK_GOOD = "remark_good"
    REMARK_BAD = "remark_bad"
    WITHDRAW_NOTE = "withdraw_note"


TITLES: Mapping[AppealType, str] = {
    AppealType.CONSULT: "title_ask",
    AppealType.HELP: "title_help",
    AppealType.COMPLAINT: "title_tell",
    AppealType.REPORT: "title_report",
    AppealType.SUGGESTION: "title_suggest",
    AppealType.PRAISE: "title_praise",
    AppealType.OTHER: "title_tell",
}
TYPED_TITLE = "title_typed"
KINDS: Mapping[AppealType, Kind] = {
    AppealType.CONSULT: Kind.ASK,
    AppealType.SUGGESTION: Kind.SUGGEST,
    AppealType.PRAISE: Kind.PRAISE,
}
"""Every other type tells."""
TOLD = frozenset(AppealType) - {AppealType.CONSULT}
"""What stands in `types` of a matter."""
NAMES = ("estate_head", "estate_tail", "road_head", "road_tail", "hamlet_head", "hamlet_tail")
"""Lists from which names of places are put together."""
PEOPLE = ("surname", "given", "honorific", "mobile", "brand", "industry")
WANTS = ("wish_plain", "want_help")
SLIPS = "slips"
"""Pairs 原字>误字."""
PLACE = frozenset(
    {"county", "town", "village", "estate", "road", "road2", "hamlet", "matter", "class", "me", "unit", "name"}
)
"""What the grammar fills in itself, from the beginning of a text."""
PARTS = ("party", "spot", "address", "whom", "harm", "measure")
"""Of a scene, in the order in which they are filled: each may use those before it."""
SCENE = PLACE | set(PARTS)
"""What it fills in once the scene is set: in phrases and wants."""
SYSTEM = SCENE | {"ask", "tell", "want", "head", "title"}
"""All that it fills in."""
REQUIRED = tuple(
    dict.fromkeys(
        [f"{style}_{kind}" for style in Style for kind in Kind]
        + [*TITLES.values(), TYPED_TITLE, *NAMES, *PEOPLE, *WANTS, SLIPS, *(s.value for s in Says)]
    )
)
"""Lists that `words.toml` must have; any others may be used by these."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to put a matter: with its class and number a family 模板族 of texts. Held out: never to be trained on."""

    text: str
    held_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is said about a class 事项, `matters.csv`; `weight` is how often beside the others."""

    class_code: str
    weight: int
    scene: str
    types: frozenset[AppealType]
    """As what it comes beside questions. A proposal is what is wanted, unless the class is for proposals only."""
    asks: tuple[Phrase, ...]
    tells: tuple[Phrase, ...]
    wants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A sort of place 场景, `scenes.toml`: who is complained about there, how it is called in a title, its address, who
    was asked before, what it does to people, what is done about it."""

    party: tuple[str, ...]
    spot: tuple[str, ...]
    address: tuple[str, ...]
    whom: tuple[str, ...]
    harm: tuple[str, ...]
    measure: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The sheets of `texts/`, without mistakes."""

    matters: Mapping[str, Matter]
    scenes: Mapping[str, Scene]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place with one trouble, of which many citizens speak: intended duplicates."""

    class_code: str
    area_code: str
    fixed: Mapping[str, str]
    """The names that all of them use: the place, who is complained about."""
    phrase: int
    """Which way to put the matter (the others are put in their own words around it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealText:
    """An appeal as somebody brings it. `family` names its templates; `fixed` holds the names used in it, so that what is
    written later speaks of the same place."""

    appeal_type: AppealType
    class_code: str
    area_code: str
    title: str
    content: str
    wanted: str
    address: str
    reported_party: str
    name: str
    phone: str
    enterprise: str
    """Where a company complains, its name."""
    family: str
    held_out: bool
    fixed: Mapping[str, str]
