"""遵从度 against counting minutes: planned, kept, late, early."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yihao.calls.staffing.rules.adherence import adherence
from yihao.calls.staffing.values import Adherence
from yihao.organisation.rosters.values import Stretch

START = datetime(2026, 11, 25, 7, tzinfo=UTC)


def stretch(start: int, end: int) -> Stretch:
    return Stretch(START + timedelta(minutes=start), START + timedelta(minutes=end))


DUTY = (stretch(0, 240), stretch(270, 480))  # eight hours with a break of half an hour


def test_kept_to_the_minute() -> None:
    assert adherence([DUTY], [stretch(-5, 490)]) == Adherence(450, 450, 0, 0)


def test_late_early_and_away_in_between() -> None:
    assert adherence([DUTY], [stretch(10, 100), stretch(120, 460)]) == Adherence(450, 450 - 10 - 20 - 20, 10, 20)


def test_signing_off_for_the_break_is_no_fault() -> None:
    assert adherence([DUTY], [stretch(0, 240), stretch(270, 480)]) == Adherence(450, 450, 0, 0)


def test_who_never_came_is_late_as_a_whole() -> None:
    found = adherence([DUTY], [])
    assert (found.kept, found.late, found.share) == (0, 480, 0.0)
    assert adherence([], [stretch(0, 60)]).share is None


@given(st.lists(st.tuples(st.integers(-60, 500), st.integers(1, 200)), max_size=5))
def test_kept_is_what_both_have_in_common(times: list[tuple[int, int]]) -> None:
    present = [stretch(a, a + n) for a, n in times]
    planned = {*range(240), *range(270, 480)}
    there = {m for a, n in times for m in range(a, a + n)}
    found = adherence([DUTY], present)
    assert (found.planned, found.kept) == (450, len(planned & there))
    assert 0 <= found.late <= 480
    assert 0 <= found.early <= 480
