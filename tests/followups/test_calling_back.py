"""回拨: a real call is placed, its outcome is written down, and the task ends when the caller was reached or can't be."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.followups.builders import CALLER, Line, tasks, told
from tests.orders.builders import ROLLED_BACK, City, Hands
from tests.orders.desk import Desk
from yihao.calls.actions import commands
from yihao.calls.models import Recording, Seat
from yihao.calls.values.calls import Outcome
from yihao.followups.callbacks import actions, queries
from yihao.followups.callbacks.values import EndReason
from yihao.followups.values import AttemptOutcome
from yihao.kernel import clock, sql
from yihao.kernel.files import storage
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, Forbidden, Invalid, NotFound, WrongState
from yihao.orders.actions import contacts

pytestmark = ROLLED_BACK


@pytest.fixture
def task(line: Line) -> Callable[[], dict[str, Any]]:
    """One missed caller; reads the task anew each time."""
    line.missed()
    line.read()
    return lambda: tasks()[0]


def attempt(city: City, row: dict[str, Any], outcome: AttemptOutcome = AttemptOutcome.NO_ANSWER) -> None:
    actions.attempt(doer=city.caller_back, callback_id=row["id"], version=row["version"], outcome=outcome)


def sit(city: City, username: str) -> UUID:
    """The person is signed on at a telephone; the seat's id."""
    key, now = new_id(), clock.now()
    sql.insert(
        Seat, id=key, region=city.region, account_id=city.accounts[username].id, unit_id=city.unit("JJ-ZX").id,
        place="office", device="browser", endpoint=str(key), secret=b"x", skills=[], state="ready", reason="", since=now,
        idle_since=now, wish="", needs_help=False, made=True, signed_on=now,
    )  # fmt: skip
    return key


def recorded(city: City, call: UUID) -> None:
    """The call's sound stands in the storage."""
    storage().put("recordings/message.wav", b"RIFF")
    sql.insert(
        Recording, id=new_id(), region=city.region, call_id=call, digest="d", size=4, seconds=1.0,
        storage_key="recordings/message.wav", peaks=b"", made_at=clock.now(), keep_until=clock.now() + timedelta(days=9),
    )  # fmt: skip


