"""The calendar of the examples: Jiujiang's opening hours and the holidays of autumn 2026 as the notice has them.

国务院办公厅关于 2026 年部分节假日安排的通知: 中秋 25–27 September; 国庆 1–7 October, worked instead: Sunday 20 September and
Saturday 10 October.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from yihao.kernel.calendar import Calendar, Limit, Span, Unit

ZONE = ZoneInfo("Asia/Shanghai")
WINDOWS = ((time(8, 30), time(12)), (time(14), time(17, 30)))
HOLIDAYS = {date(2026, 9, 25): False} | {date(2026, 10, day): False for day in range(1, 8)}
MADE_UP = {date(2026, 9, 20): True, date(2026, 10, 10): True}
AUTUMN = Calendar(1, ZONE, WINDOWS, HOLIDAYS | MADE_UP, frozenset({2026}))

_AUTUMN_BEGINS = datetime(2026, 9, 1, tzinfo=ZONE)
starts = st.timedeltas(timedelta(), timedelta(days=91)).map(lambda past: _AUTUMN_BEGINS + past)
minutes = starts.map(lambda at: at.replace(second=0, microsecond=0))
lengths = st.builds(Span, st.integers(1, 20 * 420), st.booleans())
working_lengths = st.builds(Span, st.integers(1, 20 * 420), st.just(True))


def local(text: str) -> datetime:
    """`2026-09-24 17:50` in Jiujiang."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def days(amount: int) -> Span:
    """That many working days."""
    return AUTUMN.span(Limit(amount, Unit.WORKING_DAY))


def due(start: str, span: Span) -> str:
    """When the span is used up, as Jiujiang's clocks show it."""
    at = AUTUMN.due(local(start), span).at.astimezone(ZONE)
    assert at.second == at.microsecond == 0
    return f"{at:%Y-%m-%d %H:%M}"
