"""A number that a person limited: the caller hears so, and one key still reaches a person (领域档案 B11)."""

from tests.calls.scenes import PROMPT, QUEUE, Scene, route
from yihao.calls.rules import machine
from yihao.calls.rules.restriction import restricted
from yihao.calls.values.calls import EndWhy, Outcome, Phase


def _limited() -> Scene:
    scene = Scene.of(PROMPT, QUEUE)
    scene.call.route = restricted(route(PROMPT, QUEUE), "general")
    scene.begin()
    return scene


def test_one_key_reaches_a_person() -> None:
    scene = _limited()
    assert scene.call.phase is Phase.MENU
    scene.press("0")
    assert scene.call.phase is Phase.QUEUED and scene.call.skill == "general"


def test_who_presses_nothing_is_let_go_and_it_is_written_so() -> None:
    scene = _limited()
    for _ in range(scene.policy.menu_tries):
        scene.played()
        timer = scene.timers[-1]
        scene.do(lambda t, timer=timer: machine.timeout(t, timer.name, timer.about))
    assert scene.call.outcome == Outcome.REFUSED


def test_who_leaves_before_is_no_missed_caller() -> None:
    scene = _limited()
    scene.do(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))
    assert scene.call.outcome == Outcome.REFUSED
