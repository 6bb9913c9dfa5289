"""Consultation, three-way talk, transfer, supervisor, with real SIP and sound: who hears whom, and the record of it."""

from tests.calls.line import Desks, Line
from tests.telephone import until
from yihao.calls.telephones.remote import RemoteTelephone

CITIZEN, AGENT, EXPERT, BOSS = 1000, 440, 680, 800


def test_three_way_with_the_seat_of_another_unit_and_hand_over(
    line: Line, desks: Desks, citizen: RemoteTelephone
) -> None:
    """Scenario 3: an agent consults the labour bureau's kept seat, all three speak, the caller is handed over."""
    agent, expert = desks("agent").ready(), desks("seat_12333").ready()
    call = citizen.dial("12345", CITIZEN)
    seat = agent.takes(AGENT)
    shown = agent.call

    agent.do("call_in", why="consult", to={"kind": "seat", "code": str(expert.seat["id"])})
    other = expert.takes(EXPERT)
    other.hears(AGENT)
    seat.hears(EXPERT)
    assert expert.call["id"] == shown["id"] and not expert.call["leading"]

    agent.do("resume")
    call.hears(AGENT, EXPERT)
    other.hears(CITIZEN, AGENT)
    seat.hears(CITIZEN, EXPERT)

    agent.do("complete")
    seat.until("ended")
    call.hears(EXPERT)
    other.hears(CITIZEN)
    assert expert.call["leading"]
    contact = line.rows("SELECT c.agent_id, a.username FROM contact c JOIN account a ON a.id = c.agent_id WHERE c.external_no = %s", shown["id"])
    assert contact[0]["username"] == "seat_12333", "the record travels with the caller"

    expert.do("hang_up")
    call.hang_up()
    until(lambda: line.rows("SELECT 1 FROM call WHERE id = %s AND closed_at IS NOT NULL", shown["id"]))
    legs = agent.person.get(f"/api/calls/{shown['id']}").json()["legs"]
    assert [(leg["role_name"], leg["what"]) for leg in legs] == [("来电人", "接听"), ("座席", "接听"), ("座席", "咨询")]
    assert all(leg["seconds"] >= 0 and leg["ended"] for leg in legs)
    seen = expert.person.get(f"/api/calls/{shown['id']}")
    assert seen.status_code == 200, "the unit whose seat took part sees the call"


def test_a_supervisor_listens_whispers_and_takes_over(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent, boss = desks("agent").ready(), desks("supervisor")
    call = citizen.dial("12345", CITIZEN)
    seat = agent.takes(AGENT)
    call.hears(AGENT)
    call_id = agent.call["id"]

    def join(why: str) -> None:
        said = boss.person.post(f"/api/calls/{call_id}/supervise", {"why": why})
        assert said.status_code == 200, said.text

    join("listen")
    ear = boss.takes(BOSS)
    ear.hears(CITIZEN, AGENT)
    call.hears(AGENT)
    seat.hears(CITIZEN)
    ear.hang_up()
    until(lambda: boss.seat["call"] is None)

    join("whisper")
    ear = boss.takes(BOSS)
    seat.hears(CITIZEN, BOSS)
    call.hears(AGENT)
    ear.hang_up()
    until(lambda: boss.seat["call"] is None)

    join("take_over")
    boss.takes(BOSS).hears(CITIZEN)
    seat.until("ended")
    call.hears(BOSS)
    call.hang_up()
    looks = line.rows("SELECT action FROM access_log WHERE subject_id = %s ORDER BY at", call_id)
    assert [look["action"] for look in looks if look["action"] != "open"] == ["listen", "whisper", "take_over"]
