"""A seat rings, answers or not; the talk; its end and the rating."""

import pytest

from tests.calls.scenes import QUEUE, Scene, seat
from yihao.calls.rules import machine, talk
from yihao.calls.values.calls import EndWhy, Outcome, Phase, StepKind
from yihao.calls.values.engine import DialSeat, HangUp, Join, Music, Open, Say
from yihao.calls.values.seats import SeatState
from yihao.kernel.problems import WrongState


def _queued() -> Scene:
    scene = Scene.of(QUEUE)
    scene.begin()
    return scene


def test_an_offer_rings_one_seat_for_the_time_that_the_policy_gives() -> None:
    scene, one = _queued(), seat()
    scene.give(one)
    (dial,) = scene.asked(DialSeat)
    assert isinstance(dial, DialSeat) and dial.endpoint == one.endpoint and dial.seconds == scene.policy.offer_seconds
    assert scene.state_of(one.id) is SeatState.OFFERED


def test_an_answer_brings_both_into_one_room() -> None:
    scene, one = _queued(), seat()
    leg = scene.talk_with(one)
    assert scene.call.phase is Phase.TALKING
    assert scene.asked(Open, Join, Music) == [
        Open(scene.call.bridge, f"call:{scene.call.id}"),
        Music("channel-1", False),
        Join(scene.call.bridge, "channel-1"),
        Join(scene.call.bridge, leg.channel),
    ]


def test_an_unanswered_offer_goes_back_to_the_head_of_the_line() -> None:
    scene, one = _queued(), seat()
    came = scene.call.entered_at
    leg = scene.give(one)
    scene.do(lambda t: machine.leg_ended(t, leg.id, EndWhy.NO_ANSWER))
    assert scene.call.phase is Phase.QUEUED and scene.call.entered_at == came
    assert scene.state_of(one.id) is SeatState.NOT_ANSWERING


def test_a_caller_who_leaves_while_it_rings_is_abandoned_and_the_seat_is_ready_again() -> None:
    scene, one = _queued(), seat()
    leg = scene.give(one)
    scene.do(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))
    assert scene.call.outcome == Outcome.ABANDONED
    assert scene.state_of(one.id) is SeatState.READY
    assert HangUp(leg.channel) in scene.latest


def test_a_seat_that_was_taken_for_a_call_that_is_over_is_freed() -> None:
    scene, one = _queued(), seat()
    scene.do(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))
    scene.do(lambda t: machine.offer(t, one))
    assert scene.state_of(one.id) is SeatState.READY


def test_hold_and_resume() -> None:
    scene, one = _queued(), seat()
    scene.talk_with(one)
    scene.do(talk.hold)
    assert scene.call.held and scene.asked(Music) == [Music("channel-1", True)]
    scene.do(talk.hold)
    assert scene.latest == []
    scene.do(talk.resume)
    assert not scene.call.held and Join(scene.call.bridge, "channel-1") in scene.latest


def test_after_the_seat_hung_up_the_caller_rates_it() -> None:
    scene, one = _queued(), seat()
    leg = scene.talk_with(one)
    scene.do(lambda t: machine.leg_ended(t, leg.id, EndWhy.HUNG_UP))
    assert scene.call.phase is Phase.SURVEY and scene.state_of(one.id) is SeatState.WRAP_UP
    scene.press("2")
    rated = next(s for s in scene.steps if s.kind is StepKind.SCORE)
    assert rated.code == "2" and rated.seat_id == one.id and rated.account_id == one.account_id
    assert scene.asked(Say)
    scene.played()
    assert scene.call.outcome == Outcome.SERVED


def test_a_second_key_does_not_change_the_rating() -> None:
    scene, one = _queued(), seat()
    leg = scene.talk_with(one)
    scene.do(lambda t: machine.leg_ended(t, leg.id, EndWhy.HUNG_UP))
    scene.press("1")
    scene.press("4")
    assert scene.call.score == "1"


def test_no_rating_is_waited_for_in_vain() -> None:
    scene, one = _queued(), seat()
    leg = scene.talk_with(one)
    scene.do(lambda t: machine.leg_ended(t, leg.id, EndWhy.HUNG_UP))
    for _ in range(scene.policy.survey_tries):
        scene.played()
        timer = scene.timers[-1]
        scene.do(lambda t, timer=timer: machine.timeout(t, timer.name, timer.about))
    assert scene.call.phase is Phase.CLOSED and scene.call.score == ""


def test_a_caller_lost_with_the_engine_is_lost_not_served() -> None:
    scene, one = _queued(), seat()
    scene.talk_with(one)
    scene.do(lambda t: machine.caller_ended(t, EndWhy.LOST))
    assert scene.call.outcome == Outcome.LOST


def test_a_seat_that_breaks_off_gives_the_caller_back_to_the_head_of_the_line() -> None:
    scene, one = _queued(), seat()
    came = scene.call.entered_at
    leg = scene.talk_with(one)
    scene.do(lambda t: machine.leg_ended(t, leg.id, EndWhy.LOST))
    assert scene.call.phase is Phase.QUEUED and scene.call.entered_at == came
    other = seat()
    scene.talk_with(other)
    assert scene.call.phase is Phase.TALKING and scene.call.last_seat is not None
    assert scene.call.last_seat.seat_id == other.id


def test_a_desk_that_lost_its_call_says_so_and_its_dead_leg_is_given_up() -> None:
    scene, one = _queued(), seat()
    leg = scene.talk_with(one)
    scene.do(machine.broke_off)
    assert scene.call.phase is Phase.QUEUED and HangUp(leg.channel) in scene.asked(HangUp)
    scene.do(lambda t: machine.leg_ended(t, leg.id, EndWhy.HUNG_UP))  # the engine's word comes afterwards
    assert scene.call.phase is Phase.QUEUED


def test_only_a_talk_can_be_lost() -> None:
    scene, one = _queued(), seat()
    scene.give(one)
    with pytest.raises(WrongState):
        scene.do(machine.broke_off)
