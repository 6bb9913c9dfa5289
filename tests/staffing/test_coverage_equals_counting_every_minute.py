"""The proof of 7×24 against brute force: minute by minute, by Hall's theorem over every set of queues."""

from datetime import UTC, datetime, timedelta
from itertools import chain, combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from yihao.calls.staffing.rules.coverage import cover, missing_seats
from yihao.calls.staffing.values import Coverage
from yihao.organisation.rosters.values import Presence, Stretch

START = datetime(2026, 11, 25, tzinfo=UTC)
SPAN = Stretch(START, START + timedelta(hours=2))
UNIT, LI, WANG = UUID(int=1), UUID(int=2), UUID(int=3)
QUEUES = ("general", "law", "tax")


def stretch(start: int, end: int) -> Stretch:
    return Stretch(START + timedelta(minutes=start), START + timedelta(minutes=end))


def seat(start: int, end: int, *skills: str, seats: int = 1, who: UUID | None = None, away: str = "") -> Presence:
    return Presence(stretch(start, end), frozenset(skills), UNIT, seats, who, away)


skills = st.frozensets(st.sampled_from([*QUEUES, "english"]), min_size=1)
presences = st.builds(
    lambda start, length, has, seats, away: seat(start, start + length, *has, seats=seats, who=LI, away=away),
    st.integers(-40, 119), st.integers(1, 90), skills, st.integers(1, 2), st.sampled_from(["", "", "", "leave"]),
)  # fmt: skip
needs = st.fixed_dictionaries({q: st.lists(st.integers(0, 3), min_size=4, max_size=4) for q in QUEUES})


def lacking(there: list[Presence], wanted: dict[str, int]) -> int:
    """What must be missing: over every set of queues, what they need together less the seats that can serve any of them."""
    sets = chain.from_iterable(combinations(QUEUES, n) for n in range(4))
    return max(sum(wanted[q] for q in few) - sum(p.seats for p in there if p.skills & set(few)) for few in sets)


def holes_at(found: Coverage, minute: int) -> dict[str, int]:
    moment = START + timedelta(minutes=minute)
    return {h.skill: h.missing for h in found.holes if h.stretch.start <= moment < h.stretch.end}


@given(st.lists(presences, max_size=7), needs)
def test_every_minute(seats: list[Presence], needed: dict[str, list[int]]) -> None:
    found = cover(SPAN, seats, needed)
    for minute in range(120):
        wanted = {q: needed[q][minute // 30] for q in QUEUES}
        there = [p for p in seats if not p.away and p.stretch.meets(stretch(minute, minute + 1))]
        missing = holes_at(found, minute)
        assert sum(missing.values()) == lacking(there, wanted)
        for queue, number in missing.items():
            alone = sum(p.seats for p in there if p.skills == {queue})
            assert 0 < number <= wanted[queue] - min(alone, wanted[queue])


@given(st.lists(presences, max_size=7), needs)
def test_each_half_hour_shows_its_weakest_minute(seats: list[Presence], needed: dict[str, list[int]]) -> None:
    found = cover(SPAN, seats, needed)
    for row in found.half_hours:
        first = int((row.start - START).total_seconds() // 60)
        there = [
            sum(p.seats for p in seats if not p.away and row.skill in p.skills and p.stretch.meets(stretch(m, m + 1)))
            for m in range(first, first + 30)
        ]
        assert row.planned == min(there)
        assert row.missing == max(holes_at(found, m).get(row.skill, 0) for m in range(first, first + 30))
    assert found.proved is not any(row.missing for row in found.half_hours)


def test_nobody_is_counted_twice() -> None:
    both = [(frozenset({"general", "law"}), 1)]
    assert sum(missing_seats(both, {"general": 1, "law": 1}).values()) == 1
    assert missing_seats([*both, (frozenset({"general"}), 1)], {"general": 1, "law": 1}) == {"general": 0, "law": 0}


def test_a_hole_is_named_to_the_minute_with_who_is_away() -> None:
    seats = [seat(0, 50, "general", who=WANG), seat(50, 120, "general", who=LI, away="sick")]
    (hole,) = cover(SPAN, seats, {"general": [1, 1, 1, 1]}).holes
    assert (hole.stretch, hole.missing, hole.absent) == (stretch(50, 120), 1, (LI,))


def test_a_break_without_relief_is_a_hole() -> None:
    seats = [seat(0, 40, "general"), seat(55, 120, "general")]
    (hole,) = cover(SPAN, seats, {"general": [1, 1, 1, 1]}).holes
    assert hole.stretch == stretch(40, 55)
    assert cover(SPAN, [*seats, seat(40, 55, "general")], {"general": [1, 1, 1, 1]}).proved
