"""Codes of call-backs 漏话回拨, and their events (领域档案 B8; 国办函〔2025〕66号(四) 漏接电话回拨)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.calls.values.calls import MISSED, Outcome
from yihao.followups.values import AttemptOutcome
from yihao.kernel.ledger import Payload

TO_CALL_BACK = MISSED | {Outcome.MESSAGE}
"""Outcomes of incoming calls whose callers are waiting for us."""


class CallbackState(StrEnum):
    """Where a call-back is."""

    OPEN = "open"
    REACHED = "reached"
    CAME_AGAIN = "came_again"
    GIVEN_UP = "given_up"


STATE_NAMES: Mapping[CallbackState, str] = {
    CallbackState.OPEN: "待回拨",
    CallbackState.REACHED: "已回拨",
    CallbackState.CAME_AGAIN: "自行再次来电",
    CallbackState.GIVEN_UP: "已终止",
}


class EndReason(StrEnum):
    """Why a call-back ends without the caller having been reached."""

    UNREACHED = "unreached"
    WRONG_NUMBER = "wrong_number"
    NUISANCE = "nuisance"
    HANDLED = "handled"


END_NAMES: Mapping[EndReason, str] = {
    EndReason.UNREACHED: "多次未接通",
    EndReason.WRONG_NUMBER: "号码有误，无法接通",
    EndReason.NUISANCE: "骚扰来电",
    EndReason.HANDLED: "已按留言办理",
}
CHOSEN = (EndReason.WRONG_NUMBER, EndReason.NUISANCE, EndReason.HANDLED)
"""Reasons that a person may give; 多次未接通 is for the count of attempts to say."""

ATTEMPT_NAMES: Mapping[AttemptOutcome, str] = {
    AttemptOutcome.REACHED: "已接通",
    AttemptOutcome.NO_ANSWER: "无人接听",
    AttemptOutcome.BUSY: "占线",
    AttemptOutcome.OFF: "关机或停机",
    AttemptOutcome.WRONG_NUMBER: "号码有误",
    AttemptOutcome.DECLINED: "对方表示不用回拨",
}
SPOKEN = frozenset({AttemptOutcome.REACHED, AttemptOutcome.DECLINED})
"""Outcomes with which the caller was reached."""


@dataclass(frozen=True)
class CallbackOpened(Payload):
    """A missed call became a task: one for each caller and day."""

    kind: ClassVar[str] = "callback.opened"
    says: ClassVar[str] = "生成回拨任务"
    call_id: UUID
    outcome: str
    called: str
    centre_id: UUID
    due: datetime


@dataclass(frozen=True)
class CallbackAdded(Payload):
    """The same caller missed us again that day; a task that was ended is open again, in a new round."""

    kind: ClassVar[str] = "callback.added"
    says: ClassVar[str] = "并入回拨任务"
    call_id: UUID
    outcome: str
    called: str
    calls: int
    round: int
    due: datetime


@dataclass(frozen=True)
class CallbackDialled(Payload):
    """A call to the caller was placed."""

    kind: ClassVar[str] = "callback.dialled"
    says: ClassVar[str] = "回拨呼出"
    call_id: UUID


@dataclass(frozen=True)
class CallbackAttempted(Payload):
    """What came of one attempt to call back."""

    kind: ClassVar[str] = "callback.attempted"
    says: ClassVar[str] = "回拨结果"
    attempt_id: UUID
    number: int
    round: int
    outcome: str
    call_id: UUID | None


@dataclass(frozen=True)
class CallbackClosed(Payload):
    """A call-back has come to its end; `call_id`: the caller's own later call."""

    kind: ClassVar[str] = "callback.closed"
    says: ClassVar[str] = "回拨办结"
    state: str
    reason: str
    call_id: UUID | None


@dataclass(frozen=True)
class CallbackRecorded(Payload):
    """A contact was opened for what the caller wants."""

    kind: ClassVar[str] = "callback.recorded"
    says: ClassVar[str] = "回拨转受理"
    contact_id: UUID
