"""A history for a line that has none yet, in the shape of a prefecture city's line (领域档案 5.1, 5.2).

It is the same at every reading: each day's noise comes from its date. Whatever is shown of it says that it is synthetic.
"""

from datetime import date, timedelta
from random import Random

from yihao.calls.staffing.rules.forecast import day_kind, is_month_end
from yihao.calls.staffing.values import SLOTS, DayKind
from yihao.kernel.calendar import Calendar

_HOURS = (
    *(0.9, 0.6, 0.4, 0.4, 0.4, 0.7, 1.4, 3.2, 7.0, 9.8, 9.6, 7.4),
    *(4.6, 4.4, 6.6, 8.2, 7.9, 6.2, 4.6, 4.2, 4.0, 3.4, 2.5, 1.6),
)
"""Weight of each hour: a tenth of the day in the busy hour, little at night."""
_DAY = {DayKind.WORKING: 1.15, DayKind.MADE_UP: 1.05, DayKind.WEEKEND: 0.68, DayKind.HOLIDAY: 0.55}
"""A working day lies 15 % above the mean."""
_MONTH_END = 1.08
_MONDAY = 1.06


def synthetic_day(day: date, daily_calls: float, calendar: Calendar) -> tuple[int, ...]:
    """Calls in each half-hour of a day; `daily_calls` is the mean of all days."""
    chance = Random(f"{day.isoformat()} {daily_calls:.3f}")
    whole = daily_calls * _DAY[day_kind(day, calendar)] * chance.uniform(0.94, 1.06)
    if is_month_end(day):
        whole *= _MONTH_END
    if day.weekday() == 0 and day_kind(day, calendar) is DayKind.WORKING:
        whole *= _MONDAY
    expected = [whole * _HOURS[slot // 2] / (2 * sum(_HOURS)) for slot in range(SLOTS)]
    return tuple(max(0, round(chance.gauss(mean, mean**0.5))) for mean in expected)


def synthetic_counts(first: date, last: date, daily_calls: float, calendar: Calendar) -> dict[date, tuple[int, ...]]:
    """The days from `first` to `last`, both included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {day: synthetic_day(day, daily_calls, calendar) for day in days}
