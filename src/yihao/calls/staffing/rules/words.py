"""The coverage report and the proposal in words: a light never stands alone."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from yihao.calls.staffing.rules.proposal import Proposed
from yihao.calls.staffing.values import Coverage, Hole

_WEEKDAYS = "一二三四五六日"


def hole_words(hole: Hole, queue: str, absent: Sequence[str], zone: ZoneInfo) -> str:
    """周三 11月25日 02:30–03:00 综合座席缺 1 席（李丽请假）."""
    start, end = hole.stretch.start.astimezone(zone), hole.stretch.end.astimezone(zone)
    until = f"{end:%H:%M}" if end.date() == start.date() else _day_words(end)
    if _is_midnight(end) and (end.date() - start.date()).days == 1:
        until = "24:00"
    gone = f"（{'、'.join(absent)}请假）" if absent else ""
    return f"{_day_words(start)}–{until} {queue}缺 {hole.missing} 席{gone}"


def _day_words(at: datetime) -> str:
    return f"周{_WEEKDAYS[at.weekday()]} {at.month}月{at.day}日 {at:%H:%M}"


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute) == (0, 0)


def report_words(coverage: Coverage, queues: int) -> str:
    """The report's one sentence."""
    each = len(coverage.half_hours) // queues if queues else 0
    if not each:
        return "没有必须值守的队列"
    if coverage.proved:
        return f"全周 {each} 个半小时、{queues} 个队列，座席全部足够"
    short = sum(1 for h in coverage.half_hours if h.missing)
    empty = sum(1 for h in coverage.half_hours if h.needed and not h.planned)
    none = f"，其中 {empty} 个半小时无人值守" if empty else ""
    return (
        f"{len(coverage.holes)} 处缺口，涉及 {short} 个半小时，最多缺 {max(h.missing for h in coverage.holes)} 席{none}"
    )


def why_words(proposed: Proposed) -> str:
    """Why a duty is proposed."""
    what = "保证最低值守" if proposed.for_least else "满足预测话务"
    return f"{what}，补 {proposed.hours:g} 小时缺口"
