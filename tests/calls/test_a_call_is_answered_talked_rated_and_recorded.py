"""One call from end to end with real SIP and sound: greeting, queue, seat, hold, rating, record, recording."""

from collections.abc import Callable

from tests.calls.line import Desks, Line
from tests.telephone import until
from yihao.calls.telephones.remote import RemoteTelephone
from yihao.calls.telephones.sound import frequencies, from_alaw

CITIZEN, AGENT = 1000, 440


def test_end_to_end(line: Line, desks: Desks, citizen: RemoteTelephone) -> None:
    agent = desks("agent").ready()
    call = citizen.dial("12345", CITIZEN)
    seat = agent.takes(AGENT)
    call.hears(AGENT)
    seat.hears(CITIZEN)

    shown = agent.call
    assert shown["last_rating"] == "" and shown["called"] == "12345" and shown["caller"]["text"].count("*") == 4
    contact = agent.person.get(f"/api/contacts/{shown['contact_id']}").json()
    assert contact["called_number"] == "12345" and contact["draft"]["version"] == 0

    agent.do("hold")
    seat.hears()
    until(lambda: not _near(AGENT, set(call.hearing()["hertz"])))
    agent.do("resume")
    call.hears(AGENT)

    agent.do("hang_up")
    seat.until("ended")
    until(lambda: agent.seat["state"] == "wrap_up")
    rate(lambda: call.press("2"), lambda: _score(agent.person, shown["id"]))
    call.until("ended", 15)

    whole = agent.person.get(f"/api/calls/{shown['id']}").json()
    assert (whole["outcome"], whole["score_name"], whole["seat_name"]) == ("served", "基本满意", "示范话务员")
    assert [leg["role_name"] for leg in whole["legs"]] == ["来电人", "座席"]
    _recording_is_whole(line, agent.person, shown["id"])
    events = line.rows("SELECT payload->>'step' AS step FROM event WHERE subject_id = %s AND kind = 'call.step'", shown["id"])
    steps = line.rows("SELECT kind FROM call_step WHERE call_id = %s", shown["id"])
    assert sorted(e["step"] for e in events) == sorted(s["kind"] for s in steps), "each step is a ledger event"


def rate(press: Callable[[], None], score: Callable[[], str]) -> None:
    """Press the key once the question is asked; a key that came too early is not waited for for ever."""
    press()
    until(score, 10)


def _score(person: object, call_id: str) -> str:
    return str(person.get(f"/api/calls/{call_id}").json()["score"])  # type: ignore[attr-defined]


def _recording_is_whole(line: Line, person: object, call_id: str) -> None:
    """Caller on the left, what the caller heard on the right; the digest is right; the play-back is in the access log."""
    read = person.get  # type: ignore[attr-defined]
    found = until(lambda: read(f"/api/calls/{call_id}").json()["recording"], 15)
    body = read(f"/api/recordings/{found['id']}/audio").content
    data = body[body.index(b"data") + 8 :]
    left, right = _tones(data[0::2]), _tones(data[1::2])
    assert _near(CITIZEN, left) and not _near(AGENT, left)
    assert _near(AGENT, right) and not _near(CITIZEN, right)
    assert len(body) == found["size"]
    looks = line.rows("SELECT action FROM access_log WHERE subject_id = %s", found["id"])
    assert [look["action"] for look in looks] == ["play"]
    part = read(f"/api/recordings/{found['id']}/audio", headers={"Range": "bytes=0-43"})
    assert part.status_code == 206 and len(part.content) == 44


def _tones(side: bytes) -> set[int]:
    """The tones in the half seconds of a side."""
    return {hertz for at in range(0, len(side), 4096) for hertz in frequencies(from_alaw(side[at : at + 4096]), 2)}


def _near(hertz: int, tones: set[int]) -> bool:
    return any(abs(tone - hertz) < 10 for tone in tones)
