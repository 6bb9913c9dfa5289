"""The ticker: yellow once, red once, a reminder a day; a bad row stops nobody; two tickers are as good as one."""

from datetime import timedelta

import pytest

from tests.kernel.threads import at_once
from tests.orders.builders import (
    COMMITTED,
    MORNING,
    ROLLED_BACK,
    City,
    Hands,
    beijing,
    closed,
    dispatched,
    message_texts,
    signed,
    submitted,
    tick,
    waiting,
)
from yihao.kernel import sql
from yihao.kernel.leaving import leaving
from yihao.orders.actions.ticker import tick_due
from yihao.orders.values.states import ClockKind, OrderState

DUTY = "13900000000"


def lit(kind: ClockKind) -> list[str]:
    """Lights of a kind of clock, as the ledger tells them."""
    found = sql.rows(
        "SELECT e.kind FROM event e WHERE e.kind IN ('clock.yellow', 'clock.red') AND e.payload->>'clock_kind' = %s"
        " ORDER BY e.occurred_at, e.recorded_at",
        (kind.value,),
    )
    return [e["kind"] for e in found]


@ROLLED_BACK
def test_yellow_at_seventy_per_cent_then_red_once_each(city: City, hands: Hands) -> None:
    case = submitted(city)
    assert tick(hands, MORNING + timedelta(minutes=20, seconds=59)) == 0
    assert tick(hands, MORNING + timedelta(minutes=21)) == 1
    assert tick(hands) == 0
    assert (lit(ClockKind.REVIEW), case.clock(ClockKind.REVIEW)["light"]) == (["clock.yellow"], "yellow")
    assert tick(hands, MORNING + timedelta(minutes=30)) == 1
    assert tick(hands, MORNING + timedelta(minutes=31)) == 0
    assert (lit(ClockKind.REVIEW), case.clock(ClockKind.REVIEW)["light"]) == (["clock.yellow", "clock.red"], "red")


@ROLLED_BACK
def test_the_event_names_the_clock_and_the_order_and_comes_from_the_system(city: City, hands: Hands) -> None:
    case = dispatched(city)
    tick(hands, beijing(3, 17, 9))
    lead = case.clock(ClockKind.LEAD)
    found = sql.row("SELECT * FROM event WHERE kind = 'clock.red' AND subject_id = %s", (lead["id"],))
    assert found is not None
    assert (found["actor"], found["order_id"], found["occurred_at"]) == ("system", case.id, hands.now)
    assert str(case.lead["unit_id"]) in str(found["payload"])


@ROLLED_BACK
def test_a_ticker_that_was_away_goes_straight_to_red(city: City, hands: Hands) -> None:
    submitted(city)
    tick(hands, MORNING + timedelta(hours=2))
    assert lit(ClockKind.REVIEW) == ["clock.red"]


@ROLLED_BACK
def test_the_unit_is_warned_then_told_then_reminded_daily(city: City, hands: Hands) -> None:
    city.change_unit("JJ-360402", duty_phone=DUTY)
    case = signed(city).contact()
    tick(hands, case.clock(ClockKind.LEAD)["warn_at"])
    assert len(message_texts(case.id, "order_yellow_unit")) == 1
    tick(hands, case.clock(ClockKind.LEAD)["due_at"])
    assert len(message_texts(case.id, "order_red_unit")) == 1
    for day in (1, 2, 3):
        tick(hands, hands.now + timedelta(hours=23))
        assert len(message_texts(case.id, "order_red_unit")) == day
        tick(hands, hands.now + timedelta(hours=1))
        assert len(message_texts(case.id, "order_red_unit")) == day + 1
    assert lit(ClockKind.LEAD) == ["clock.yellow", "clock.red"]


@ROLLED_BACK
def test_who_does_not_sign_is_told(city: City, hands: Hands) -> None:
    city.change_unit("JJ-360402", duty_phone=DUTY)
    case = dispatched(city)
    tick(hands, case.clock(ClockKind.SIGN)["due_at"])
    [text] = message_texts(case.id, "order_unsigned_unit")
    assert case.row["number"] in text


@ROLLED_BACK
def test_a_clock_that_stands_still_or_has_stopped_is_never_lit(city: City, hands: Hands) -> None:
    case = waiting(city)
    other = signed(city)
    tick(hands, MORNING + timedelta(days=60))
    assert case.clock(ClockKind.REVIEW)["light"] == "green"
    assert other.clock(ClockKind.SIGN)["light"] == "green"
    assert lit(ClockKind.SIGN) == []


@ROLLED_BACK
def test_a_light_that_was_lit_before_the_pause_is_not_lit_again(city: City, hands: Hands) -> None:
    case = submitted(city)
    tick(hands, MORNING + timedelta(minutes=25))
    case.send_back()
    hands.move(hours=1)
    case.supplement()
    tick(hands)
    assert lit(ClockKind.REVIEW) == ["clock.yellow"]
    tick(hands, MORNING + timedelta(hours=1, minutes=30))
    assert lit(ClockKind.REVIEW) == ["clock.yellow", "clock.red"]


@ROLLED_BACK
def test_an_order_is_archived_after_thirty_days(city: City, hands: Hands) -> None:
    case = closed(city)
    tick(hands, MORNING + timedelta(days=30, seconds=-1))
    assert case.state == OrderState.CLOSED
    tick(hands, MORNING + timedelta(days=30))
    assert (case.state, case.running, case.row["archived_at"]) == (OrderState.ARCHIVED, set(), hands.now)


@ROLLED_BACK
@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE clock SET kind = 'nonsense' WHERE id = %s",
        "UPDATE clock SET unit_id = NULL, light = 'blue' WHERE id = %s",
    ],
)
def test_a_broken_row_is_pushed_forward_and_the_others_are_lit(city: City, hands: Hands, broken: str) -> None:
    bad, good = submitted(city), submitted(city)
    key = bad.clock(ClockKind.REVIEW)["id"]
    sql.execute(broken, (key,))
    tick(hands, MORNING + timedelta(minutes=21))
    assert good.clock(ClockKind.REVIEW)["light"] == "yellow"
    row = sql.row("SELECT next_at FROM clock WHERE id = %s", (key,))
    assert row == {"next_at": hands.now + timedelta(minutes=5)}


@ROLLED_BACK
def test_an_act_that_is_refused_stops_no_other_row_either(city: City, hands: Hands) -> None:
    """The archive of an order whose state somebody has tampered with."""
    bad, good = closed(city), closed(city)
    sql.execute("UPDATE work_order SET state = 'in_progress' WHERE id = %s", (bad.id,))
    tick(hands, MORNING + timedelta(days=30))
    assert good.state == OrderState.ARCHIVED
    assert bad.clock(ClockKind.ARCHIVE)["next_at"] == hands.now + timedelta(minutes=5)


@COMMITTED
def test_two_tickers_at_once_light_each_clock_once(city: City, hands: Hands) -> None:
    city.change_unit("JJ-360402", duty_phone=DUTY)
    cases = [dispatched(city) for _ in range(6)]
    hands.to(beijing(3, 17, 9))
    at_once(tick_due, tick_due)
    assert lit(ClockKind.LEAD) == ["clock.red"] * 6
    assert [len(message_texts(case.id, "order_red_unit")) for case in cases] == [1] * 6


@ROLLED_BACK
def test_a_process_that_is_to_end_leaves_them_to_the_next(city: City, hands: Hands) -> None:
    submitted(city)
    hands.to(MORNING + timedelta(minutes=21))
    leaving.set()
    try:
        assert tick(hands) == 0
    finally:
        leaving.clear()
    assert tick(hands) == 1
