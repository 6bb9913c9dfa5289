"""From arrival to a person: prompt, menu, queue, as the route of the dialled number says."""

from tests.calls.scenes import MENU, PROMPT, QUEUE, Scene
from yihao.calls.rules import machine
from yihao.calls.values.calls import EndWhy, Outcome, Phase, StepKind
from yihao.calls.values.engine import Answer, DialOut, HangUp, Hush, Music, Say
from yihao.hotlines.values import Do
from yihao.hotlines.values import Step as Way


def test_greeting_then_queue() -> None:
    scene = Scene.of(PROMPT, QUEUE)
    scene.begin()
    assert scene.call.phase is Phase.PROMPT
    assert [type(r) for r in scene.latest] == [Answer, Say]
    scene.played()
    assert scene.call.phase is Phase.QUEUED and scene.call.skill == "general"
    assert scene.asked(Music) == [Music("channel-1", True)]


def test_a_merged_number_says_the_prompt_and_hangs_up() -> None:
    scene = Scene.of(Way(Do.PROMPT, text="已并入", prompt="merged_number"), Way(Do.HANG_UP), number="12318")
    scene.begin()
    scene.played()
    assert scene.call.outcome == Outcome.INFORMED
    assert HangUp("channel-1") in scene.latest


def test_a_caller_who_hears_the_merged_prompt_to_its_middle_is_informed_not_missed() -> None:
    scene = Scene.of(Way(Do.PROMPT, text="已并入", prompt="merged_number"), Way(Do.HANG_UP), number="12318")
    scene.begin()
    scene.do(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))
    assert scene.call.outcome == Outcome.INFORMED


def test_a_key_of_the_menu_leads_to_its_queue_and_stops_the_prompt() -> None:
    scene = Scene.of(MENU, QUEUE)
    scene.begin()
    scene.press("1")
    assert scene.call.skill == "complaint"
    assert scene.asked(Hush)
    assert [s.code for s in scene.steps if s.kind is StepKind.KEY] == ["1"]


def test_a_wrong_key_repeats_the_menu_and_no_key_leads_to_a_person() -> None:
    scene = Scene.of(MENU, QUEUE)
    scene.begin()
    scene.press("9")
    assert scene.asked(Say) and scene.call.phase is Phase.MENU
    scene.played()
    assert scene.timers[-1].name == "menu"
    scene.do(lambda t: machine.timeout(t, "menu", scene.timers[-1].about))
    assert scene.call.phase is Phase.QUEUED and scene.call.skill == "general"


def test_a_timer_of_something_that_is_over_does_nothing() -> None:
    scene = Scene.of(MENU, QUEUE)
    scene.begin()
    scene.played()
    late = scene.timers[-1]
    scene.press("0")
    before = list(scene.steps)
    scene.do(lambda t: machine.timeout(t, late.name, late.about))
    assert scene.steps == before


def test_a_number_kept_elsewhere_is_called_over_the_trunk() -> None:
    scene = Scene.of(Way(Do.TRANSFER, target="8112233"), number="12319")
    scene.begin()
    assert [r.number for r in scene.asked(DialOut) if isinstance(r, DialOut)] == ["8112233"]


def test_a_chain_of_numbers_goes_on_with_the_other_ones_way() -> None:
    scene = Scene.of(Way(Do.TRANSFER, target="12315"), PROMPT, QUEUE, number="12358")
    scene.begin()
    scene.played()
    assert scene.call.phase is Phase.QUEUED


def test_who_leaves_before_the_queue_is_not_abandoned() -> None:
    scene = Scene.of(PROMPT, QUEUE)
    scene.begin()
    scene.do(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))
    assert scene.call.outcome == Outcome.SHORT
