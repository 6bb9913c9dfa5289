"""`bench acd`: a day of calls on a simulated clock, through the rules and by an independent calculation: they are equal."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from yihao.app.bench.acd import counted, day, replay
from yihao.calls.rules import indicators
from yihao.calls.rules.indicators import CallFacts

CALLS, SEED = 1250, 12345
_LEVEL, _SHORT = 15, 5


@dataclass(frozen=True, slots=True)
class Found:
    """What one calculation says of the day."""

    requested: int
    answered: int
    in_time: int
    abandoned: int
    short: int
    service_level: float | None
    waits: tuple[int, ...]
    """Microseconds from the queue to a person or to leaving, in the order of arrival."""
    missed: tuple[int, ...]
    """The calls that have to be called back, by their place in the day."""


def measure(say: Callable[[str], None]) -> dict[str, Any]:
    """Equal: service level, every single wait, and the list of the missed."""
    plan, skills = day.day(SEED, CALLS), day.seats()
    began = time.process_time()
    ours = by_the_rules(plan, skills)
    seconds = time.process_time() - began
    other = by_counting(plan, skills)
    equal = ours == other
    say(
        f"{len(plan)} 个来电、{len(skills)} 个座席：请求人工 {ours.requested}，接通 {ours.answered}，15 秒内 {ours.in_time}，"
        f"放弃 {ours.abandoned}，最长等待 {max(ours.waits) / day.SECOND:.1f} 秒，待回拨 {len(ours.missed)} 人；"
        f"与独立计算{'完全一致' if equal else '不一致'}"
    )
    brief = {name: _brief(found) for name, found in (("rules", ours), ("independent", other))}
    return {"bench": "acd", "calls": len(plan), "seats": len(skills), **brief, "equal": equal,
            "cpu_ms_per_call": round(seconds * 1000 / len(plan), 3), "within": equal}  # fmt: skip


def by_the_rules(plan: list[day.Planned], skills: list[frozenset[str]]) -> Found:
    """What the rules of `calls` make of the day."""
    facts = replay.facts(plan, skills)
    f = indicators.figures(facts, level=timedelta(seconds=_LEVEL), short=timedelta(seconds=_SHORT))
    places = {id(fact): place for place, fact in enumerate(facts)}
    missed = tuple(sorted(places[id(fact)] for fact in indicators.missed(facts)))
    waits = tuple(_microseconds(fact) for fact in facts)
    return Found(f.requested, f.answered, f.in_time, f.abandoned, f.short, f.service_level, waits, missed)


def by_counting(plan: list[day.Planned], skills: list[frozenset[str]]) -> Found:
    """What the independent calculation makes of it."""
    calls = counted.count(plan, skills)
    waits = [(c.answered if c.answered is not None else c.left or 0) - c.entered for c in calls]
    served = [w for w, c in zip(waits, calls, strict=True) if c.answered is not None]
    lost = [w for w, c in zip(waits, calls, strict=True) if c.answered is None]
    in_time = len([w for w in served if w <= _LEVEL * day.SECOND])
    short = len([w for w in lost if w < _SHORT * day.SECOND])
    level = in_time / len(calls)
    missed = tuple(counted.to_call_back(calls))
    return Found(len(calls), len(served), in_time, len(lost), short, level, tuple(waits), missed)


def _microseconds(fact: CallFacts) -> int:
    assert fact.wait is not None
    return fact.wait // timedelta(microseconds=1)


def _brief(found: Found) -> dict[str, Any]:
    every = asdict(found)
    waits = every.pop("waits")
    return every | {"average_wait": round(sum(waits) / len(waits) / day.SECOND, 3), "missed": len(found.missed)}
