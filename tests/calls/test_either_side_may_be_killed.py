"""kill -9 of the switchboard, of the engine; the database away: what is talked goes on, nobody is lost, all is written."""

from tests.calls.line import Desks, Line
from tests.telephone import until
from yihao.calls.telephones.remote import RemoteTelephone

CITIZEN, AGENT, OTHER, SECOND = 1000, 440, 680, 1300


def closed(line: Line, call_id: str) -> dict[str, object]:
    return until(
        lambda: next(iter(line.rows("SELECT * FROM call WHERE id = %s AND closed_at IS NOT NULL", call_id)), None), 30
    )


def test_the_switchboard_is_killed_in_a_call(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent, other = desks("agent").ready(), desks("seat_12333").ready()
    call = citizen.dial("12345", CITIZEN)
    seat = agent.takes(AGENT)
    call.hears(AGENT)
    call_id = agent.call["id"]

    line.kill_switchboard()
    until(line.engine_is_alone)
    second = citizen.dial("12345", SECOND)
    call.hears(AGENT)
    seat.hears(CITIZEN)
    taken = other.takes(OTHER, 20)
    second.hears(OTHER)
    taken.hears(SECOND)

    line.switchboard_serves()
    assert agent.call["id"] == call_id, "the process that returns adopts the call"
    second.hang_up()
    agent.do("hang_up")
    seat.until("ended")
    until(lambda: line.rows("SELECT 1 FROM call WHERE id = %s AND phase = 'survey'", call_id))
    call.press("1")
    assert closed(line, call_id)["score"] == "1"
    fell_back = until(
        lambda: next(
            iter(
                line.rows(
                    "SELECT c.* FROM call c JOIN account a ON a.id = c.account_id WHERE a.username = 'seat_12333'"
                    " AND c.id <> %s AND c.closed_at IS NOT NULL ORDER BY c.arrived_at DESC LIMIT 1",
                    call_id,
                )
            ),
            None,
        ),
        30,
    )
    assert fell_back["outcome"] == "served" and fell_back["contact_id"], "the call of the fallback queue is entered"


def test_the_engine_is_killed_in_a_call(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent = desks("agent").ready()
    call = citizen.dial("12345", CITIZEN)
    agent.takes(AGENT)
    call.hears(AGENT)
    call_id = agent.call["id"]
    line.kill_engine()
    lost = closed(line, call_id)
    assert lost["outcome"] == "lost"
    steps = line.rows("SELECT kind, why FROM call_step WHERE call_id = %s ORDER BY at, id", call_id)
    assert [s["why"] for s in steps if s["kind"] == "end"] == ["lost", "lost"], "both legs have their end"

    agent.register()
    agent.ready()
    again = citizen.dial("12345", SECOND)
    agent.takes(OTHER)
    again.hears(OTHER)
    again.hang_up()


def test_the_database_is_away(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent, other = desks("agent").ready(), desks("seat_12333").ready()
    call = citizen.dial("12345", CITIZEN)
    seat = agent.takes(AGENT)
    call.hears(AGENT)
    call_id = agent.call["id"]
    with line.database_away():
        second = citizen.dial("12345", SECOND)
        taken = other.takes(OTHER, 30)
        second.hears(OTHER)
        call.hears(AGENT)
        seat.hang_up()
        call.hang_up()
        second.hang_up()
        taken.until("ended")
    written = closed(line, call_id)
    assert written["outcome"] == "served"
    rows = line.rows("SELECT kind FROM call_step WHERE call_id = %s AND kind = 'close'", call_id)
    assert len(rows) == 1, "what ended meanwhile is written once"
