"""What a number's plan holds, and how it stands. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from yihao.centre.values import DialResult, OnlyIf, Phase, Standing, Tally, TaskFact, TaskKind, TaskState
from yihao.hotlines.values import HotlineFact, Period, Stage

_MERGING = frozenset({Stage.TRANSITION, Stage.MERGED, Stage.DUAL, Stage.SUB_CENTER})
_SOON = timedelta(days=3)
_LONG_AGO = timedelta(days=60)


def first_period(hotline: HotlineFact) -> Period | None:
    """The period with which a number's merge begins; None for one that is not merged by a plan of its own."""
    return next((p for p in hotline.periods if p.stage in _MERGING), None)


def tasks_of(hotline: HotlineFact, period: Period, kinds: Iterable[TaskKind]) -> dict[str, date]:
    """The tasks of a number's plan with their due dates: 一号一策, by its mode and its techniques (方案 五(二))."""
    has = {
        OnlyIf.ALWAYS: True,
        OnlyIf.EXPERTS: hotline.expert_seats,
        OnlyIf.SEATS_IN: period.seats_in,
        OnlyIf.SEATS_KEPT: period.seats_kept,
        OnlyIf.SYSTEM_LINK: period.system_link,
    }
    return {
        k.code: period.start + timedelta(days=k.due_days)
        for k in kinds
        if hotline.mode.value in k.modes and has[k.only_if]
    }


def standing(task: TaskFact, today: date) -> Standing:
    """How a task stands: late from the day after it was due."""
    if task.state is not TaskState.OPEN:
        return Standing.DONE
    if task.due < today:
        return Standing.LATE
    return Standing.SOON if task.due - today <= _SOON else Standing.OPEN


def tally(tasks: Iterable[TaskFact], today: date) -> Tally:
    """Settled and late tasks of many; those of numbers merged before are nobody's work here and are not counted."""
    found = [standing(t, today) for t in tasks if t.state is not TaskState.BEFORE]
    return Tally(len(found), found.count(Standing.DONE), found.count(Standing.LATE))


def plan_standing(tasks: Iterable[TaskFact], today: date) -> Standing:
    """How a plan stands: as its worst task; done when nothing is open."""
    found = {standing(t, today) for t in tasks}
    for worst in (Standing.LATE, Standing.SOON, Standing.OPEN):
        if worst in found:
            return worst
    return Standing.DONE


def days_late(task: TaskFact, today: date) -> int:
    """Days beyond the due date: until it was done, or until today while it is open."""
    until = task.done_on if task.state is TaskState.DONE and task.done_on else today
    settled = task.state in (TaskState.WAIVED, TaskState.BEFORE)
    return 0 if settled else max(0, (until - task.due).days)


def phase_of(number: int, phases: Iterable[Phase]) -> Phase | None:
    """A phase by its number."""
    return next((p for p in phases if p.number == number), None)


def merged_before(first_day: date, today: date) -> bool:
    """Whether a number was merged so long before this system came that nobody enters its tasks any more."""
    return today - first_day > _LONG_AGO


def hand_over_fault(planned: int, moved: int) -> str:
    """Why a hand-over can't be entered like this, or nothing."""
    return "已移交数不能多于应移交数" if moved > planned else ""


def next_test(published_on: date, tested_on: date | None, every_days: int) -> date:
    """When a published number has to be dialled next (国办函〔2025〕66号(四): 定期拨测)."""
    return (tested_on or published_on) + timedelta(days=every_days)


GOOD_RESULTS: Mapping[DialResult, bool] = {r: r is DialResult.ANSWERED for r in DialResult}
"""Whether a result says that the number is as published."""
