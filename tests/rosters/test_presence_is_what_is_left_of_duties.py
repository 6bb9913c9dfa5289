"""Who is planned to be there: duties without breaks, marked while away, and the seats that units keep ready."""

from datetime import date, time

import pytest

from tests.rosters.conftest import MONDAY, Line, at
from yihao.kernel.problems import Forbidden, Invalid
from yihao.organisation.rosters.actions.absences import enter_absence
from yihao.organisation.rosters.actions.planning import end_seats, keep_seats
from yihao.organisation.rosters.queries import presences, week_span
from yihao.organisation.rosters.values import AbsenceKind, Hours, Presence, Stretch


def there(line: Line) -> list[tuple[str, str, str, str]]:
    """Day and times of the presences, and why they don't count."""
    span = week_span("990002", MONDAY)
    found: list[Presence] = sorted(presences("990002", span), key=lambda p: p.stretch)
    zone = at(25, "00:00").tzinfo
    return [
        (f"{p.stretch.start.astimezone(zone):%d %H:%M}", f"{p.stretch.end.astimezone(zone):%d %H:%M}", p.away, "+".join(p.skills))
        for p in found
    ]


def test_breaks_are_taken_out(line: Line) -> None:
    line.enter(line.wish("li", 25, "早班"))
    assert there(line) == [("25 07:00", "25 11:00", "", "general"), ("25 11:30", "25 15:00", "", "general")]


def test_time_away_is_marked(line: Line) -> None:
    line.enter(line.wish("li", 25, "晚班"))
    enter_absence(
        doer=line.viewer("supervisor"), unit_id=line.centre, account_id=line.accounts["li"], kind=AbsenceKind.TRAINING,
        starts_at=at(25, "20:00"), ends_at=at(26, "20:00"),
    )  # fmt: skip
    assert there(line) == [("25 15:00", "25 20:00", "", "general"), ("25 20:00", "25 23:00", "training", "general")]


def test_a_week_begins_and_ends_at_midnight_in_the_city(line: Line) -> None:
    line.enter(line.wish("li", 22, "夜班"), line.wish("wang", 29, "夜班"))
    assert there(line) == [
        ("23 00:00", "23 03:00", "", "general"), ("23 03:30", "23 07:00", "", "general"), ("29 23:00", "30 00:00", "", "general"),
    ]  # fmt: skip


def test_a_department_keeps_seats_ready_day_and_night(line: Line) -> None:
    kept = keep_seats(
        doer=line.viewer("leader"), unit_id=line.department, skill="kept_law", weekdays=[5, 6], hours=Hours(time(0), time(0)),
        seats=2, valid_from=date(2026, 11, 1),
    )  # fmt: skip
    assert there(line) == [("28 00:00", "29 00:00", "", "kept_law"), ("29 00:00", "30 00:00", "", "kept_law")]
    end_seats(doer=line.viewer("leader"), standing_id=kept, valid_to=date(2026, 11, 28))
    assert there(line) == [("28 00:00", "29 00:00", "", "kept_law")]
    with pytest.raises(Forbidden):
        end_seats(doer=line.viewer("supervisor"), standing_id=kept, valid_to=date(2026, 11, 28))


@pytest.mark.parametrize(("field", "values"), [("weekdays", {"weekdays": []}), ("seats", {"seats": 0}), ("skill", {"skill": ""})])
def test_kept_seats_that_say_nothing_are_refused(line: Line, field: str, values: dict[str, object]) -> None:
    given = {"skill": "kept_law", "weekdays": [0], "hours": Hours(time(8), time(9)), "seats": 1, "valid_from": MONDAY}
    with pytest.raises(Invalid) as refusal:
        keep_seats(doer=line.viewer("leader"), unit_id=line.department, **{**given, **values})  # type: ignore[arg-type]
    assert refusal.value.errors[0].field == field


def test_taking_out_leaves_what_is_left() -> None:
    whole = Stretch(at(25, "08:00"), at(25, "12:00"))
    gaps = [Stretch(at(25, "09:00"), at(25, "10:00")), Stretch(at(25, "11:30"), at(25, "13:00"))]
    assert whole.without(gaps) == (Stretch(at(25, "08:00"), at(25, "09:00")), Stretch(at(25, "10:00"), at(25, "11:30")))
    assert whole.without([Stretch(at(25, "07:00"), at(25, "12:00"))]) == ()
