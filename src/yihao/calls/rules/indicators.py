"""Indicators of the telephone service (领域档案 4.1; GB/T 33358: ≤ 15 seconds, ≥ 95 %). Pure.

The event that puts a call into a period is its arrival. With nothing to divide by a rate is None, shown as “—”.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yihao.calls.values.calls import MISSED, Outcome


@dataclass(frozen=True, slots=True)
class CallFacts:
    """An incoming call as its steps tell. `answered_at`: by the first person; `queued_at`: into the first queue."""

    called: str
    skill: str
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    caller: bytes = b""
    wrapped_up: timedelta = timedelta(0)

    @property
    def wait(self) -> timedelta | None:
        """From the queue to a person, or to the caller's leaving."""
        until = self.answered_at or self.ended_at
        return until - self.queued_at if self.queued_at and until else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a period; the rates follow from them."""

    calls_in: int
    """呼入总量: calls that reached the entry."""
    requested: int
    """人工请求量: calls that came into a queue."""
    answered: int
    in_time: int
    abandoned: int
    short: int
    """Abandoned so soon that the variant of the level leaves them out."""
    waited: float
    """Seconds that the answered calls waited, in all."""

    @property
    def answer_rate(self) -> float | None:
        """接通率: answered ÷ requested."""
        return self.answered / self.requested if self.requested else None

    @property
    def service_level(self) -> float | None:
        """15秒接通率: answered within the limit of the queue entry ÷ requested."""
        return self.in_time / self.requested if self.requested else None

    @property
    def service_level_variant(self) -> float | None:
        """The same without calls abandoned at once."""
        rest = self.requested - self.short
        return self.in_time / rest if rest else None

    @property
    def abandon_rate(self) -> float | None:
        """放弃率: abandoned ÷ requested."""
        return self.abandoned / self.requested if self.requested else None

    @property
    def average_wait(self) -> float | None:
        """平均等待时长: seconds that the answered calls waited ÷ answered."""
        return self.waited / self.answered if self.answered else None


def figures(calls: Sequence[CallFacts], *, level: timedelta, short: timedelta) -> Figures:
    """The figures of the calls of a period."""
    requested = [c for c in calls if c.queued_at is not None]
    answered = [c for c in requested if c.answered_at is not None]
    waits = [c.wait for c in answered if c.wait is not None]
    left = [c for c in requested if c.answered_at is None and c.outcome in MISSED]
    return Figures(
        calls_in=len(calls),
        requested=len(requested),
        answered=len(answered),
        in_time=sum(1 for w in waits if w <= level),
        abandoned=len(left),
        short=sum(1 for c in left if c.wait is not None and c.wait < short),
        waited=sum(w.total_seconds() for w in waits),
    )


def missed(calls: Sequence[CallFacts]) -> list[CallFacts]:
    """The calls that have to be called back, one for each caller: the last one of a caller without a later answered call.

    66号(四): 漏接电话回拨. Hidden numbers can't be called back.
    """
    served = {c.caller: c.arrived_at for c in sorted(calls, key=lambda c: c.arrived_at) if c.answered_at is not None}
    last = {
        c.caller: c
        for c in sorted(calls, key=lambda c: c.arrived_at)
        if c.caller and c.outcome in MISSED and c.answered_at is None
    }
    return [c for c in last.values() if c.caller not in served or served[c.caller] < c.arrived_at]
