"""Each autumn the next year's holidays are published; until then a deadline in that year is provisional."""

import pytest

from tests.kernel.calendars import AUTUMN, days, local
from yihao.kernel.calendar import Span


@pytest.mark.parametrize(
    ("start", "span", "provisional"),
    [
        ("2026-12-30 09:00", days(1), False),
        ("2026-12-31 08:30", days(1), False),  # ends at closing time of the last day
        ("2026-12-31 09:00", days(1), True),  # half an hour of it falls into the unknown year
        ("2026-12-31 17:50", days(1), True),
        ("2027-03-01 09:00", days(1), True),
        ("2025-12-31 16:00", days(1), True),  # it began in a year that this calendar does not know
        ("2026-12-31 23:00", Span(60 * 24, working=False), False),  # natural hours ask no calendar
    ],
)
def test_a_deadline_that_reaches_into_an_unknown_year(start: str, span: Span, provisional: bool) -> None:
    assert AUTUMN.due(local(start), span).provisional is provisional