class TestPlacing:
    def test_the_callers_own_number_rings_and_the_call_is_kept(
        self, city: City, line: Line, task: Callable[[], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seat, asked = sit(city, "caller_back"), []

        def ask(**given: Any) -> str:
            asked.append(given)
            call = line.call(Outcome.UNREACHED, direction="out")
            sql.execute("UPDATE seat SET call_id = %s WHERE id = %s", (call, seat))
            return "正在接通"

        monkeypatch.setattr(commands, "ask", ask)
        assert actions.place_call(doer=city.caller_back, callback_id=task()["id"]) == "正在接通"
        assert [(a["name"], a["number"], a["seat_id"]) for a in asked] == [("call_out", CALLER, seat)]
        call = task()["dialled_id"]
        assert told("callback.dialled") == [{"call_id": str(call)}]
        assert queries.one(city.caller_back, task()["id"])["dialled"]["proposed"] == "no_answer"
        attempt(city, task())
        assert sql.rows("SELECT call_id, outcome FROM attempt") == [{"call_id": call, "outcome": "no_answer"}]
        assert task()["dialled_id"] is None
        looks = sql.rows("SELECT subject_id FROM access_log WHERE action = 'call_out'")
        assert [look["subject_id"] for look in looks] == [task()["id"]]

    def test_a_call_that_is_not_written_yet_rings_while_the_seat_holds_it(
        self, city: City, task: Callable[[], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seat, call = sit(city, "caller_back"), new_id()
        taken = lambda **_: sql.execute("UPDATE seat SET call_id = %s WHERE id = %s", (call, seat)) and "正在接通"  # noqa: E731
        monkeypatch.setattr(commands, "ask", taken)
        actions.place_call(doer=city.caller_back, callback_id=task()["id"])

        def shown() -> Any:
            return queries.one(city.caller_back, task()["id"])["dialled"]

        assert shown() == {"call_id": call, "proposed": "", "over": False}
        sql.execute("UPDATE seat SET call_id = NULL WHERE id = %s", (seat,))
        assert shown() == {"call_id": call, "proposed": "no_answer", "over": True}

    def test_without_a_telephone_nothing_rings(self, city: City, task: Callable[[], dict[str, Any]]) -> None:
        with pytest.raises(WrongState, match="还没有签入"):
            actions.place_call(doer=city.caller_back, callback_id=task()["id"])

    def test_a_hidden_number_cannot_be_called(self, city: City, line: Line) -> None:
        line.call(Outcome.MESSAGE, caller="")
        line.read()
        sit(city, "caller_back")
        [row] = tasks()
        with pytest.raises(WrongState, match="隐藏了号码"):
            actions.place_call(doer=city.caller_back, callback_id=row["id"])
        with pytest.raises(WrongState, match="隐藏了号码"):
            attempt(city, row)

    def test_late_at_night_only_while_the_promise_runs(
        self, city: City, line: Line, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(commands, "ask", lambda **_: "正在接通")
        sit(city, "caller_back")
        hands.move(hours=13)  # 22:00
        line.missed()
        line.read()
        [row] = tasks()
        hands.move(hours=2)
        actions.place_call(doer=city.caller_back, callback_id=row["id"])
        hands.move(minutes=1)
        with pytest.raises(WrongState, match="09:00–20:00"):
            actions.place_call(doer=city.caller_back, callback_id=row["id"])


class TestOutcomes:
    @pytest.mark.parametrize("outcome", [AttemptOutcome.REACHED, AttemptOutcome.DECLINED])
    def test_who_was_spoken_with_is_reached_on_all_days(
        self, city: City, line: Line, hands: Hands, task: Callable[[], dict[str, Any]], outcome: AttemptOutcome
    ) -> None:
        hands.move(days=1)
        line.missed()
        line.missed(caller="13900000001")
        line.read()
        attempt(city, task(), outcome)
        assert sorted(t["state"] for t in tasks()) == ["open", "reached", "reached"]

    def test_in_vain_often_enough_ends_it(self, city: City, task: Callable[[], dict[str, Any]]) -> None:
        for expected in ("open", "open", "given_up"):
            attempt(city, task())
            assert task()["state"] == expected
        assert task()["reason"] == "unreached"
        assert [p["number"] for p in told("callback.attempted")] == [1, 2, 3]
        with pytest.raises(WrongState, match="已经办结"):
            attempt(city, task())

    def test_a_new_round_counts_from_nothing(
        self, city: City, line: Line, hands: Hands, task: Callable[[], dict[str, Any]]
    ) -> None:
        attempt(city, task(), AttemptOutcome.REACHED)
        hands.move(minutes=5)
        line.missed()
        line.read()
        attempt(city, task())
        assert (task()["state"], task()["round"], task()["attempts"]) == ("open", 1, 1)

    def test_an_old_version_changes_nothing(self, city: City, task: Callable[[], dict[str, Any]]) -> None:
        stale = task()
        attempt(city, stale)
        with pytest.raises(Conflict):
            attempt(city, stale, AttemptOutcome.REACHED)
        assert task()["attempts"] == 1


class TestEndingForAReason:
    def give_up(self, city: City, row: dict[str, Any], reason: EndReason) -> None:
        actions.give_up(doer=city.agent, callback_id=row["id"], version=row["version"], reason=reason)

    def test_a_wrong_number_only_after_a_try(self, city: City, task: Callable[[], dict[str, Any]]) -> None:
        with pytest.raises(Invalid):
            self.give_up(city, task(), EndReason.WRONG_NUMBER)
        attempt(city, task(), AttemptOutcome.WRONG_NUMBER)
        self.give_up(city, task(), EndReason.WRONG_NUMBER)
        assert (task()["state"], task()["reason"]) == ("given_up", "wrong_number")

    def test_handled_only_where_there_is_a_message(
        self, city: City, line: Line, task: Callable[[], dict[str, Any]]
    ) -> None:
        with pytest.raises(Invalid):
            self.give_up(city, task(), EndReason.HANDLED)
        line.call(Outcome.MESSAGE)
        line.read()
        self.give_up(city, task(), EndReason.HANDLED)
        assert task()["state"] == "given_up"

    def test_the_count_of_attempts_is_nothing_to_choose(self, city: City, task: Callable[[], dict[str, Any]]) -> None:
        with pytest.raises(Invalid):
            self.give_up(city, task(), EndReason.UNREACHED)


class TestWhatTheCallerWants:
    def test_a_contact_with_the_callers_number_is_opened_once(
        self, city: City, task: Callable[[], dict[str, Any]]
    ) -> None:
        attempt(city, task(), AttemptOutcome.REACHED)
        key = actions.record(doer=city.agent, callback_id=task()["id"])
        assert contacts.phone_of_contact(doer=city.agent, contact_id=key) == CALLER
        assert task()["contact_id"] == key
        with pytest.raises(Conflict):
            actions.record(doer=city.agent, callback_id=task()["id"])

    def test_what_was_said_in_a_message_counts_from_then(self, city: City, line: Line, hands: Hands) -> None:
        came = clock.now() - timedelta(seconds=60)
        line.call(Outcome.MESSAGE)
        line.read()
        hands.move(hours=3)
        key = actions.record(doer=city.agent, callback_id=tasks()[0]["id"])
        assert sql.row("SELECT arrived_at FROM contact WHERE id = %s", (key,)) == {"arrived_at": came}

    def test_only_by_who_records_appeals(self, city: City, task: Callable[[], dict[str, Any]]) -> None:
        with pytest.raises(Forbidden):
            actions.record(doer=city.caller_back, callback_id=task()["id"])


class TestTheMessage:
    def test_is_heard_by_who_calls_back_and_leaves_a_trace(self, city: City, line: Line) -> None:
        call = line.call(Outcome.MESSAGE)
        line.read()
        recorded(city, call)
        path = f"/api/callbacks/{tasks()[0]['id']}/message"
        answer = Desk(city, "caller_back").get(path)
        assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "audio/wav", b"RIFF")
        assert len(sql.rows("SELECT 1 FROM access_log WHERE action = 'play' AND reason = 'message'")) == 1
        assert Desk(city, "other_agent").get(path).status_code == 404

    def test_without_one_there_is_nothing_to_hear(self, city: City, task: Callable[[], dict[str, Any]]) -> None:
        assert Desk(city, "agent").get(f"/api/callbacks/{task()['id']}/message").status_code == 404


class TestWho:
    def test_the_rail_counts_it_for_who_takes_calls(self, city: City, task: Callable[[], dict[str, Any]]) -> None:
        queues = {q["key"]: q["count"] for q in Desk(city, "caller_back").get("/api/queues").json()["queues"]}
        assert queues["callback"] == 1
        assert "callback" not in [q["key"] for q in Desk(city, "clerk").get("/api/queues").json()["queues"]]

    @pytest.mark.parametrize("somebody", ["other_agent", "other_caller_back", "dispatcher", "clerk", "administrator"])
    def test_nobody_outside_the_seats_that_the_call_was_for(
        self, city: City, task: Callable[[], dict[str, Any]], somebody: str
    ) -> None:
        who = getattr(city, somebody)
        assert queries.callback_list(who, which="open", cursor="")["rows"] == []
        with pytest.raises(NotFound):
            actions.attempt(
                doer=who, callback_id=task()["id"], version=task()["version"], outcome=AttemptOutcome.REACHED
            )

    def test_over_http_the_caller_is_masked(self, city: City, hands: Hands, task: Callable[[], dict[str, Any]]) -> None:
        hands.move(hours=1, minutes=30)
        desk = Desk(city, "caller_back")
        head = desk.get("/api/callbacks/head").json()
        assert (head["count"], head["yellow"], head["red"]) == (1, 1, 0)
        answer = desk.get("/api/callbacks")
        [row] = answer.json()["rows"]
        assert (row["caller"], row["deadline"]["words"], row["deadline"]["light"]) == (
            "138****5678",
            "剩 30 分",
            "yellow",
        )
        assert CALLER not in answer.content.decode()
        done = desk.post(f"/api/callbacks/{row['id']}/attempt", {"version": row["version"], "outcome": "reached"})
        assert done.status_code == 200
        head = desk.get("/api/callbacks/head").json()["today"]
        assert (head["missed"], head["callback_rate"], head["callback_ontime"]) == (1, 1.0, 1.0)
        assert [r["state"] for r in desk.get("/api/callbacks", which="ended").json()["rows"]] == ["reached"]
        assert Desk(city, "clerk").get("/api/callbacks").status_code == 403


def test_pages_follow_one_another(city: City, line: Line, hands: Hands) -> None:
    for n in range(53):
        line.missed(caller=f"139000000{n:02}", arrived_at=clock.now() - timedelta(minutes=n))
    line.read()
    first = queries.callback_list(city.agent, which="open", cursor="")
    second = queries.callback_list(city.agent, which="open", cursor=first["next"])
    ids = [r["id"] for r in first["rows"] + second["rows"]]
    assert (len(first["rows"]), len(ids), len(set(ids)), second["next"]) == (50, 53, 53, "")
    dues = [r["deadline"]["due"] for r in first["rows"] + second["rows"]]
    assert dues == sorted(dues)
