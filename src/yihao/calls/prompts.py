"""What a call says whatever its route: codes of the region's spoken texts, and where their sound stands in the pack."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import timedelta

PLAYED = (
    *("queue_entered", "queue_next", "queue_place", "queue_place_about", "queue_place_many"),
    *("queue_wait_soon", "queue_wait", "queue_wait_long", "waiting", "all_busy", "overflow"),
    *("transfer", "transfer_person", "transfer_expert", "transfer_unit", "transfer_sub_center"),
    *("transfer_emergency", "transfer_failed", "hold", "three_way"),
    *("rating", "rating_again", "rating_thanks", "voicemail", "voicemail_thanks", "closing"),
    *("fallback", "fallback_busy", "call_back", "follow_up", "nuisance", "disaster", "holiday"),
)
"""The texts that every region has."""

_PLACES = tuple(range(1, 31))
_TENS = tuple(range(40, 100, 10))
_MINUTES = (*range(2, 11), 15, 20, 30)

COUNTED: Mapping[str, tuple[int, ...]] = {
    "queue_place": _PLACES,
    "queue_place_about": _TENS,
    "queue_wait": _MINUTES,
}
"""Texts with a {number}, and the numbers they are said with.

Each is one sound, `queue_place_3`: a sentence read as a whole is understood, one put together from pieces is not.
More than thirty in line, or more than ten minutes, nobody knows to the unit: such figures are said roughly.
"""

SOUNDS = ("music", "beep")
"""Sounds without words: music on hold, and the tone before a message."""


def audio_of(code: str) -> str:
    """Where the sound of a code stands in a pack, without suffix: `.alaw` (rendered) or `.wav` (recorded)."""
    return f"audio/{code}"


def say_place(ahead: int, wait: timedelta) -> tuple[str, ...]:
    """Place in the line and expected wait 排队位置和预计等待时间, as codes to be played one after the other."""
    return _place(ahead), _wait(wait)


def _place(ahead: int) -> str:
    """The place: exact up to thirty, then to the nearest ten."""
    if ahead <= 0:
        return "queue_next"
    if ahead <= _PLACES[-1]:
        return f"queue_place_{ahead}"
    tens = max(_TENS[0], (ahead + 5) // 10 * 10)
    return f"queue_place_about_{tens}" if tens <= _TENS[-1] else "queue_place_many"


def _wait(wait: timedelta) -> str:
    """The wait in minutes, rounded up: a caller forgives a wait that is shorter than said."""
    minutes = -(-wait // timedelta(minutes=1))
    if minutes <= 1:
        return "queue_wait_soon"
    if minutes > _MINUTES[-1]:
        return "queue_wait_long"
    return f"queue_wait_{_MINUTES[bisect_left(_MINUTES, minutes)]}"
