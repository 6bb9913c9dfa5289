"""接通率、15 秒接通率、漏接: as the dossier states them, against a count by hand and against a plain second counting."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.calls.scenes import START
from yihao.calls.rules.indicators import CallFacts, figures, missed
from yihao.calls.values.calls import Outcome

LEVEL, SHORT = timedelta(seconds=15), timedelta(seconds=5)


def call(*, at: int = 0, wait: float | None = 3, answered: bool = True, outcome: Outcome = Outcome.SERVED, who: str = "a") -> CallFacts:
    """A call that arrived `at` seconds; `wait` None: it never came into a queue."""
    arrived = START + timedelta(seconds=at)
    queued = arrived if wait is not None else None
    end = arrived + timedelta(seconds=wait or 0)
    return CallFacts("12345", "general", arrived, queued, end if answered else None, end, outcome, who.encode())


def test_by_hand() -> None:
    calls = [
        call(wait=15),
        call(wait=15.001),
        call(wait=40, answered=False, outcome=Outcome.ABANDONED),
        call(wait=2, answered=False, outcome=Outcome.ABANDONED),
        call(wait=None, answered=False, outcome=Outcome.INFORMED),
    ]
    f = figures(calls, level=LEVEL, short=SHORT)
    assert (f.calls_in, f.requested, f.answered, f.in_time, f.abandoned, f.short) == (5, 4, 2, 1, 2, 1)
    assert f.answer_rate == 0.5 and f.service_level == 0.25 and f.abandon_rate == 0.5
    assert f.service_level_variant == 1 / 3
    assert f.average_wait is not None and abs(f.average_wait - 15.0005) < 1e-9


def test_with_nothing_to_divide_by_there_is_no_rate() -> None:
    f = figures([], level=LEVEL, short=SHORT)
    assert f.answer_rate is f.service_level is f.abandon_rate is f.average_wait is None


def test_a_missed_caller_is_called_back_once() -> None:
    gone = [call(at=n, wait=9, answered=False, outcome=Outcome.ABANDONED) for n in (0, 50, 90)]
    assert [c.arrived_at for c in missed(gone)] == [gone[-1].arrived_at]


def test_who_was_served_later_is_not_called_back() -> None:
    gone = call(at=0, wait=9, answered=False, outcome=Outcome.ABANDONED)
    assert missed([gone, call(at=60)]) == []
    assert missed([call(at=-60), gone]) == [gone]


def test_a_hidden_number_can_not_be_called_back() -> None:
    assert missed([call(wait=9, answered=False, outcome=Outcome.ABANDONED, who="")]) == []


CALLS = st.lists(
    st.builds(
        lambda at, wait, answered, who: call(
            at=at, wait=wait, answered=answered, outcome=Outcome.SERVED if answered else Outcome.ABANDONED, who=who
        ),
        st.integers(0, 3600), st.floats(0, 60), st.booleans(), st.sampled_from("abc"),
    )
)  # fmt: skip


@given(CALLS)
def test_against_a_second_counting(calls: list[CallFacts]) -> None:
    f = figures(calls, level=LEVEL, short=SHORT)
    answered = waited = in_time = 0.0
    for c in calls:
        if c.answered_at and c.queued_at:
            answered += 1
            seconds = (c.answered_at - c.queued_at).total_seconds()
            waited += seconds
            in_time += seconds <= 15
    assert (f.requested, f.answered, f.in_time) == (len(calls), answered, in_time)
    assert abs(f.waited - waited) < 1e-6
    assert f.answered + f.abandoned == f.requested
