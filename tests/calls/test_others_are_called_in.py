"""Transfers, consultations, three-way talks, emergency services, supervisors."""

import pytest

from tests.calls.scenes import QUEUE, Scene, called_in, seat
from yihao.calls.rules import machine, talk
from yihao.calls.rules.talk import Guest
from yihao.calls.values.calls import AskWhy, EndWhy, Leg, Outcome, Phase, QueueWhy, StepKind
from yihao.calls.values.engine import DialOut, HangUp, Join, Leave, Music, Spy
from yihao.calls.values.seats import Seat, SeatState
from yihao.kernel.problems import WrongState

EXPERT = Guest("expert", seat("expert"))
FIRE = Guest("119", None, "119", "12345")


def _talking() -> tuple[Scene, Seat, Leg]:
    scene, one = Scene.of(QUEUE), seat()
    scene.begin()
    return scene, one, scene.talk_with(one)


def _consulting() -> tuple[Scene, Leg, Leg]:
    scene, _, lead = _talking()
    scene.do(lambda t: talk.call_in(t, EXPERT, AskWhy.CONSULT))
    guest = called_in(scene)
    scene.answer(guest)
    return scene, lead, guest


def test_a_consultation_is_private_and_the_caller_hears_music() -> None:
    scene, _, guest = _consulting()
    assert scene.call.held
    assert Leave(scene.call.bridge, "channel-1") in scene.requests and Music("channel-1", True) in scene.requests
    assert scene.latest == [Join(scene.call.bridge, guest.channel)]


def test_a_consultation_becomes_a_three_way_talk() -> None:
    scene, lead, guest = _consulting()
    scene.do(talk.resume)
    assert not scene.call.held and {leg.id for leg in scene.call.parties()} == {lead.id, guest.id}


def test_a_consultation_becomes_a_transfer() -> None:
    scene, lead, guest = _consulting()
    scene.do(talk.complete)
    assert scene.call.seat is not None and scene.call.seat.id == guest.id
    assert HangUp(lead.channel) in scene.latest and Join(scene.call.bridge, "channel-1") in scene.latest
    assert scene.state_of(lead.seat_id) is SeatState.WRAP_UP  # type: ignore[arg-type]


def test_a_seat_that_hangs_up_in_a_consultation_hands_the_caller_over() -> None:
    scene, lead, guest = _consulting()
    scene.do(lambda t: machine.leg_ended(t, lead.id, EndWhy.HUNG_UP))
    assert scene.call.phase is Phase.TALKING and not scene.call.held
    assert scene.call.seat is not None and scene.call.seat.id == guest.id


def test_the_rating_is_about_who_spoke_last() -> None:
    scene, _, guest = _consulting()
    scene.do(talk.complete)
    scene.do(lambda t: machine.leg_ended(t, guest.id, EndWhy.HUNG_UP))
    scene.press("1")
    assert next(s for s in scene.steps if s.kind is StepKind.SCORE).seat_id == guest.seat_id


def test_when_the_expert_leaves_the_caller_is_back_with_the_seat() -> None:
    scene, lead, guest = _consulting()
    scene.do(lambda t: machine.leg_ended(t, guest.id, EndWhy.HUNG_UP))
    assert not scene.call.held and scene.call.seat is not None and scene.call.seat.id == lead.id


def test_an_expert_who_does_not_answer_leaves_the_talk_unharmed() -> None:
    scene, _, _ = _talking()
    scene.do(lambda t: talk.call_in(t, EXPERT, AskWhy.CONSULT))
    guest = called_in(scene)
    scene.do(lambda t: machine.leg_ended(t, guest.id, EndWhy.NO_ANSWER))
    assert scene.call.phase is Phase.TALKING and not scene.call.held


