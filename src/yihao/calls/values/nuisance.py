"""Codes of nuisance calls 骚扰来电, and their events (领域档案 B11; 国办函〔2025〕66号(二) 恶意扰乱热线工作秩序).

A count only raises a suspicion; a person decides, for a reason, until a day; the caller can appeal. A limit never keeps
anybody from reporting danger.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from yihao.kernel.ledger import Payload


class NuisanceState(StrEnum):
    """Where a suspicion is."""

    SUSPECTED = "suspected"
    DISMISSED = "dismissed"
    LIMITED = "limited"
    LIFTED = "lifted"
    EXPIRED = "expired"


NUISANCE_NAMES: Mapping[NuisanceState, str] = {
    NuisanceState.SUSPECTED: "待判断",
    NuisanceState.DISMISSED: "不属骚扰",
    NuisanceState.LIMITED: "限制中",
    NuisanceState.LIFTED: "申诉解除",
    NuisanceState.EXPIRED: "到期解除",
}


class NuisanceReason(StrEnum):
    """Why a number is limited."""

    NO_APPEAL = "no_appeal"
    ABUSE = "abuse"
    BLOCKING = "blocking"
    FALSE_REPORT = "false_report"


REASON_NAMES: Mapping[NuisanceReason, str] = {
    NuisanceReason.NO_APPEAL: "反复拨打而没有诉求",
    NuisanceReason.ABUSE: "辱骂、威胁话务员",
    NuisanceReason.BLOCKING: "恶意占用线路",
    NuisanceReason.FALSE_REPORT: "多次虚假反映",
}


@dataclass(frozen=True)
class NuisanceSuspected(Payload):
    """A number called so often in a day that a person has to look at it."""

    kind: ClassVar[str] = "nuisance.suspected"
    says: ClassVar[str] = "提请判断骚扰来电"
    calls: int


@dataclass(frozen=True)
class NuisanceLimited(Payload):
    """A person decided to limit a number until a day."""

    kind: ClassVar[str] = "nuisance.limited"
    says: ClassVar[str] = "限制骚扰来电"
    reason: str
    until: datetime


@dataclass(frozen=True)
class NuisanceDismissed(Payload):
    """A person decided that it is no nuisance."""

    kind: ClassVar[str] = "nuisance.dismissed"
    says: ClassVar[str] = "判断不属骚扰"


@dataclass(frozen=True)
class NuisanceAppealed(Payload):
    """The caller appeals against the limit."""

    kind: ClassVar[str] = "nuisance.appealed"
    says: ClassVar[str] = "骚扰限制申诉"


@dataclass(frozen=True)
class NuisanceReviewed(Payload):
    """The appeal was decided, by somebody else than the limit."""

    kind: ClassVar[str] = "nuisance.reviewed"
    says: ClassVar[str] = "复核骚扰限制申诉"
    lifted: bool


@dataclass(frozen=True)
class NuisanceExpired(Payload):
    """The day has come until which a number was limited."""

    kind: ClassVar[str] = "nuisance.expired"
    says: ClassVar[str] = "骚扰限制到期"


@dataclass(frozen=True)
class NuisanceEvidenced(Payload):
    """The list of calls was drawn up for the police."""

    kind: ClassVar[str] = "nuisance.evidenced"
    says: ClassVar[str] = "调取骚扰来电证据"
    calls: int
