"""What a transition needs beyond the right state and permission. Pure; each refusal says what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yihao.catalogue.values import AppealType


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts that guards look at."""

    appeal_type: str
    round: int
    redo_max: int
    contacted: bool
    intake_agent: UUID | None
    lead_unit: UUID | None
    actor: UUID | None
    actor_units: frozenset[UUID]
    closed_at: datetime | None
    reopen_days: int
    now: datetime


def _independent(s: Situation) -> str:
    if s.actor is not None and s.actor == s.intake_agent:
        return "您是本件的受理人，回访须由他人进行"
    if s.lead_unit in s.actor_units:
        return "承办单位不能回访自己办理的工单"
    return ""


def _reopen_window(s: Situation) -> str:
    if s.closed_at is not None and s.now <= s.closed_at + timedelta(days=s.reopen_days):
        return ""
    return f"办结已超过 {s.reopen_days} 天，请重新提交诉求"


GUARDS: dict[str, Callable[[Situation], str]] = {
    # 济南条例 27, 30: two redos, then the joint meeting
    "round_left": lambda s: (
        "" if s.round < s.redo_max else f"已重办 {s.round} 次，达到上限，请作解释终结或提请联席会议"
    ),
    # 领域档案 F2: contact before reply
    "contact_recorded": lambda s: "" if s.contacted else "请先登记与诉求人的联系情况，再提交答复",
    # 领域档案 G7: never by the handling unit nor the intake agent
    "independent": _independent,
    # T29: a report stays as a clue
    "not_report": lambda s: (
        "举报件不能撤单：线索须继续核查，可在补充情况中注明" if s.appeal_type == AppealType.REPORT else ""
    ),
    "reopen_window": _reopen_window,
}
INPUT_GUARDS = {
    "listed_ground": "情形须在不予受理清单内，并已告知理由和正确渠道",
    "receipt": "须有受理方的回执编号",
    "required_facts": "时间、事项、地点、联系方式齐全（北京条例 10）",
    "one_lead": "主办单位有且只有一个（领域档案 3.1）",
}
"""Needs that the input of the action itself fulfils; for the documentation."""


def refusal(needs: tuple[str, ...], situation: Situation) -> str:
    """The first reason why not, or empty."""
    return next((why for n in needs if n in GUARDS and (why := GUARDS[n](situation))), "")
