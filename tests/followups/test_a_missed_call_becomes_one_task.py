"""漏话回拨: a missed call becomes a task, one for each caller and day; an answered call settles it."""

from datetime import timedelta

import pytest

from tests.followups.builders import CALLER, Line, tasks, told
from tests.orders.builders import ROLLED_BACK, City, Hands, message_texts
from yihao.app.live import read_changes
from yihao.calls.values.calls import Outcome
from yihao.kernel import clock, sequencer, sql
from yihao.kernel.crypto import unseal

pytestmark = ROLLED_BACK


@pytest.mark.parametrize("outcome", [Outcome.ABANDONED, Outcome.LOST, Outcome.UNREACHED, Outcome.MESSAGE])
def test_each_way_of_missing_a_caller_makes_a_task(line: Line, city: City, outcome: Outcome) -> None:
    call = line.call(outcome, called="12318")
    line.read()
    [task] = tasks()
    assert unseal(task["caller"], "callback.caller", task["id"]) == CALLER
    assert (task["called"], task["calls"], task["state"]) == ("12318", 1, "open")
    assert task["centre_id"] == city.unit("JJ-ZX").id
    assert task["due_at"] - clock.now() == timedelta(hours=2)
    assert task["message_id"] == (call if outcome is Outcome.MESSAGE else None)


@pytest.mark.parametrize("outcome", [Outcome.SERVED, Outcome.SHORT, Outcome.INFORMED, Outcome.REFUSED])
def test_other_calls_make_none(line: Line, outcome: Outcome) -> None:
    line.call(outcome)
    line.read()
    assert tasks() == []


def test_a_call_that_we_placed_makes_none(line: Line) -> None:
    line.call(Outcome.UNREACHED, direction="out")
    line.read()
    assert tasks() == []


def test_a_hidden_number_makes_none_unless_it_left_a_message(line: Line) -> None:
    line.missed(caller="")
    line.read()
    assert tasks() == []
    for _ in range(2):
        line.call(Outcome.MESSAGE, caller="")
    line.read()
    assert [(t["caller"], t["calls"]) for t in tasks()] == [(None, 1), (None, 1)]


def test_more_missed_calls_of_a_day_add_to_the_task_and_move_no_promise(line: Line, hands: Hands) -> None:
    line.missed(called="12345")
    line.read()
    due = tasks()[0]["due_at"]
    hands.move(minutes=30)
    line.missed(called="12318")
    line.missed(caller="13900000001")
    line.read()
    first, second = tasks()
    assert (first["calls"], first["called"], first["due_at"]) == (2, "12318", due)
    assert second["calls"] == 1
    assert [p["calls"] for p in told("callback.added")] == [2]


def test_the_next_day_in_the_region_has_its_own_task(line: Line, hands: Hands) -> None:
    hands.move(hours=14, minutes=50)  # 23:50
    line.missed()
    hands.move(minutes=20)
    line.missed()
    line.read()
    assert [t["day"].isoformat() for t in tasks()] == ["2026-03-10", "2026-03-11"]


def test_who_was_answered_before_we_came_to_it_is_not_called_back(line: Line, hands: Hands) -> None:
    line.missed()
    hands.move(minutes=5)
    line.served()
    line.read()
    assert tasks() == []


def test_an_answered_call_before_the_missed_one_settles_nothing(line: Line, hands: Hands) -> None:
    line.served()
    hands.move(minutes=5)
    line.missed()
    line.read()
    assert [t["state"] for t in tasks()] == ["open"]


def test_a_later_answered_call_settles_every_open_task_of_the_caller(line: Line, hands: Hands) -> None:
    line.missed()
    line.missed(caller="13900000001")
    line.read()
    hands.move(days=1)
    line.missed()
    line.read()
    hands.move(minutes=5)
    call = line.served()
    line.read()
    assert [t["state"] for t in tasks()] == ["came_again", "open", "came_again"]
    assert {p["call_id"] for p in told("callback.closed")} == {str(call)}


def test_a_missed_call_after_the_end_opens_the_task_again_with_a_new_promise(line: Line, hands: Hands) -> None:
    line.missed()
    line.read()
    hands.move(minutes=5)
    line.served()
    line.read()
    hands.move(hours=3)
    line.missed()
    line.read()
    [task] = tasks()
    assert (task["state"], task["round"], task["calls"], task["closed_at"]) == ("open", 1, 2, None)
    assert task["due_at"] - clock.now() == timedelta(hours=2)


def test_an_event_is_taken_once_and_holds_no_number(line: Line) -> None:
    line.missed()
    assert line.read() > 0
    assert line.read() == 1  # what the reader itself has said
    assert line.read() == 0
    assert [t["calls"] for t in tasks()] == [1]
    assert CALLER not in str(sql.rows("SELECT payload FROM event"))


def test_the_caller_is_told_once_a_task_and_a_landline_not(line: Line) -> None:
    line.missed()
    line.missed()
    line.missed(caller="07928123456")
    line.read()
    mobile, landline = tasks()
    [text] = message_texts(mobile["id"], "missed_call")
    assert "未能接通" in text
    assert message_texts(landline["id"], "missed_call") == []


def test_live_updates_concern_the_unit_whose_seats_they_are(line: Line, city: City) -> None:
    line.missed()
    line.read()
    sequencer.sequence_all()
    changes = [c for c in read_changes(0) if b"callback.opened" in c.frame]
    assert [c.units for c in changes] == [frozenset({city.unit("JJ-ZX").id})]
