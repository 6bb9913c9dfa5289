"""The distribution of calls: who waits longest meets who has been idle longest, with the right skill."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.calls.scenes import START, seat
from yihao.calls.rules.acd import Overflow, Waiting, choose, expected_wait, order, place_in_line
from yihao.calls.values.seats import Seat
from yihao.kernel.ids import new_id

OVER = {"complaint": Overflow("general", timedelta(seconds=30))}


def waiting(skill: str = "general", *, since: int = 10, priority: int = 0, known_to: UUID | None = None) -> Waiting:
    """A call that came so many seconds ago."""
    at = START - timedelta(seconds=since)
    return Waiting(new_id(), skill, priority, at, at, known_to)


def test_first_come_first_served_by_the_longest_idle() -> None:
    early, late = waiting(since=60), waiting(since=5)
    rested, busy = seat(idle_for=500), seat(idle_for=5)
    assert choose([late, early], [busy, rested], {}, START) == [(early.call_id, rested), (late.call_id, busy)]


def test_priority_goes_first() -> None:
    plain, urgent = waiting(since=60), waiting(since=5, priority=1)
    one = seat()
    assert choose([plain, urgent], [one], {}, START) == [(urgent.call_id, one)]


def test_a_seat_without_the_skill_does_not_ring() -> None:
    assert choose([waiting("complaint", since=10)], [seat("general")], OVER, START) == []


def test_after_the_time_the_next_group_takes_it() -> None:
    call, one = waiting("complaint", since=31), seat("general")
    assert choose([call], [one], OVER, START) == [(call.call_id, one)]


def test_when_nobody_of_the_group_is_on_duty_the_next_group_takes_it_at_once() -> None:
    call, one = waiting("complaint", since=1), seat("general")
    assert choose([call], [one], OVER, START, {"general"}) == [(call.call_id, one)]
    assert choose([call], [one], OVER, START, {"general", "complaint"}) == []


def test_the_own_group_is_preferred_even_when_others_have_been_idle_longer() -> None:
    call, own, other = waiting("complaint", since=31), seat("complaint", idle_for=1), seat("general", idle_for=900)
    assert choose([call], [other, own], OVER, START) == [(call.call_id, own)]


def test_who_knows_the_caller_takes_the_call() -> None:
    knows, rested = seat(idle_for=1), seat(idle_for=900)
    call = waiting(known_to=knows.account_id)
    assert choose([call], [rested, knows], {}, START) == [(call.call_id, knows)]


def test_place_and_expected_wait() -> None:
    line = [waiting(since=s) for s in (30, 20, 10)]
    assert place_in_line(line[2].call_id, line) == 2
    assert expected_wait(2, 6, timedelta(minutes=4)) == timedelta(minutes=2)
    assert expected_wait(0, 0, timedelta(minutes=4)) == timedelta(minutes=4)


SKILLS = st.sampled_from(["general", "complaint", "expert"])
CALLS = st.lists(st.builds(lambda s, a, p: waiting(s, since=a, priority=p), SKILLS, st.integers(0, 300), st.integers(0, 1)), max_size=12)
SEATS = st.lists(st.builds(lambda s, i: seat(*s, idle_for=i), st.sets(SKILLS, min_size=1), st.integers(0, 300)), max_size=8)


@given(CALLS, SEATS)
def test_nobody_is_given_twice_and_nobody_is_passed_over(calls: list[Waiting], seats: list[Seat]) -> None:
    pairs = choose(calls, seats, {}, START)
    assert len({c for c, _ in pairs}) == len({s.id for _, s in pairs}) == len(pairs)
    by_id = {c.call_id: c for c in calls}
    assert all(by_id[c].skill in s.skills for c, s in pairs)
    given_calls, given_seats = {c for c, _ in pairs}, {s.id for _, s in pairs}
    left = [c for c in calls if c.call_id not in given_calls]
    free = [s for s in seats if s.id not in given_seats]
    assert not any(c.skill in s.skills for c in left for s in free), "a seat idles beside a call that it could take"


@given(CALLS)
def test_the_line_is_in_order(calls: list[Waiting]) -> None:
    line = order(calls)
    assert all((-a.priority, a.entered_at) <= (-b.priority, b.entered_at) for a, b in pairwise(line))
