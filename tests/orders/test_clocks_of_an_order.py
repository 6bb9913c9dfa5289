"""Which clocks run when, from when, until when."""

from datetime import timedelta
from json import loads

import pytest

from tests.orders.builders import (
    BAD,
    MORNING,
    ORDINARY,
    ROLLED_BACK,
    WATER,
    Case,
    City,
    Hands,
    beijing,
    checked,
    closed,
    dispatched,
    doubted,
    replied,
    signed,
    submitted,
    waiting,
)
from yihao.catalogue import queries as catalogue
from yihao.catalogue.actions import replace_entries
from yihao.catalogue.values import Dictionary
from yihao.kernel import sql
from yihao.kernel.values import Actor, Via
from yihao.orders.queries.deadlines import COLUMNS, deadline
from yihao.orders.values.states import ClockKind

pytestmark = ROLLED_BACK


def class_with_limit(city: City, limit: str) -> str:
    at = catalogue.versions(city.region)
    return next(c.code for c in catalogue.classes(city.region, at.of(Dictionary.CLASSES)).values() if c.limit == limit)


def test_the_review_has_thirty_minutes_holiday_or_not(city: City, hands: Hands) -> None:
    hands.to(beijing(10, 3, 23, 50))  # Saturday night of the national holiday
    case = submitted(city)
    assert case.running == {"review", "citizen"}
    assert case.clock(ClockKind.REVIEW)["due_at"] == beijing(10, 4, 0, 20)


def test_the_citizens_clock_runs_from_the_first_minute_for_the_whole_limit(city: City) -> None:
    found = submitted(city).clock(ClockKind.CITIZEN)
    assert (found["started_at"], found["due_at"]) == (MORNING, beijing(3, 17, 9))


def test_the_review_stands_still_while_facts_are_missing(city: City, hands: Hands) -> None:
    case = submitted(city)
    hands.move(minutes=10)
    case.send_back()
    assert case.clock(ClockKind.REVIEW)["next_at"] is None
    assert case.clock(ClockKind.SUPPLEMENT)["due_at"] == MORNING + timedelta(minutes=40)
    hands.move(hours=5)
    case.supplement()
    found = case.clock(ClockKind.REVIEW)
    assert found["due_at"] == MORNING + timedelta(hours=5, minutes=30)
    assert found["warn_at"] == found["next_at"] == MORNING + timedelta(hours=5, minutes=21)
    assert "supplement" not in case.running


def test_a_clock_that_stands_still_is_shown_grey(city: City, hands: Hands) -> None:
    case = waiting(city)
    hands.move(minutes=5)
    [row] = sql.rows(f"SELECT {COLUMNS} FROM clock k WHERE k.order_id = %s AND k.kind = 'review'", (case.id,))
    shown = deadline(city.region, row)
    assert shown is not None
    assert (shown["light"], shown["words"], shown["paused"]) == ("grey", "计时暂停", True)


def test_the_citizens_clock_does_not_wait_for_anybody(city: City, hands: Hands) -> None:
    case = submitted(city)
    due = case.clock(ClockKind.CITIZEN)["due_at"]
    for step in (Case.send_back, Case.supplement, Case.dispatch, Case.handled, lambda c: c.visit(BAD), Case.redo):
        hands.move(hours=3)
        step(case)
        [found] = case.clocks(ClockKind.CITIZEN)
        assert (found["due_at"], found["stopped_at"]) == (due, None)


def test_the_handling_clock_runs_from_dispatch_although_nobody_signs(city: City, hands: Hands) -> None:
    case = dispatched(city)
    due = case.clock(ClockKind.LEAD)["due_at"]
    assert case.running == {"sign", "lead", "contact", "citizen"}
    assert due == beijing(3, 17, 9)
    hands.to(beijing(3, 16, 17))
    case.sign()
    assert case.clock(ClockKind.LEAD)["started_at"] == MORNING
    assert case.clock(ClockKind.LEAD)["due_at"] == due
    assert case.clock(ClockKind.SIGN)["stopped_at"] == hands.now


def test_what_arrives_after_closing_time_counts_from_the_next_working_day(city: City, hands: Hands) -> None:
    hands.to(beijing(3, 13, 17, 31))  # Friday
    found = dispatched(city).clock(ClockKind.SIGN)
    assert found["due_at"] == beijing(3, 16, 17, 30)


def test_water_is_signed_in_thirty_minutes_and_answered_in_a_day_and_night(city: City, hands: Hands) -> None:
    hands.to(beijing(3, 14, 22))  # Saturday
    case = dispatched(city, class_code=WATER)
    assert case.clock(ClockKind.SIGN)["due_at"] == beijing(3, 14, 22, 30)
    assert case.clock(ClockKind.CONTACT)["due_at"] == beijing(3, 15, 0)
    assert case.clock(ClockKind.LEAD)["due_at"] == beijing(3, 15, 22)


def test_the_critical_is_signed_in_a_quarter_of_an_hour_and_first_answered_in_two(city: City) -> None:
    case = dispatched(city, urgency="critical")
    assert case.clock(ClockKind.SIGN)["due_at"] == MORNING + timedelta(minutes=15)
    assert case.clock(ClockKind.CONTACT)["due_at"] == MORNING + timedelta(hours=2)
    assert case.clock(ClockKind.LEAD)["due_at"] == MORNING + timedelta(hours=24)
    assert "特急" in case.clock(ClockKind.LEAD)["basis"]


