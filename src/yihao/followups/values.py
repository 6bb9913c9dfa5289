"""Codes of follow-ups 回访, and their events (领域档案 G, 4.2 visit)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from yihao.kernel.ledger import Payload


class AttemptOutcome(StrEnum):
    """What came of one attempt to reach somebody."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    OFF = "off"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"


class Solved(StrEnum):
    """是否解决, as the citizen says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Satisfaction(StrEnum):
    """满意度."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    SO_SO = "so_so"
    DISSATISFIED = "dissatisfied"


class Source(StrEnum):
    """Where a rating comes from."""

    VISIT = "visit"
    PORTAL = "portal"
    KEY = "key"


ATTEMPT_NAMES: Mapping[AttemptOutcome, str] = {
    AttemptOutcome.REACHED: "已接通",
    AttemptOutcome.NO_ANSWER: "无人接听",
    AttemptOutcome.BUSY: "占线",
    AttemptOutcome.OFF: "关机或停机",
    AttemptOutcome.WRONG_NUMBER: "号码有误",
    AttemptOutcome.DECLINED: "诉求人不需回访",
}
SOLVED_NAMES: Mapping[Solved, str] = {Solved.YES: "已解决", Solved.PARTLY: "部分解决", Solved.NO: "未解决"}
SATISFACTION_NAMES: Mapping[Satisfaction, str] = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.FAIR: "基本满意",
    Satisfaction.SO_SO: "一般",
    Satisfaction.DISSATISFIED: "不满意",
}


@dataclass(frozen=True)
class VisitAttempted(Payload):
    """One attempt to call back, reached or not. 未接通1, 未接通2 … (领域档案 G3)."""

    kind: ClassVar[str] = "visit.attempted"
    says: ClassVar[str] = "回访"
    attempt_id: UUID
    number: int
    round: int
    outcome: str


@dataclass(frozen=True)
class RatingGiven(Payload):
    """The citizen's answer: contacted? solved? satisfied?"""

    kind: ClassVar[str] = "rating.given"
    says: ClassVar[str] = "评价"
    rating_id: UUID
    round: int
    source: str
    contacted: bool | None
    solved: str
    satisfaction: str
    attitude: str
