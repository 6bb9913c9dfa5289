"""The proof of 7×24 (方案 二(一)): at every moment, seats enough for every queue, each seat counted for one queue only.

Between two moments at which somebody comes or goes, or the need changes, nothing changes; so each such piece is looked
at once, exactly. A seat with one of the queues' skills serves that queue; seats with several are given out so that as
little as possible is missing (a maximum matching).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from yihao.calls.staffing.values import SLOT_MINUTES, Coverage, HalfHour, Hole
from yihao.organisation.rosters.values import Presence, Stretch

Needs = Mapping[str, Sequence[int]]
"""Queue → seats needed in each half-hour of the span."""


def cover(span: Stretch, presences: Sequence[Presence], needs: Needs) -> Coverage:
    """The report for a span that begins and ends on half-hours; every queue has a need for each of them."""
    half_hours: list[HalfHour] = []
    holes: list[Hole] = []
    step = timedelta(minutes=SLOT_MINUTES)
    for slot in range(span.minutes // SLOT_MINUTES):
        start = span.start + slot * step
        wanted = {skill: needed[slot] for skill, needed in needs.items()}
        around = [p for p in presences if p.stretch.meets(Stretch(start, start + step))]
        pieces = [(piece, _there(around, piece)) for piece in _pieces(start, start + step, around)]
        lacks = [missing_seats([(p.skills, p.seats) for p in there], wanted) for _, there in pieces]
        for skill, needed in wanted.items():
            planned = min(_count(there, skill) for _, there in pieces)
            half_hours.append(HalfHour(start, skill, needed, planned, max(lack[skill] for lack in lacks)))
        for (piece, _), lack in zip(pieces, lacks, strict=True):
            holes += [Hole(s, piece, n, _absent(around, piece, s)) for s, n in lack.items() if n]
    return Coverage(tuple(half_hours), tuple(_joined(holes)))


def missing_seats(seats: Sequence[tuple[frozenset[str], int]], wanted: Mapping[str, int]) -> dict[str, int]:
    """How many seats each queue lacks when those that are there are given out as well as possible."""
    left = dict(wanted)
    several: list[frozenset[str]] = []
    for skills, number in seats:
        useful = frozenset(s for s in skills if wanted.get(s))
        if len(useful) == 1:
            (only,) = useful
            left[only] = max(0, left[only] - number)
        elif useful:
            several += [useful] * number
    if not several or not any(left.values()):
        return left
    for skill in _matched(several, left):
        left[skill] -= 1
    return left


def _matched(seats: Sequence[frozenset[str]], left: Mapping[str, int]) -> list[str]:
    """The places that are taken in a maximum matching of seats with the places that are still free."""
    places = [skill for skill, free in left.items() for _ in range(free)]
    taken: dict[int, int] = {}

    def find(seat: int, tried: set[int]) -> bool:
        for place, skill in enumerate(places):
            if skill in seats[seat] and place not in tried:
                tried.add(place)
                if place not in taken or find(taken[place], tried):
                    taken[place] = seat
                    return True
        return False

    for seat in range(len(seats)):
        find(seat, set())
    return [places[place] for place in taken]


def _pieces(start: datetime, end: datetime, around: Sequence[Presence]) -> list[Stretch]:
    """The half-hour cut wherever somebody comes or goes."""
    edges = {start, end} | {e for p in around for e in (p.stretch.start, p.stretch.end) if start < e < end}
    ordered = sorted(edges)
    return [Stretch(a, b) for a, b in zip(ordered, ordered[1:], strict=False)]


def _there(around: Sequence[Presence], piece: Stretch) -> list[Presence]:
    return [p for p in around if not p.away and p.stretch.meets(piece)]


def _count(there: Sequence[Presence], skill: str) -> int:
    return sum(p.seats for p in there if skill in p.skills)


def _absent(around: Sequence[Presence], piece: Stretch, skill: str) -> tuple[UUID, ...]:
    gone = {p.account_id for p in around if p.away and p.account_id and skill in p.skills and p.stretch.meets(piece)}
    return tuple(sorted(gone))


def _joined(holes: Sequence[Hole]) -> list[Hole]:
    """Holes that follow each other and are alike, as one; in order of queue as given, then of time."""
    open_: dict[str, Hole] = {}
    done: list[Hole] = []
    for hole in holes:
        before = open_.get(hole.skill)
        if before and (before.stretch.end, before.missing, before.absent) == (
            hole.stretch.start,
            hole.missing,
            hole.absent,
        ):
            open_[hole.skill] = Hole(
                hole.skill, Stretch(before.stretch.start, hole.stretch.end), hole.missing, hole.absent
            )
            continue
        if before:
            done.append(before)
        open_[hole.skill] = hole
    return sorted([*done, *open_.values()], key=lambda h: (h.stretch, h.skill))
