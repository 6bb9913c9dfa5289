"""66号 应急保障: when nobody can come, the caller is asked for a message, which is kept as the call's recording."""

from tests.calls.scenes import QUEUE, Scene, seat
from yihao.calls.rules import machine
from yihao.calls.values import prompts
from yihao.calls.values.calls import EndWhy, Outcome, Phase
from yihao.calls.values.engine import Say
from yihao.calls.values.seats import SeatState


def _asked() -> Scene:
    scene = Scene.of(QUEUE)
    scene.begin()
    scene.do(machine.leave_message)
    return scene


def test_the_caller_hears_the_request_and_the_tone() -> None:
    scene = _asked()
    (say,) = scene.asked(Say)
    assert isinstance(say, Say) and say.codes == prompts.VOICEMAIL
    assert scene.call.phase is Phase.VOICEMAIL


def test_the_key_ends_the_message_with_thanks() -> None:
    scene = _asked()
    scene.played()
    scene.press("#")
    scene.played()
    assert scene.call.outcome == Outcome.MESSAGE


def test_hanging_up_ends_the_message_too() -> None:
    scene = _asked()
    scene.played()
    scene.do(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))
    assert scene.call.outcome == Outcome.MESSAGE


def test_a_message_has_an_end_by_itself() -> None:
    scene = _asked()
    scene.played()
    timer = scene.timers[-1]
    scene.do(lambda t: machine.timeout(t, timer.name, timer.about))
    assert scene.call.outcome == Outcome.MESSAGE


def test_a_seat_that_is_taken_in_that_moment_is_freed() -> None:
    scene, one = _asked(), seat()
    scene.do(lambda t: machine.offer(t, one))
    assert scene.state_of(one.id) is SeatState.READY


def test_outside_the_line_nobody_is_asked() -> None:
    scene, one = Scene.of(QUEUE), seat()
    scene.begin()
    scene.talk_with(one)
    scene.do(machine.leave_message)
    assert scene.call.phase is Phase.TALKING
