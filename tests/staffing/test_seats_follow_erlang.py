"""Erlang C: known figures of a line of this size (领域档案 5.4), and what has to hold for every load."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.calls.staffing.rules.erlang import answered_within, seats_needed, waiting_probability


@pytest.mark.parametrize(
    ("calls", "handle", "seats"), [(112, 240, 13), (129, 300, 17), (155, 360, 23), (187, 300, 23), (225, 360, 31)]
)
def test_known_figures_for_95_percent_in_15_seconds(calls: int, handle: int, seats: int) -> None:
    assert seats_needed(calls, 60, handle_seconds=handle, answered=0.95, seconds=15) == seats


@pytest.mark.parametrize(
    ("seats", "load", "expected"), [(1, 0.5, 0.5), (2, 1.0, 1 / 3), (5, 4.0, 0.554113), (10, 8.0, 0.409180), (20, 18.0, 0.550769)]
)
def test_waiting_probability_of_the_tables(seats: int, load: float, expected: float) -> None:
    assert waiting_probability(seats, load) == pytest.approx(expected, abs=1e-6)


loads = st.floats(0.01, 60)


@given(st.integers(1, 80), loads)
def test_it_is_the_textbooks_formula(seats: int, load: float) -> None:
    if seats <= load:
        assert waiting_probability(seats, load) == 1.0
        return
    terms = [math.exp(k * math.log(load) - math.lgamma(k + 1) - load) for k in range(seats)]
    last = math.exp(seats * math.log(load) - math.lgamma(seats + 1) - load) * seats / (seats - load)
    assert waiting_probability(seats, load) == pytest.approx(last / (sum(terms) + last), rel=1e-6)


@given(st.floats(0.1, 300), st.floats(30, 900), st.floats(0.5, 0.99), st.integers(1, 120))
def test_the_least_number_that_holds_the_target(calls: float, handle: float, answered: float, seconds: int) -> None:
    load = calls * handle / 1800
    seats = seats_needed(calls, 30, handle_seconds=handle, answered=answered, seconds=seconds)
    assert answered_within(seats, load, handle, seconds) >= answered
    assert seats == 1 or answered_within(seats - 1, load, handle, seconds) < answered


def test_no_calls_need_no_seats() -> None:
    assert seats_needed(0, 30, handle_seconds=300, answered=0.95, seconds=15) == 0
    assert waiting_probability(3, 0) == 0
