"""Rules of call-backs, against plain restatements of them."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yihao.followups.callbacks.rules import CallbackFacts, figures, light, may_call, proposed
from yihao.followups.values import AttemptOutcome
from yihao.orders.values.states import Light

START = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
LIMIT = timedelta(hours=2)
MINUTES = st.integers(0, 2 * 24 * 60)
FACTS = st.builds(
    lambda after, again: CallbackFacts(START, None if after is None else START + timedelta(minutes=after), again),
    st.none() | st.integers(0, 300),
    st.booleans(),
)


@given(MINUTES, MINUTES)
def test_one_may_call_while_the_promise_runs_or_by_day(now: int, due: int) -> None:
    at = START + timedelta(minutes=now)
    by_day = 9 * 60 <= at.hour * 60 + at.minute < 20 * 60
    assert may_call(at, START + timedelta(minutes=due), (time(9), time(20))) == (now <= due or by_day)


@given(st.integers(0, 240))
def test_the_light_turns_once_each_way(minutes: int) -> None:
    found = light(START + timedelta(minutes=minutes), started=START, due=START + LIMIT, yellow=0.7)
    assert found is (Light.RED if minutes >= 120 else Light.YELLOW if minutes >= 84 else Light.GREEN)


@given(st.lists(FACTS, max_size=12))
def test_rates_are_counts_over_counts(facts: list[CallbackFacts]) -> None:
    found = figures(facts, limit=LIMIT)
    missed = [f for f in facts if not f.came_again]
    called = [f for f in missed if f.called_at]
    in_time = [f for f in called if f.called_at and f.called_at <= START + LIMIT]
    assert (found.missed, found.called, found.in_time) == (len(missed), len(called), len(in_time))
    if missed:
        assert found.callback_rate == len(called) / len(missed)
        assert found.callback_ontime == len(in_time) / len(missed)
    else:
        assert (found.callback_rate, found.callback_ontime) == (None, None)


def test_a_placed_call_proposes_what_it_saw() -> None:
    assert proposed(over=False, answered=False) is None
    assert proposed(over=True, answered=False) is AttemptOutcome.NO_ANSWER
    assert proposed(over=False, answered=True) is AttemptOutcome.REACHED
