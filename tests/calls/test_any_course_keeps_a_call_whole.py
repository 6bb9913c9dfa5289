"""Whatever happens, in whatever order: the steps alone rebuild the call, nobody is left hanging, no seat stays engaged."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calls.scenes import MENU, PROMPT, QUEUE, Scene, seat
from yihao.calls.rules import machine, talk
from yihao.calls.rules.talk import Guest
from yihao.calls.values.calls import AskWhy, EndWhy, Phase, StepKind
from yihao.calls.values.engine import DialOut, DialSeat, HangUp
from yihao.calls.values.seats import ENGAGED
from yihao.kernel.problems import WrongState

SEATS = [seat() for _ in range(4)]
EVENTS = st.one_of(
    st.just(("played",)),
    st.tuples(st.just("press"), st.sampled_from("0123456789#*")),
    st.tuples(st.just("offer"), st.integers(0, 3)),
    st.tuples(st.just("up"), st.integers(0, 3)),
    st.tuples(st.just("end"), st.integers(0, 3), st.sampled_from(list(EndWhy))),
    st.tuples(st.just("caller"), st.sampled_from([EndWhy.HUNG_UP, EndWhy.LOST])),
    st.tuples(st.just("timer"), st.integers(0, 5)),
    st.tuples(st.just("call_in"), st.integers(0, 3), st.sampled_from([AskWhy.CONSULT, AskWhy.TRANSFER, AskWhy.THREE_WAY])),
    st.tuples(st.just("supervise"), st.integers(0, 3), st.sampled_from([AskWhy.LISTEN, AskWhy.BARGE, AskWhy.TAKE_OVER])),
    st.tuples(st.just("out"), st.sampled_from([AskWhy.EMERGENCY, AskWhy.TRANSFER])),
    st.sampled_from([("hold",), ("resume",), ("complete",), ("queue",), ("hang_up",), ("message",), ("go_on",)]),
)


def happen(scene: Scene, event: tuple[object, ...]) -> None:
    """Let one of the events happen, as far as it can now; what is refused changes nothing."""
    legs = list(scene.call.legs.values())
    match event:
        case ("played",):
            scene.played()
        case ("press", str(digit)):
            scene.press(digit)
        case ("offer", int(i)) if not _engaged(scene, i):
            scene.do(lambda t: machine.offer(t, SEATS[i]))
        case ("up", int(i)) if i < len(legs) and not legs[i].up:
            scene.answer(legs[i])
        case ("end", int(i), EndWhy() as why) if i < len(legs):
            scene.do(lambda t: machine.leg_ended(t, legs[i].id, why))
        case ("caller", EndWhy() as why):
            scene.do(lambda t: machine.caller_ended(t, why))
        case ("timer", int(i)) if i < len(scene.timers):
            scene.do(lambda t: machine.timeout(t, scene.timers[i].name, scene.timers[i].about))
        case ("call_in", int(i), AskWhy() as why) if not _engaged(scene, i):
            _try(scene, lambda t: talk.call_in(t, Guest("x", SEATS[i]), why))
        case ("supervise", int(i), AskWhy() as why) if not _engaged(scene, i):
            _try(scene, lambda t: talk.supervise(t, Guest("x", SEATS[i]), why))
        case ("out", AskWhy() as why):
            _try(scene, lambda t: talk.call_in(t, Guest("119", None, "119", "12345"), why))
        case ("hold" | "resume" | "complete" | "hang_up" as name,):
            _try(scene, getattr(talk, str(name)))
        case ("queue",):
            _try(scene, lambda t: talk.to_queue(t, "complaint"))
        case ("message",):
            scene.do(machine.leave_message)
        case ("go_on",):
            scene.do(machine.go_on) if scene.call.phase is not Phase.RINGING else None


def _engaged(scene: Scene, i: int) -> bool:
    return scene.state_of(SEATS[i].id) in ENGAGED


def _try(scene: Scene, work: object) -> None:
    before = len(scene.steps)
    with contextlib.suppress(WrongState):
        scene.do(work)  # type: ignore[arg-type]
        return
    assert len(scene.steps) == before, "a refusal must change nothing"


@settings(max_examples=300, deadline=None)
@given(st.lists(EVENTS, max_size=40))
def test_any_course_keeps_a_call_whole(events: list[tuple[object, ...]]) -> None:
    scene = Scene.of(PROMPT, MENU, QUEUE)
    scene.begin()
    for event in events:
        happen(scene, event)
        told = scene.rebuilt()
        assert (told.phase, told.held, told.skill, told.score) == (
            scene.call.phase, scene.call.held, scene.call.skill, scene.call.score,
        )  # fmt: skip
        assert told.legs == scene.call.legs
    scene.do(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))

    assert scene.call.phase is Phase.CLOSED
    assert [s.kind for s in scene.steps].count(StepKind.CLOSE) == 1 and scene.steps[-1].kind is StepKind.CLOSE
    dialled = {r.channel for r in scene.requests if isinstance(r, DialSeat | DialOut)}
    ended = {f"leg-{s.leg_id.hex}" for s in scene.steps if s.kind is StepKind.END and s.leg_id}
    assert dialled <= ended, "every leg that was called has its end"
    assert not any(_engaged(scene, i) for i in range(4)), "no seat stays engaged"
    assert HangUp("channel-1") in scene.requests
