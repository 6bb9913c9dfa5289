"""Pure rules of 回访: when an answer is good enough, when to stop calling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yihao.followups.values import Satisfaction, Solved


@dataclass(frozen=True, slots=True)
class Answer:
    """What the citizen says of a round of handling. `contacted` None = not asked."""

    contacted: bool | None
    solved: Solved
    satisfaction: Satisfaction


def is_bad(answer: Answer) -> bool:
    """Whether the order has to be judged: not solved, dissatisfied, or never contacted. T23 (领域档案 3.4)."""
    return answer.solved is Solved.NO or answer.satisfaction is Satisfaction.DISSATISFIED or answer.contacted is False


def given_up(days: Sequence[date], *, attempts: int, over_days: int) -> bool:
    """Whether enough was tried in vain: at least `attempts` on at least `over_days` days (领域档案 3.5 联系不上).

    `days` are the days of the attempts in vain, one entry each.
    """
    return len(days) >= attempts and len(set(days)) >= over_days
