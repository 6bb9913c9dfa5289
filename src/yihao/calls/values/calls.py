"""A call and its steps. The steps are the truth: an append-only row each, from which the state of a live call and every
statistic can be rebuilt; the row of the call is their fold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.hotlines.values import Route
from yihao.kernel.ids import new_id
from yihao.kernel.ledger import Payload


class Direction(StrEnum):
    """Who called whom."""

    IN = "in"
    OUT = "out"


class Phase(StrEnum):
    """Where a call is in its life."""

    RINGING = "ringing"
    PROMPT = "prompt"
    MENU = "menu"
    QUEUED = "queued"
    OFFERED = "offered"
    TALKING = "talking"
    SURVEY = "survey"
    VOICEMAIL = "voicemail"
    CLOSED = "closed"


PHASE_NAMES: Mapping[Phase, str] = {
    Phase.RINGING: "呼入",
    Phase.PROMPT: "播放提示",
    Phase.MENU: "语音菜单",
    Phase.QUEUED: "排队中",
    Phase.OFFERED: "正在振铃",
    Phase.TALKING: "通话中",
    Phase.SURVEY: "评价中",
    Phase.VOICEMAIL: "留言中",
    Phase.CLOSED: "已结束",
}


class Role(StrEnum):
    """What a leg is in the call."""

    CALLER = "caller"
    SEAT = "seat"
    OUTSIDE = "outside"
    SUPERVISOR = "supervisor"


class StepKind(StrEnum):
    """One thing that happened. `code` of a step says more: see each."""

    ARRIVE = "arrive"
    """A call came in (or goes out); `code`: the number dialled."""
    SAY = "say"
    """A prompt of the route began; `code`: which."""
    MENU = "menu"
    """A menu is read out."""
    KEY = "key"
    """A key was pressed in the menu; `code`: the key."""
    QUEUE = "queue"
    """The call waits for a seat; `code`: the skill; `why`: see QueueWhy."""
    OFFER = "offer"
    """A seat rings."""
    ASK = "ask"
    """Another party is being called; `code`: whom (target); `why`: see AskWhy."""
    ANSWER = "answer"
    """A leg was answered."""
    HOLD = "hold"
    """The caller hears music, the seat speaks with nobody or with whom it consults."""
    RESUME = "resume"
    """The caller is back in the talk."""
    END = "end"
    """A leg ended; `why`: see EndWhy."""
    SURVEY = "survey"
    """The caller is asked to rate; bound to the seat that spoke last."""
    SCORE = "score"
    """The caller's key; `code`: the key."""
    VOICEMAIL = "voicemail"
    """The caller is asked to leave a message."""
    CLOSE = "close"
    """The call is over; `code`: see Outcome."""


class QueueWhy(StrEnum):
    """Why a call stands in a queue."""

    NEW = "new"
    RETURNED = "returned"
    TRANSFERRED = "transferred"


class AskWhy(StrEnum):
    """To what end a further party is called."""

    ROUTE = "route"
    TRANSFER = "transfer"
    CONSULT = "consult"
    THREE_WAY = "three_way"
    EMERGENCY = "emergency"
    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"
    TAKE_OVER = "take_over"
    CALL_BACK = "call_back"


LISTENING = frozenset({AskWhy.LISTEN, AskWhy.WHISPER})
"""Supervisors that are no party of the talk: nobody but the seat may hear them."""
SUPERVISING = LISTENING | {AskWhy.BARGE, AskWhy.TAKE_OVER}


class EndWhy(StrEnum):
    """How a leg ended."""

    HUNG_UP = "hung_up"
    DROPPED = "dropped"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    CALLER_GONE = "caller_gone"
    HANDED_OVER = "handed_over"
    LOST = "lost"


class Outcome(StrEnum):
    """What became of a call."""

    SERVED = "served"
    """A person answered."""
    ABANDONED = "abandoned"
    """The caller left while waiting for a person."""
    SHORT = "short"
    """The caller left before the queue, at a prompt or menu."""
    INFORMED = "informed"
    """The route ends with a prompt: an old number that is merged (方案 三(一)1)."""
    MESSAGE = "message"
    """A message was left."""
    LOST = "lost"
    """The engine or the line broke off."""
    UNREACHED = "unreached"
    """An outgoing call that nobody answered, or a transfer of the route that nobody took."""
    REFUSED = "refused"
    """A nuisance number under a decision in force."""


OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.SERVED: "已接听",
    Outcome.ABANDONED: "排队放弃",
    Outcome.SHORT: "未进入排队",
    Outcome.INFORMED: "已播放提示",
    Outcome.MESSAGE: "已留言",
    Outcome.LOST: "通话中断",
    Outcome.UNREACHED: "未接通",
    Outcome.REFUSED: "已限制呼入",
}
SCORE_NAMES: Mapping[str, str] = {"": "", "1": "满意", "2": "基本满意", "3": "一般", "4": "不满意"}
"""The keys by which a caller rates, as the prompt `rating` says them."""
MISSED = frozenset({Outcome.ABANDONED, Outcome.LOST, Outcome.UNREACHED})
"""Outcomes of incoming calls that become a call-back task (66号(四) 漏接电话回拨)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the append-only leg table. Times are when it happened."""

    call_id: UUID
    kind: StepKind
    at: datetime
    leg_id: UUID | None = None
    role: Role | None = None
    code: str = ""
    why: str = ""
    seat_id: UUID | None = None
    account_id: UUID | None = None
    unit_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(slots=True)
class Leg:
    """A party of a live call, as far as the steps tell."""

    id: UUID
    role: Role
    why: str = ""
    target: str = ""
    seat_id: UUID | None = None
    account_id: UUID | None = None
    unit_id: UUID | None = None
    asked_at: datetime | None = None
    up_at: datetime | None = None

    @property
    def up(self) -> bool:
        """Whether it was answered."""
        return self.up_at is not None

    @property
    def channel(self) -> str:
        """The engine's name for it: chosen by us, so that a request repeated is the same request."""
        return f"leg-{self.id.hex}"


@dataclass(slots=True)
class Call:
    """A live call: what is fixed at its arrival, and the fold of its steps."""

    id: UUID
    region: str
    channel: str
    """The engine's name of the caller's leg."""
    called: str
    route: Route
    home: str = ""
    """The line's own skill: where a person can always be reached."""
    direction: Direction = Direction.IN
    contact_id: UUID | None = None
    phase: Phase = Phase.RINGING
    place: int = -1
    """Which step of the route was begun last."""
    picked: str = ""
    """The key chosen in the menu."""
    skill: str = ""
    priority: int = 0
    arrived_at: datetime | None = None
    entered_at: datetime | None = None
    """When it came into a queue for the first time: its place in the line."""
    queued_at: datetime | None = None
    held: bool = False
    legs: dict[UUID, Leg] = field(default_factory=dict)
    last_seat: Leg | None = None
    """The seat that spoke with the caller last: the rating is about it."""
    score: str = ""
    outcome: str = ""
    caller: str = ""
    """The caller's number in clear, for dialling and for the contact; known to this process only."""
    playing: str = ""
    """The playback that the caller hears; known to this process only."""
    tries: int = 0
    """How often the caller was asked for a key; known to this process only."""

    @property
    def seat(self) -> Leg | None:
        """The seat that leads the talk (or rings)."""
        return next((leg for leg in self.legs.values() if leg.role is Role.SEAT and leg.why == ""), None)

    @property
    def bridge(self) -> str:
        """The engine's name of the talk."""
        return f"talk-{self.id.hex}"

    def parties(self) -> list[Leg]:
        """Everybody beside the caller who takes part in the talk; who only listens does not."""
        return [leg for leg in self.legs.values() if leg.up and leg.why not in LISTENING]


@dataclass(frozen=True)
class CallStepped(Payload):
    """A step in the life of a call. Beside ids it holds codes only; the caller's number is nowhere in the ledger."""

    kind: ClassVar[str] = "call.step"
    says: ClassVar[str] = "话务流水"
    step: str
    leg_id: UUID | None
    role: str
    code: str
    why: str
    seat_id: UUID | None
    account_id: UUID | None
    unit_id: UUID | None


@dataclass(frozen=True)
class CallClosed(Payload):
    """A call is over: what readers of the ledger act upon (call-backs, statistics)."""

    kind: ClassVar[str] = "call.closed"
    says: ClassVar[str] = "通话结束"
    direction: str
    called: str
    outcome: str
    skill: str
    contact_id: UUID | None
    seat_id: UUID | None
    score: str
