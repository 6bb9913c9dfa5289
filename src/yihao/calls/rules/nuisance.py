"""Pure rules of nuisance calls: what raises a suspicion, how long a limit may last, who may decide an appeal."""

from datetime import date, datetime, timedelta
from uuid import UUID

LONGEST = timedelta(days=180)
"""No limit lasts longer; who goes on after it is decided about anew."""


def suspicious(calls: int, *, threshold: int, day: date, cleared_on: date | None) -> bool:
    """Whether the calls of a number on a day ask for a person's look; not again on a day on which one has looked."""
    return calls >= threshold and cleared_on != day


def limit_error(now: datetime, until: datetime) -> str:
    """What is wrong with the end of a limit; "" when nothing is."""
    if until <= now:
        return "截止时间须晚于现在"
    if until - now > LONGEST:
        return f"一次限制最长 {LONGEST.days} 天，期满可以重新判断"
    return ""


def may_review(decided_by: UUID | None, reviewer: UUID) -> bool:
    """Whether somebody may decide an appeal: never who decided the limit."""
    return decided_by != reviewer
