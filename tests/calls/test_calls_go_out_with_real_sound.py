"""Out over the trunk: an emergency service with the caller on the line (领域档案 10-6), a citizen and a missed caller called back."""

from collections.abc import Iterator

import pytest

from tests.calls.line import Desks, Line
from tests.telephone import until
from yihao.calls.telephones.remote import Phones, RemoteTelephone

CITIZEN, AGENT, FIRE, BACK = 1000, 440, 680, 1300


@pytest.fixture(scope="module")
def network(town_phones: Phones) -> Iterator[RemoteTelephone]:
    """The public network: it rings for every call that goes out."""
    yield town_phones.carrier()


def test_an_emergency_service_with_the_caller_on_the_line(
    line: Line, desks: Desks, citizen: RemoteTelephone, network: RemoteTelephone
) -> None:
    agent = desks("agent").ready()
    call = citizen.dial("12345", CITIZEN)
    seat = agent.takes(AGENT)
    call.hears(AGENT)
    shown = agent.call
    agent.do("call_in", why="emergency", to={"kind": "target", "code": "119"})
    fire = network.rings(15).answer(FIRE)
    call.hears(AGENT, FIRE)
    fire.hears(CITIZEN, AGENT)
    agent.do("hang_up")
    seat.until("ended")
    call.hears(FIRE)
    fire.hears(CITIZEN)
    fire.hang_up()
    call.hang_up()

    legs = until(lambda: _legs(line, shown["id"]), 20)
    asked = next(leg for leg in legs if leg["kind"] == "ask")
    answered = next(leg for leg in legs if leg["kind"] == "answer" and leg["leg_id"] == asked["leg_id"])
    assert asked["code"] == "119" and asked["why"] == "emergency"
    assert (answered["at"] - asked["at"]).total_seconds() < 30, "bridged within 30 seconds"

    said = agent.person.post(
        "/api/intake/transfer",
        {
            "contact_id": shown["contact_id"], "form": _gas(), "target": "119", "receipt": "119-20261125-8", "note": "",
        },
    )  # fmt: skip
    assert said.status_code == 200, said.text
    assert said.json()["state"] == "transferred"


def test_a_citizen_is_called_back(line: Line, desks: Desks, network: RemoteTelephone) -> None:
    agent = desks("agent")
    said = agent.person.post("/api/calls/out", {"phone": "13907921234"})
    assert said.status_code == 200, said.text
    seat = agent.takes(AGENT)
    other = network.rings(15).answer(BACK)
    other.hears(AGENT)
    seat.hears(BACK)
    shown = agent.call
    assert (shown["direction"], shown["caller"]["text"]) == ("out", "139****1234")
    agent.do("hang_up")
    other.until("ended")
    over = until(lambda: line.rows("SELECT outcome FROM call WHERE id = %s AND closed_at IS NOT NULL", shown["id"]), 20)
    assert over[0]["outcome"] == "served"
    until(lambda: line.rows("SELECT 1 FROM recording WHERE call_id = %s", shown["id"]), 20)


def test_a_citizen_who_does_not_answer_is_unreached(line: Line, desks: Desks, network: RemoteTelephone) -> None:
    agent = desks("agent")
    agent.person.post("/api/calls/out", {"phone": "13907921234"})
    seat = agent.takes(AGENT)
    shown = agent.call
    network.rings(15).hang_up()
    seat.until("ended", 20)
    over = until(lambda: line.rows("SELECT outcome FROM call WHERE id = %s AND closed_at IS NOT NULL", shown["id"]), 20)
    assert over[0]["outcome"] == "unreached"


def test_a_missed_caller_becomes_a_task_and_is_called_back(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent = desks("agent")  # signed on, and busy
    call = citizen.dial("12345", CITIZEN)
    waiting = until(lambda: line.rows("SELECT id FROM call WHERE phase = 'queued' AND closed_at IS NULL"), 20)
    call.hang_up()
    [task] = until(lambda: line.rows("SELECT id FROM callback WHERE last_call_id = %s", waiting[0]["id"]), 20)
    path = f"/api/callbacks/{task['id']}"
    said = agent.person.post(f"{path}/call", {})
    assert said.status_code == 200, said.text
    agent.takes(AGENT)
    assert agent.person.get(path).json()["dialled"]["proposed"] == ""
    other = citizen.rings(15).answer(BACK)
    other.hears(AGENT)
    until(lambda: agent.person.get(path).json()["dialled"]["proposed"] == "reached")
    out = agent.call["id"]
    agent.do("hang_up")
    other.until("ended")

    shown = agent.person.get(path).json()
    said = agent.person.post(f"{path}/attempt", {"version": shown["version"], "outcome": shown["dialled"]["proposed"]})
    assert said.status_code == 200, said.text
    done = agent.person.get(path).json()
    assert (done["state"], done["attempts"][0]["call_id"]) == ("reached", out)


def _legs(line: Line, call_id: str) -> list[dict[str, object]]:
    closed = line.rows("SELECT 1 FROM call WHERE id = %s AND closed_at IS NOT NULL", call_id)
    return line.rows("SELECT * FROM call_step WHERE call_id = %s ORDER BY at, id", call_id) if closed else []


def _gas() -> dict[str, object]:
    return {
        "appeal_type": "help", "class_code": "", "area_code": "360403", "address": "庐山南路88号", "title": "闻到煤气味",
        "content": "楼道里有很浓的煤气味，楼上有老人", "petitioner": {"name": "周先生", "phone": ""},
    }  # fmt: skip
