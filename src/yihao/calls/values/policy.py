"""The numbers of a region's telephone service; every one is the city's to set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from yihao.kernel.ledger import Payload


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """话务参数, in seconds where nothing else is said."""

    offer_seconds: int = 15
    """How long a seat may ring. GB/T 33358: answered within 15 seconds."""
    ask_seconds: int = 25
    """How long a further party may ring."""
    wrap_up_seconds: int = 60
    """After-call work, at most."""
    menu_seconds: int = 6
    menu_tries: int = 2
    survey_seconds: int = 8
    survey_tries: int = 2
    announce_seconds: int = 30
    """How often a waiting caller hears the place in the line."""
    level_seconds: int = 15
    """接通及时: GB/T 33358."""
    short_seconds: int = 5
    """An abandonment earlier than this is left out of the level's variant."""
    affinity_days: int = 7
    """How long the seat that spoke with a caller last is preferred."""
    keep_days: int = 730
    """How long recordings are kept (领域档案 L8: 2 years)."""
    nuisance_calls: int = 30
    """Calls of one number in a day that make it a suspicion for a person to look at; nothing happens by itself."""
    callback_minutes: int = 120
    """A missed call is called back within so many minutes (领域档案 4.1 回拨及时率)."""
    callback_attempts: int = 3
    """Attempts in vain after which a call-back is given up (领域档案 B8)."""
    disaster: bool = False
    """Disaster mode: calls that nobody can take are asked for a message (66号 应急保障)."""


LIMITS: Mapping[str, tuple[int, int]] = {
    "offer_seconds": (5, 120),
    "ask_seconds": (5, 120),
    "wrap_up_seconds": (0, 3600),
    "menu_seconds": (2, 60),
    "menu_tries": (1, 5),
    "survey_seconds": (2, 60),
    "survey_tries": (1, 5),
    "announce_seconds": (10, 600),
    "level_seconds": (5, 120),
    "short_seconds": (0, 60),
    "affinity_days": (0, 365),
    "keep_days": (180, 36500),
    "nuisance_calls": (3, 10000),
    "callback_minutes": (10, 1440),
    "callback_attempts": (1, 20),
}
"""What a region may set (领域档案 L8: recordings not shorter than the logs that the law asks for, 网络安全法 21)."""


@dataclass(frozen=True)
class ParametersSet(Payload):
    """话务参数 were set; the digest says which."""

    kind: ClassVar[str] = "call.parameters_set"
    says: ClassVar[str] = "设置话务参数"
    digest: str
