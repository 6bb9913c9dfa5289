"""The proposal: nobody against the rules, the least first, and nothing left that somebody free could mend."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from yihao.calls.staffing.rules.proposal import Candidate, Proposed, propose
from yihao.organisation.rosters import rules
from yihao.organisation.rosters.values import Hours, RosterPolicy, ShiftFact, Stretch

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 23)
DAYS = tuple(MONDAY + timedelta(days=n) for n in range(7))
POLICY = RosterPolicy(rest_minutes=660, longest_minutes=720, week_minutes=2880)
_NIGHT = Hours(time(0), time(0))
SPAN = Stretch(rules.stretch_on(_NIGHT, MONDAY, ZONE).start, rules.stretch_on(_NIGHT, DAYS[-1], ZONE).end)


def shift(number: int, start: int, end: int, *gap: int) -> ShiftFact:
    breaks = (Hours(time(gap[0]), time(gap[0], 30)),) if gap else ()
    return ShiftFact(UUID(int=number), f"班{number}", Hours(time(start), time(end)), breaks)


SHIFTS = (shift(1, 7, 15, 11), shift(2, 15, 23), shift(3, 23, 7, 3), shift(4, 9, 18, 12))


def somebody(number: int, days: Sequence[date] = DAYS, away: tuple[Stretch, ...] = ()) -> Candidate:
    return Candidate(UUID(int=100 + number), frozenset(days), (), away)


def proposed(
    people: Sequence[Candidate], least: list[int], needed: list[int], since: datetime = SPAN.start
) -> list[Proposed]:
    return propose(
        span=SPAN, days=DAYS, zone=ZONE, shifts=SHIFTS, people=people, least=least, needed=needed, policy=POLICY, since=since
    )


def stretch_of(p: Proposed) -> Stretch:
    return rules.stretch_on(next(s for s in SHIFTS if s.id == p.shift_id).hours, p.day, ZONE)


weeks = st.lists(st.integers(0, 3), min_size=24, max_size=24).map(lambda hours: [n for n in hours for _ in range(2)] * 7)


@settings(max_examples=15)
@given(st.integers(0, 7), weeks, st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=4))
def test_nobody_is_proposed_against_the_rules(count: int, needed: list[int], gone: list[tuple[int, int]]) -> None:
    people = [
        somebody(n, [d for d in DAYS if (n, DAYS.index(d)) not in gone], (rules.stretch_on(_NIGHT, DAYS[n], ZONE),))
        for n in range(count)
    ]
    made = proposed(people, [min(1, n) for n in needed], needed)
    for person in people:
        mine = [p for p in made if p.account_id == person.account_id]
        for one in mine:
            others = [stretch_of(p) for p in mine if p is not one]
            assert one.day in person.days
            assert rules.refusal(stretch_of(one), others, person.away, POLICY) == ""
        assert sum(stretch_of(p).minutes for p in mine) <= POLICY.week_minutes


def test_the_least_comes_before_the_forecast() -> None:
    made = proposed([somebody(n) for n in range(4)], [1] * 336, [5] * 336)
    rounds = [p.for_least for p in made]
    assert rounds == sorted(rounds, reverse=True)
    assert rounds[0]


def test_enough_people_leave_no_half_hour_alone_but_the_first_night() -> None:
    made = proposed([somebody(n) for n in range(12)], [1] * 336, [1] * 336)
    covered = set()
    for p in made:
        facts = next(s for s in SHIFTS if s.id == p.shift_id)
        for part in stretch_of(p).without(rules.breaks_on(facts.hours, facts.breaks, p.day, ZONE)):
            first = int((part.start - SPAN.start).total_seconds() // 1800)
            covered |= set(range(first, first + part.minutes // 30))
    # Until seven on Monday only Sunday's night could: that is the week before. The night's break is nobody's to relieve.
    breaks = {48 * day + 6 for day in range(7)}
    assert set(range(14, 336)) - covered <= breaks


def test_time_on_duty_is_shared_evenly() -> None:
    made = proposed([somebody(n) for n in range(8)], [1] * 336, [1] * 336)
    loads = [sum(stretch_of(p).minutes for p in made if p.account_id == UUID(int=100 + n)) for n in range(8)]
    assert max(loads) - min(loads) <= 9 * 60


def test_what_has_begun_is_not_proposed_any_more() -> None:
    thursday_noon = datetime(2026, 11, 26, 12, tzinfo=ZONE)
    made = proposed([somebody(n) for n in range(8)], [1] * 336, [1] * 336, thursday_noon)
    assert made and min(stretch_of(p).start for p in made) >= thursday_noon


def test_nothing_missing_nothing_proposed() -> None:
    assert proposed([somebody(1)], [0] * 336, [0] * 336) == []
    assert proposed([], [1] * 336, [1] * 336) == []
