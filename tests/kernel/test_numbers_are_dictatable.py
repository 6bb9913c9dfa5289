"""Order numbers: fixed form, and a check digit that finds what goes wrong when a number is read out or copied."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yihao.kernel.numbers import LENGTH, check_digit, compose, is_number

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
numbers = st.builds(compose, st.from_regex(r"[1-9][0-9]{5}", fullmatch=True), days, st.integers(1, 999_999))


def test_the_form_is_area_day_sequence_check() -> None:
    number = compose("360400", date(2026, 10, 8), 37)
    assert number == "360400" + "261008" + "000037" + "5"
    assert len(number) == LENGTH


@pytest.mark.parametrize(("body", "digit"), [("7992739871", 3), ("400000000000000", 2), ("0", 0)])
def test_the_check_digit_is_luhns(body: str, digit: int) -> None:
    """ISO/IEC 7812-1, annex B; published examples."""
    assert check_digit(body) == digit


@given(numbers)
def test_a_composed_number_is_a_number(number: str) -> None:
    assert is_number(number)


@given(numbers, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number: str, place: int, by: int) -> None:
    wrong = str((int(number[place]) + by) % 10)
    assert not is_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, LENGTH - 2))
def test_every_swap_of_neighbours_but_0_and_9_is_found(number: str, place: int) -> None:
    pair = number[place : place + 2]
    assume(pair[0] != pair[1])
    swapped = number[:place] + pair[::-1] + number[place + 2 :]
    assert is_number(swapped) is (set(pair) == {"0", "9"})


@given(st.one_of(st.text(max_size=25), st.from_regex(r"[0-9]{0,25}", fullmatch=True)))
def test_only_nineteen_digits_that_fit_are_a_number(text: str) -> None:
    fits = len(text) == LENGTH and all("0" <= c <= "9" for c in text) and check_digit(text[:-1]) == int(text[-1])
    assert is_number(text) is fits


@pytest.mark.parametrize("sequence", [0, -1, 1_000_000])
def test_beyond_the_day_there_is_no_number(sequence: int) -> None:
    with pytest.raises(ValueError, match="999,999"):
        compose("360400", date(2026, 10, 8), sequence)
