"""Pure rules of 排班: what hours a shift has on a day, and when a duty can't be."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yihao.organisation.rosters.values import AbsenceState, Hours, RosterPolicy, Stretch, SwapState

SWAP_MOVES: frozenset[tuple[SwapState, SwapState]] = frozenset(
    {
        (SwapState.ASKED, SwapState.ACCEPTED),
        (SwapState.ASKED, SwapState.REFUSED),
        (SwapState.ASKED, SwapState.WITHDRAWN),
        (SwapState.ACCEPTED, SwapState.APPROVED),
        (SwapState.ACCEPTED, SwapState.REFUSED),
        (SwapState.ACCEPTED, SwapState.WITHDRAWN),
    }
)
ABSENCE_MOVES: frozenset[tuple[AbsenceState, AbsenceState]] = frozenset(
    {
        (AbsenceState.ASKED, AbsenceState.APPROVED),
        (AbsenceState.ASKED, AbsenceState.REFUSED),
        (AbsenceState.ASKED, AbsenceState.WITHDRAWN),
        (AbsenceState.APPROVED, AbsenceState.WITHDRAWN),
    }
)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def stretch_on(hours: Hours, day: date, zone: ZoneInfo) -> Stretch:
    """The instants between which the hours lie when they begin on a day; over midnight where the end is not later."""
    end_day = day if hours.end > hours.start else day + timedelta(days=1)
    return Stretch(_at(day, hours.start, zone), _at(end_day, hours.end, zone))


def breaks_on(hours: Hours, breaks: Iterable[Hours], day: date, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """The breaks of a shift that begins on a day: a time of day before the shift's start means the day after."""
    found = []
    for gap in breaks:
        begins = day if gap.start >= hours.start else day + timedelta(days=1)
        found.append(stretch_on(gap, begins, zone))
    return tuple(found)


def shift_faults(hours: Hours, breaks: Sequence[Hours]) -> Iterator[tuple[str, str]]:
    """What is wrong with a shift: field and sentence."""
    if hours.start == hours.end:
        yield "end", "开始和结束时间相同；全天请分成几个班次"
        return
    day, zone = date(2020, 1, 6), ZoneInfo("UTC")
    whole = stretch_on(hours, day, zone)
    gaps = sorted(breaks_on(hours, breaks, day, zone))
    if any(gap.start < whole.start or gap.end > whole.end for gap in gaps):
        yield "breaks", "休息时间应在班次之内"
    if any(a.meets(b) for a, b in zip(gaps, gaps[1:], strict=False)):
        yield "breaks", "休息时间不能重叠"
    if sum(gap.minutes for gap in gaps) >= whole.minutes:
        yield "breaks", "休息时间不能占满整个班次"


def refusal(duty: Stretch, others: Sequence[Stretch], away: Iterable[Stretch], policy: RosterPolicy) -> str:
    """Why a person can't have a duty beside the other ones and the approved absences, or empty.

    Never two duties at once; rest between two of them; no duty and no week longer than set (劳动法 36、38、41).
    """
    if duty.minutes > policy.longest_minutes:
        return f"班次长 {_words(duty.minutes)}，超过单班上限 {_words(policy.longest_minutes)}"
    if any(duty.meets(other) for other in others):
        return "同一时间已有班次"
    if any(duty.meets(gone) for gone in away):
        return "当班时间内已请假"
    between = [_distance(duty, other) for other in others]
    if between and min(between) < policy.rest_minutes:
        return f"与相邻班次只隔 {_words(min(between))}，应至少休息 {_words(policy.rest_minutes)}"
    return ""


def too_much(minutes: int, policy: RosterPolicy) -> str:
    """Why the minutes of a week are too many, or empty."""
    if minutes > policy.week_minutes:
        return f"本周累计 {_words(minutes)}，超过每周上限 {_words(policy.week_minutes)}"
    return ""


def standing_on(
    hours: Hours, weekdays: Iterable[int], valid: tuple[date, date | None], span: Stretch, zone: ZoneInfo
) -> Iterator[Stretch]:
    """The stretches of seats that are kept ready every week on these weekdays (0 = Monday), cut to a span.

    Hours with the same start and end are the whole day.
    """
    days = set(weekdays)
    day = span.start.astimezone(zone).date() - timedelta(days=1)
    last = span.end.astimezone(zone).date()
    while day <= last:
        if day.weekday() in days and valid[0] <= day and (valid[1] is None or day <= valid[1]):
            whole = stretch_on(hours, day, zone)
            if whole.meets(span):
                yield Stretch(max(whole.start, span.start), min(whole.end, span.end))
        day += timedelta(days=1)


def _distance(one: Stretch, other: Stretch) -> int:
    gap = other.start - one.end if other.start >= one.end else one.start - other.end
    return int(gap.total_seconds() // 60)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not rest:
        return f"{hours} 小时"
    return f"{hours} 小时 {rest} 分" if hours else f"{rest} 分"