def test_a_consultation_has_one_working_day(city: City) -> None:
    case = dispatched(city, appeal_type="consult", class_code=class_with_limit(city, "consult"))
    assert case.clock(ClockKind.LEAD)["due_at"] == beijing(3, 11, 9)


@pytest.mark.parametrize(("appeal_type", "due"), [("consult", beijing(3, 11, 9)), ("report", beijing(3, 31, 9))])
def test_in_an_ordinary_class_the_type_of_the_appeal_decides(city: City, appeal_type: str, due: object) -> None:
    case = dispatched(city, appeal_type=appeal_type, class_code=ORDINARY)
    assert case.clock(ClockKind.LEAD)["due_at"] == due


def test_the_reply_stops_the_units_clocks_and_starts_the_check(city: City) -> None:
    case = replied(city)
    assert case.running == {"check", "citizen"}
    assert case.clock(ClockKind.CHECK)["due_at"] == beijing(3, 11, 9)


def test_a_failed_check_lets_the_handling_clock_run_on_from_where_it_stood(city: City, hands: Hands) -> None:
    case = signed(city).contact()
    hands.to(beijing(3, 11, 9))  # one of five working days used
    case.reply()
    hands.to(beijing(3, 13, 9))  # the check took two
    case.fail_check()
    [found] = case.clocks(ClockKind.LEAD)
    assert found["stopped_at"] is None
    assert found["due_at"] == beijing(3, 19, 9)
    assert case.running == {"lead", "citizen"}


def test_the_follow_up_is_due_three_working_days_after_the_check(city: City) -> None:
    case = checked(city)
    assert case.running == {"follow_up", "citizen"}
    assert case.clock(ClockKind.FOLLOW_UP)["due_at"] == beijing(3, 13, 9)


def test_the_judging_is_due_in_one_working_day(city: City) -> None:
    case = doubted(city)
    assert case.running == {"judge", "citizen"}
    assert case.clock(ClockKind.JUDGE)["due_at"] == beijing(3, 11, 9)


def test_a_redo_has_half_the_limit(city: City) -> None:
    case = doubted(city).redo()
    first, second = case.clocks(ClockKind.LEAD)
    assert first["stopped_at"] is not None
    assert (second["minutes"], second["working"]) == (first["minutes"] // 2, True)
    assert second["due_at"] == beijing(3, 12, 14, 30)
    assert case.running == {"lead", "citizen"}


def test_a_redo_never_has_less_than_two_working_days(city: City) -> None:
    case = doubted(city, appeal_type="consult", class_code=class_with_limit(city, "consult")).redo()
    assert case.clock(ClockKind.LEAD)["due_at"] == beijing(3, 12, 9)


def test_at_the_end_only_the_archive_clock_runs(city: City) -> None:
    case = closed(city)
    assert case.running == {"archive"}
    assert case.clock(ClockKind.ARCHIVE)["due_at"] == MORNING + timedelta(days=30)


def test_a_deadline_in_a_year_without_a_holiday_notice_is_provisional(city: City, hands: Hands) -> None:
    hands.to(beijing(12, 30, 9))
    case = dispatched(city)
    assert case.clock(ClockKind.LEAD)["provisional"]
    assert not case.clock(ClockKind.REVIEW)["provisional"]
    hands.to(beijing(3, 10, 9))
    assert not dispatched(city).clock(ClockKind.LEAD)["provisional"]


def test_an_order_keeps_the_limits_it_was_made_with(city: City, hands: Hands) -> None:
    case = submitted(city)
    by = Actor(city.region, Via.COMMAND)
    old = case.row["limits_version"]
    at = catalogue.versions(city.region)
    body = sql.row(
        "SELECT body FROM dictionary_version WHERE dictionary = 'limits' AND number = %s", (at.of(Dictionary.LIMITS),)
    )
    assert body is not None
    entries = loads(body["body"]) if isinstance(body["body"], str) else body["body"]
    shorter = [{**e, "handle_amount": 1} if e["code"] == "help" else e for e in entries]
    assert replace_entries(by=by, dictionary=Dictionary.LIMITS, entries=shorter) == old + 1
    hands.move(minutes=1)
    case.dispatch()
    assert case.row["limits_version"] == old
    assert case.clock(ClockKind.LEAD)["minutes"] == 5 * 7 * 60
    later = dispatched(city)
    assert later.row["limits_version"] == old + 1
    assert later.clock(ClockKind.LEAD)["minutes"] == 7 * 60
    redone = case.handled().visit(BAD).redo()
    assert redone.clock(ClockKind.LEAD)["minutes"] == 5 * 7 * 60 // 2


def test_the_deadline_tells_its_basis_and_calendar(city: City) -> None:
    found = dispatched(city).clock(ClockKind.LEAD)
    assert found["basis"].startswith("求助：")
    assert found["calendar_version"] == catalogue.versions(city.region).of(Dictionary.CALENDAR)
