"""What the switchboard asks of a telephone engine and hears from it, in our own words. No engine's word outside `asterisk`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from yihao.calls.values.calls import EndWhy

LOCK = "yihao switchboard "
"""With the engine's name: the lock in PostgreSQL of whoever is in charge of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Take the call: the caller pays from here and can be spoken to."""

    channel: str


@dataclass(frozen=True, slots=True)
class Say:
    """Play prompts, one after the other. `Played` follows, also when the party hangs up."""

    channel: str
    playback: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop a playback."""

    playback: str


@dataclass(frozen=True, slots=True)
class Music:
    """Music on hold, on or off."""

    channel: str
    on: bool


@dataclass(frozen=True, slots=True)
class Open:
    """Make the room of a talk; one that is there already is kept."""

    bridge: str
    name: str


@dataclass(frozen=True, slots=True)
class Join:
    """Bring a party into a room."""

    bridge: str
    channel: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Take a party out of a room; it stays connected."""

    bridge: str
    channel: str


@dataclass(frozen=True, slots=True)
class Shut:
    """Remove a room."""

    bridge: str


@dataclass(frozen=True, slots=True)
class DialSeat:
    """Ring a seat's telephone. `LegUp` or `LegEnded` follows."""

    channel: str
    endpoint: str
    seconds: int
    call_id: UUID
    leg_id: UUID
    by_itself: bool = False
    """The seat asked for it: its telephone answers without ringing."""


@dataclass(frozen=True, slots=True)
class DialOut:
    """Call a telephone number over the trunk."""

    channel: str
    number: str
    shown: str
    """The number the other side sees."""
    seconds: int
    call_id: UUID
    leg_id: UUID
    recorded: bool = False
    """The leg of a citizen whom we call: what is said with it is recorded."""


@dataclass(frozen=True, slots=True)
class Spy:
    """Let a party hear another one's whole talk, and with `whisper` speak to that one alone."""

    bridge: str
    ear: str
    """The engine's name of the listening device, chosen by us."""
    on: str
    channel: str
    whisper: bool


@dataclass(frozen=True, slots=True)
class HangUp:
    """End a leg."""

    channel: str


Request = Answer | Say | Hush | Music | Open | Join | Leave | Shut | DialSeat | DialOut | Spy | HangUp


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call came in."""

    channel: str
    called: str
    caller: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LegUp:
    """A party that we rang has answered."""

    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LegEnded:
    """A leg is no more."""

    channel: str
    at: datetime
    why: EndWhy


@dataclass(frozen=True, slots=True)
class Played:
    """A playback is over."""

    playback: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key was pressed."""

    channel: str
    digit: str


@dataclass(frozen=True, slots=True)
class Dialled:
    """A seat's telephone dialled a number by itself."""

    channel: str
    endpoint: str
    number: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another switchboard took the engine over: this one must stop acting."""


Heard = Arrived | LegUp | LegEnded | Played | Key | Dialled | Replaced


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the engine holds at a moment: legs in our hands with whether they are answered; and legs elsewhere in it."""

    ours: dict[str, bool]
    others: frozenset[str]
    arrived: tuple[Arrived, ...] = ()
    """Callers in our hands: also those who came while nobody was there to hear of it."""


class Gone(Exception):
    """The leg (or room) that a request is about is no more: it lost the race with a hang-up."""


class EngineAway(Exception):
    """The engine does not answer; what was asked may or may not have been done."""


class Engine(Protocol):
    """A telephone engine. Requests are idempotent: ids are chosen by us, and asking twice does it once."""

    async def do(self, request: Request) -> None:
        """Carry out a request. Raises Gone, EngineAway."""

    async def release(self, channel: str) -> None:
        """Give a waiting call to the fallback queue. Raises EngineAway."""

    async def snapshot(self) -> Snapshot:
        """What there is now. Raises EngineAway."""