def test_a_blind_transfer_frees_the_seat_at_once() -> None:
    scene, one, lead = _talking()
    scene.do(lambda t: talk.call_in(t, EXPERT, AskWhy.TRANSFER))
    assert scene.state_of(one.id) is SeatState.WRAP_UP and HangUp(lead.channel) in scene.latest
    assert scene.call.phase is Phase.OFFERED
    guest = called_in(scene)
    scene.answer(guest)
    assert scene.call.phase is Phase.TALKING and scene.call.seat is not None and scene.call.seat.id == guest.id


def test_a_blind_transfer_that_nobody_takes_comes_back_to_the_line() -> None:
    scene, _, _ = _talking()
    scene.do(lambda t: talk.call_in(t, EXPERT, AskWhy.TRANSFER))
    guest = called_in(scene)
    scene.do(lambda t: machine.leg_ended(t, guest.id, EndWhy.NO_ANSWER))
    assert scene.call.phase is Phase.QUEUED
    assert scene.steps[-1].why == QueueWhy.RETURNED


def test_a_transfer_to_a_group_waits_there_with_priority() -> None:
    scene, one, _ = _talking()
    scene.do(lambda t: talk.to_queue(t, "complaint"))
    assert scene.call.phase is Phase.QUEUED and scene.call.skill == "complaint" and scene.call.priority == 1
    assert scene.state_of(one.id) is SeatState.WRAP_UP


def test_an_emergency_service_comes_in_with_the_caller_on_the_line() -> None:
    scene, _, lead = _talking()
    scene.do(lambda t: talk.call_in(t, FIRE, AskWhy.EMERGENCY))
    assert not scene.call.held and [r.number for r in scene.asked(DialOut) if isinstance(r, DialOut)] == ["119"]
    guest = called_in(scene)
    scene.answer(guest)
    assert {leg.id for leg in scene.call.parties()} == {lead.id, guest.id}
    scene.do(lambda t: machine.leg_ended(t, lead.id, EndWhy.HUNG_UP))
    assert scene.call.phase is Phase.TALKING, "the caller goes on with the emergency service"


@pytest.mark.parametrize(("why", "whisper"), [(AskWhy.LISTEN, False), (AskWhy.WHISPER, True)])
def test_a_supervisor_who_listens_is_no_party(why: AskWhy, whisper: bool) -> None:
    scene, _, lead = _talking()
    scene.do(lambda t: talk.supervise(t, Guest(why.value, seat()), why))
    booth = called_in(scene)
    scene.answer(booth)
    (spy,) = scene.asked(Spy)
    assert isinstance(spy, Spy) and spy.on == lead.channel and spy.whisper is whisper
    scene.do(lambda t: machine.leg_ended(t, lead.id, EndWhy.HUNG_UP))
    assert scene.call.phase is Phase.SURVEY, "the one who only listened does not keep the talk up"


def test_a_supervisor_takes_over() -> None:
    scene, one, lead = _talking()
    boss = seat()
    scene.do(lambda t: talk.supervise(t, Guest("take_over", boss), AskWhy.TAKE_OVER))
    scene.answer(called_in(scene))
    assert scene.call.seat is not None and scene.call.seat.seat_id == boss.id
    assert HangUp(lead.channel) in scene.latest and scene.state_of(one.id) is SeatState.WRAP_UP


def test_nobody_else_is_called_while_somebody_is_being_called() -> None:
    scene, _, _ = _talking()
    scene.do(lambda t: talk.call_in(t, EXPERT, AskWhy.CONSULT))
    with pytest.raises(WrongState):
        scene.do(lambda t: talk.call_in(t, FIRE, AskWhy.THREE_WAY))


def test_without_a_talk_nothing_can_be_done() -> None:
    scene = Scene.of(QUEUE)
    scene.begin()
    for work in (talk.hold, talk.resume, talk.complete, talk.hang_up):
        with pytest.raises(WrongState):
            scene.do(work)


def test_a_caller_who_leaves_lets_everybody_go() -> None:
    scene, lead, guest = _consulting()
    scene.do(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))
    assert scene.call.outcome == Outcome.SERVED
    assert {HangUp(lead.channel), HangUp(guest.channel)} <= set(scene.asked(HangUp))
    assert scene.call.legs == {}
