"""500 calls in some seconds: each is answered or refused and has its row and its end; afterwards a caller is served."""

from datetime import UTC, datetime, timedelta

from tests.calls.flood import Flood
from tests.calls.line import Desks, Line
from tests.telephone import until
from yihao.calls.telephones.remote import RemoteTelephone

CALLS = 500
WITHOUT_SOUND = timedelta(seconds=15)


def test_every_call_of_a_flood_has_its_end(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    began = datetime.now(UTC)
    came = Flood(line.access.sip).run(CALLS, rate=100, number="12345", seconds=60)
    assert came["unanswered"] == 0, came
    assert came["answered"] + came["refused"] == CALLS

    def kept() -> int:
        return int(line.rows("SELECT count(*) AS n FROM call WHERE arrived_at >= %s", began)[0]["n"])

    until(lambda: kept() == came["answered"], 60)
    until(lambda: not line.rows("SELECT 1 FROM call WHERE closed_at IS NULL"), 60)
    assert kept() == came["answered"]
    outcomes = line.rows("SELECT outcome, min(closed_at - arrived_at) AS least FROM call WHERE arrived_at >= %s GROUP BY 1", began)
    least = {r["outcome"]: r["least"] for r in outcomes}
    assert least.keys() <= {"short", "abandoned", "lost"}
    # None of them makes a sound: one whose hanging up comes after the engine's `rtp_timeout` counts as lost, no other does.
    assert least.get("lost", WITHOUT_SOUND) >= WITHOUT_SOUND

    agent = desks("agent").ready()
    call = citizen.dial("12345", 1000)
    agent.takes(440)
    call.hears(440)
    call.hang_up()
