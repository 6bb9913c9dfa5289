"""Calls expected on a day, from the days of history that resemble it. Medians, so that one bad day moves nothing.

The day's total is the weighted median of similar days (the same weekday where there are enough), later days counting
more; its shape over the half-hours is the pooled shape of those days, smoothed with its neighbours.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median

from yihao.calls.staffing.values import SLOTS, DayForecast, DayKind
from yihao.kernel.calendar import Calendar

HALF_LIFE_DAYS = 28
ENOUGH_DAYS = 4
MONTH_END_DAYS = 3
_BOUNDS = (0.7, 1.5)
"""Between which the factor of the month's end is believed."""

_INSTEAD: Mapping[DayKind, tuple[DayKind, ...]] = {
    DayKind.WORKING: (DayKind.WORKING, DayKind.MADE_UP),
    DayKind.MADE_UP: (DayKind.MADE_UP, DayKind.WORKING),
    DayKind.WEEKEND: (DayKind.WEEKEND, DayKind.HOLIDAY),
    DayKind.HOLIDAY: (DayKind.HOLIDAY, DayKind.WEEKEND),
}
"""Where there are too few days of a kind, the next one is taken with it."""


def day_kind(day: date, calendar: Calendar) -> DayKind:
    """Which days a day resembles, by the working calendar with its holidays and make-up working days."""
    special = calendar.special.get(day)
    if special is not None and day.weekday() < 5:
        return DayKind.WORKING if special else DayKind.HOLIDAY
    if special is not None:
        return DayKind.MADE_UP if special else DayKind.HOLIDAY
    return DayKind.WORKING if day.weekday() < 5 else DayKind.WEEKEND


def is_month_end(day: date) -> bool:
    """Whether a day is one of the month's last."""
    return day.day > monthrange(day.year, day.month)[1] - MONTH_END_DAYS


def forecast_day(day: date, counts: Mapping[date, Sequence[int]], calendar: Calendar) -> DayForecast:
    """What to expect of a day from days before it; nothing when there are none."""
    kind = day_kind(day, calendar)
    past = [d for d in counts if d < day]
    alike = _alike(day, kind, past, calendar)
    if not alike:
        return DayForecast(day, kind, (0.0,) * SLOTS, 0, 1.0)
    weights = [_weight(day, d) for d in alike]
    total = weighted_median([float(sum(counts[d])) for d in alike], weights)
    factor = _month_end(past, counts, calendar) if is_month_end(day) else 1.0
    shape = _shape([counts[d] for d in alike], weights)
    return DayForecast(day, kind, tuple(total * factor * part for part in shape), len(alike), factor)


def weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """The value at which half of the weight is reached; between two values when it is reached exactly."""
    ordered = sorted(zip(values, weights, strict=True))
    half, reached = sum(weights) / 2, 0.0
    for at, (value, weight) in enumerate(ordered):
        reached += weight
        if abs(reached - half) < 1e-12 and at + 1 < len(ordered):
            return (value + ordered[at + 1][0]) / 2
        if reached > half:
            return value
    return ordered[-1][0]


def _alike(day: date, kind: DayKind, past: Iterable[date], calendar: Calendar) -> list[date]:
    """The days that resemble a day; ordinary days before the end of the month where there are enough."""
    known = {d: day_kind(d, calendar) for d in past}
    found: list[date] = []
    for wanted in _INSTEAD[kind]:
        found += [d for d, k in known.items() if k is wanted]
        if len(found) >= ENOUGH_DAYS:
            break
    for narrower in (lambda d: d.weekday() == day.weekday(), lambda d: not is_month_end(d)):
        kept = [d for d in found if narrower(d)]
        found = kept if len(kept) >= ENOUGH_DAYS else found
    return found


def _weight(day: date, past: date) -> float:
    return float(0.5 ** ((day - past).days / HALF_LIFE_DAYS))


def _shape(days: Sequence[Sequence[int]], weights: Sequence[float]) -> tuple[float, ...]:
    """Which part of a day's calls comes in each half-hour; around midnight a day is its own neighbour."""
    raw = [sum(w * d[slot] for d, w in zip(days, weights, strict=True)) for slot in range(SLOTS)]
    smooth = [(raw[slot - 1] + 2 * raw[slot] + raw[(slot + 1) % SLOTS]) / 4 for slot in range(SLOTS)]
    whole = sum(smooth)
    return tuple(part / whole for part in smooth) if whole else (0.0,) * SLOTS


def _month_end(past: Sequence[date], counts: Mapping[date, Sequence[int]], calendar: Calendar) -> float:
    """By how much the month's last working days differ from ordinary ones: the median of their ratios, within bounds."""
    working = [d for d in past if day_kind(d, calendar) is DayKind.WORKING]
    ordinary = [sum(counts[d]) for d in working if not is_month_end(d)]
    usual = median(ordinary) if ordinary else 0
    ratios = [sum(counts[d]) / usual for d in working if is_month_end(d)] if usual else []
    if len(ratios) < MONTH_END_DAYS:
        return 1.0
    return min(max(median(ratios), _BOUNDS[0]), _BOUNDS[1])
