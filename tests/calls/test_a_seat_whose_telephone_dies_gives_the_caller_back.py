"""A browser that dies in a call says nothing. Its sound stops, the caller is at the head of the line again."""

from tests.calls.line import Desks, Line
from tests.telephone import until
from yihao.calls.telephones.remote import Phones, RemoteTelephone

CITIZEN, AGENT, OTHER = 1000, 440, 680


def test_the_next_seat_has_the_caller(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent = desks("agent").ready()
    seat = agent.seat
    with Phones(line.sip) as doomed:
        telephone = doomed.seat(seat["endpoint"], seat["password"])
        call = citizen.dial("12345", CITIZEN)
        telephone.rings(25).answer(AGENT)
        call.hears(AGENT)
        call_id = agent.call["id"]
        doomed.kill()
        until(lambda: line.rows("SELECT 1 FROM call WHERE id = %s AND phase = 'queued'", call_id), 40)
    agent.register()
    agent.ready()
    agent.takes(OTHER)
    call.hears(OTHER)
    assert agent.call["id"] == call_id
    call.hang_up()
    why = line.rows("SELECT why FROM call_step WHERE call_id = %s AND kind = 'end' AND role = 'seat' ORDER BY at LIMIT 1", call_id)
    assert why[0]["why"] == "lost"
