"""Pure rules of call-backs: when one may call, when it is late, how well it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yihao.followups.values import AttemptOutcome
from yihao.orders.values.states import Light


def may_call(now: datetime, due: datetime, hours: tuple[time, time]) -> bool:
    """Whether the caller may be called at this local time: while the promise runs at any hour (who has just called is
    awake), later within the hours of follow-ups only."""
    return now <= due or hours[0] <= now.timetz().replace(tzinfo=None) < hours[1]


def light(now: datetime, *, started: datetime, due: datetime, yellow: float) -> Light:
    """The light of a call-back; `yellow` is the fraction of its time after which it warns."""
    if now >= due:
        return Light.RED
    return Light.YELLOW if now >= warned(started, due, yellow) else Light.GREEN


def warned(started: datetime, due: datetime, yellow: float) -> datetime:
    """The instant of the warning."""
    return started + (due - started) * yellow


def proposed(*, over: bool, answered: bool) -> AttemptOutcome | None:
    """What a call that was placed says of the attempt; None while it still rings."""
    if answered:
        return AttemptOutcome.REACHED
    return AttemptOutcome.NO_ANSWER if over else None


@dataclass(frozen=True, slots=True)
class CallbackFacts:
    """A missed number of a day, and when it was first called back, if at all. `came_again`: the caller was served by a
    call of their own before anybody called back, so there was nothing left to do."""

    missed_at: datetime
    called_at: datetime | None
    came_again: bool = False


@dataclass(frozen=True, slots=True)
class CallbackFigures:
    """漏接回拨率, 回拨及时率 (领域档案 4.1), each number counted once a day."""

    missed: int
    called: int
    in_time: int

    @property
    def callback_rate(self) -> float | None:
        """漏接回拨率: called back ÷ missed."""
        return self.called / self.missed if self.missed else None

    @property
    def callback_ontime(self) -> float | None:
        """回拨及时率: called back within the limit ÷ missed."""
        return self.in_time / self.missed if self.missed else None


def figures(found: Sequence[CallbackFacts], *, limit: timedelta) -> CallbackFigures:
    """The figures of missed numbers, the limit included. Who came again by themselves is in neither part."""
    waiting = [f for f in found if not f.came_again]
    waits = [f.called_at - f.missed_at for f in waiting if f.called_at is not None]
    return CallbackFigures(len(waiting), len(waits), sum(1 for w in waits if w <= limit))
