"""The distribution over whole days: waits, service level and missed callers are those of an independent calculation."""

from dataclasses import replace

import pytest

from yihao.app.bench.acd import by_counting, by_the_rules, day


@pytest.mark.parametrize("seed", [1, 12345])
def test_a_day_of_1250_calls_and_20_seats(seed: int) -> None:
    plan, skills = day.day(seed, 1250), day.seats()
    assert len(skills) == 20
    ours = by_the_rules(plan, skills)
    assert ours == by_counting(plan, skills)
    assert ours.abandoned and ours.missed and ours.in_time < ours.answered, "a day without trouble proves nothing"


@pytest.mark.parametrize("left", [3, 8])
def test_a_day_with_too_few_seats(left: int) -> None:
    plan, skills = day.day(7, 400), day.seats()[-left:]
    ours = by_the_rules(plan, skills)
    assert ours == by_counting(plan, skills)
    assert ours.abandoned > 20


def test_it_would_be_noticed() -> None:
    plan, skills = day.day(1, 300), day.seats()
    other = [replace(plan[0], patience=1), *plan[1:]]
    assert by_the_rules(plan, skills) != by_counting(other, skills)
