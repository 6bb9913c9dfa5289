"""`staffing.toml` of a pack: rules of the roster, the target, the queues that must be staffed, the shifts to begin with."""

from collections.abc import Collection, Iterator
from datetime import time
from pathlib import Path

from .keys import Keys, is_clock, read_keys
from .values import Mistake, Queue, Shift, ShiftHours, Staffing

FILE = "staffing.toml"


def read_staffing(folder: Path, mistakes: list[Mistake]) -> Staffing | None:
    """Read the file, or None with the mistakes noted."""
    keys = read_keys(folder, FILE, mistakes)
    if keys is None:
        return None
    keys.only("rules", "target", "queues", "shifts")
    rules, target = keys.inner("rules"), keys.inner("target")
    rules.only("rest_minutes", "longest_minutes", "week_minutes")
    target.only("answered", "within_seconds", "handle_seconds", "daily_calls")
    return Staffing(
        rest_minutes=rules.whole("rest_minutes", 0, 2880),
        longest_minutes=rules.whole("longest_minutes", 60, 1440),
        week_minutes=rules.whole("week_minutes", 60, 10080),
        answered=target.fraction("answered"),
        within_seconds=target.whole("within_seconds", 1, 600),
        handle_seconds=target.whole("handle_seconds", 10, 7200),
        daily_calls=target.whole("daily_calls", 1, 10_000_000),
        queues=tuple(_queue(item) for item in keys.list_of("queues")),
        shifts=tuple(_shift(item) for item in keys.list_of("shifts")),
    )


def check_staffing(staffing: Staffing, units: Collection[str], skills: Collection[str]) -> Iterator[Mistake]:
    """Units and skills that are not there, queues and shifts that are there twice."""
    for number, queue in enumerate(staffing.queues, start=1):
        if queue.unit not in units:
            yield Mistake(FILE, 0, f"queues[{number}].unit", f"units.csv 里没有“{queue.unit}”")
        if queue.skill not in skills:
            yield Mistake(FILE, 0, f"queues[{number}].skill", f"skills.csv 里没有“{queue.skill}”")
        if queue.skill in {q.skill for q in staffing.queues[: number - 1]}:
            yield Mistake(FILE, 0, f"queues[{number}].skill", f"“{queue.skill}”写了两次")
    for number, shift in enumerate(staffing.shifts, start=1):
        if shift.name in {s.name for s in staffing.shifts[: number - 1]}:
            yield Mistake(FILE, 0, f"shifts[{number}].name", f"“{shift.name}”写了两次")


def _queue(keys: Keys) -> Queue:
    keys.only("skill", "unit", "least", "share")
    share = keys.table.get("share")
    if not isinstance(share, float) or not 0 < share <= 1:
        keys.wrong("share", "应是大于 0、不超过 1 的小数")
        share = 1.0
    return Queue(
        skill=keys.text("skill"),
        unit=keys.text("unit"),
        least=keys.whole("least", 1, 500),
        share=share,
    )


def _shift(keys: Keys) -> Shift:
    keys.only("name", "hours", "breaks")
    pairs = keys.table.get("breaks")
    if not isinstance(pairs, list):
        keys.wrong("breaks", '休息时间应写成 [["12:00", "12:30"]] 的样子，没有就写 []')
        pairs = []
    breaks = tuple(_hours(keys, "breaks", pair) for pair in pairs)
    return Shift(name=keys.text("name"), hours=_hours(keys, "hours", keys.table.get("hours")), breaks=breaks)


def _hours(keys: Keys, key: str, pair: object) -> ShiftHours:
    """Two times of day that differ; over midnight where the second is the earlier one."""
    if isinstance(pair, list) and len(pair) == 2 and all(is_clock(part) for part in pair) and pair[0] != pair[1]:
        return ShiftHours(start=time.fromisoformat(pair[0]), end=time.fromisoformat(pair[1]))
    keys.wrong(key, '时间应写成 ["23:00", "07:00"] 的样子，开始和结束不能相同')
    return ShiftHours(start=time(0), end=time(1))
