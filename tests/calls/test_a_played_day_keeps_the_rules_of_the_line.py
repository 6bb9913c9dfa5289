"""`rules.replay`: whatever callers and duties there are, every call ends, no seat has two calls, breaks and ends of duties are kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from yihao.calls.rules.acd import Overflow
from yihao.calls.rules.fold import fold
from yihao.calls.rules.replay import Caller, Duty, Kept, Line, Played, Tempo
from yihao.calls.values.calls import Call, Outcome, Phase, Role, StepKind
from yihao.calls.values.policy import CallPolicy
from yihao.calls.values.seats import ENGAGED, Seat, SeatState
from yihao.hotlines.values import Choice, Do, Route
from yihao.hotlines.values import Step as Way
from yihao.kernel.ids import new_id
from yihao.organisation.rosters.values import Stretch

EIGHT = datetime(2026, 11, 25, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
POLICY = CallPolicy(offer_seconds=15, wrap_up_seconds=30)
SAID = dict.fromkeys(("route", "menu", "queue", "survey", "bye", "voicemail"), 4 * SECOND)
MENU = (
    Way(Do.PROMPT, prompt="greeting"),
    Way(Do.MENU, prompt="menu", choices=(Choice("1", "办事咨询", skill="general"), Choice("2", "专家", skill="expert"))),
    Way(Do.QUEUE, skill="general"),
)
WAYS = {
    "queue": (Way(Do.PROMPT, prompt="greeting"), Way(Do.QUEUE, skill="general")),
    "menu": MENU,
    "gone": (Way(Do.PROMPT, prompt="moved"), Way(Do.HANG_UP)),
    "outside": (Way(Do.PROMPT, prompt="greeting"), Way(Do.TRANSFER, target="07920000000")),
}


def caller(at: timedelta = timedelta(), **more: object) -> Caller:
    """Somebody patient who talks for three minutes and hangs up."""
    route = Route("12345", EIGHT + at, "", "", WAYS["queue"], True, "12345", "")
    plain = Caller(
        id=new_id(), region="360400", called="12345", route=route, home="general", number="13907920001",
        arrives=EIGHT + at, patience=5 * MINUTE, pick_up=3 * SECOND, talk=3 * MINUTE, decides=2 * SECOND,
    )  # fmt: skip
    way = more.pop("way", None)
    if way is not None:
        more["route"] = replace(route, steps=WAYS[str(way)])
    return replace(plain, **more)  # type: ignore[arg-type]


def duty(start: timedelta = -MINUTE, end: timedelta = 8 * HOUR, *breaks: tuple[timedelta, timedelta]) -> Duty:
    """Somebody at a seat."""
    seat = Seat(new_id(), new_id(), new_id(), "", frozenset({"general"}), EIGHT + start)
    rests = tuple(Stretch(EIGHT + a, EIGHT + b) for a, b in breaks)
    return Duty(seat, Stretch(EIGHT + start, EIGHT + end), rests)


def play(callers: list[Caller], duties: list[Duty]) -> tuple[list[Played], list[Kept]]:
    """The whole day: its calls in the order of their ends, and its duties."""
    line = Line(POLICY, {"expert": Overflow("general", 20 * SECOND)}, Tempo(SAID, MINUTE))
    for one in duties:
        line.man(one)
    for each in callers:
        line.expect(each)
    while line.next_at is not None:
        line.advance()
    return line.over, line.left


def outcome(*callers: Caller, duties: int = 1) -> list[str]:
    over, _ = play(list(callers), [duty() for _ in range(duties)])
    by_call = {p.call.id: p.call.outcome for p in over}
    return [by_call[c.id] for c in callers]


def test_a_caller_is_answered_and_rates() -> None:
    over, _ = play([caller(score="1")], [duty()])
    assert [s.kind.value for s in over[0].steps] == [
        "arrive", "say", "queue", "offer", "answer", "end", "survey", "score", "end", "close",
    ]  # fmt: skip
    assert over[0].call.score == "1"
    answered = over[0].first(StepKind.ANSWER, Role.SEAT)
    assert answered == EIGHT + SAID["route"] + 3 * SECOND


def test_whom_nobody_answers_leaves() -> None:
    assert outcome(caller(), duties=0) == [Outcome.ABANDONED]


def test_an_impatient_caller_leaves_before_the_queue() -> None:
    assert outcome(caller(leaves=2 * SECOND)) == [Outcome.SHORT]


def test_a_seat_that_lets_it_ring_loses_the_call_to_another() -> None:
    over, left = play([caller(missed_rings=1)], [duty(-2 * MINUTE), duty()])
    offers = [s.seat_id for s in over[0].steps if s.kind is StepKind.OFFER]
    assert len(set(offers)) == 2 and over[0].call.outcome == Outcome.SERVED
    assert SeatState.NOT_ANSWERING in [m.state for kept in left for m in kept.moves]


def test_menus_prompts_and_numbers_outside() -> None:
    assert outcome(caller(way="menu", key="2"), caller(way="menu"), caller(way="gone"), caller(way="outside"), duties=2) == [
        Outcome.SERVED, Outcome.SERVED, Outcome.INFORMED, Outcome.SERVED,
    ]  # fmt: skip


def test_who_spoke_last_is_asked_first() -> None:
    first, again = caller(), caller(HOUR)
    over, _ = play([first, again], [duty(-2 * MINUTE), duty()])
    assert over[0].call.last_seat is not None and over[1].call.last_seat is not None
    assert over[0].call.last_seat.account_id == over[1].call.last_seat.account_id


def test_a_break_waits_for_the_end_of_the_call() -> None:
    rest = (2 * MINUTE, 12 * MINUTE)
    over, left = play([caller(MINUTE), caller(5 * MINUTE, patience=20 * MINUTE)], [duty(-MINUTE, HOUR, rest)])
    moves = left[0].moves
    assert [m.state for m in moves if m.by_person] == [
        SeatState.READY, SeatState.BUSY, SeatState.READY, SeatState.READY, SeatState.OFF,
    ]  # fmt: skip
    assert over[1].first(StepKind.OFFER) == EIGHT + rest[1]


def test_the_end_of_a_duty_waits_for_the_end_of_the_call() -> None:
    over, left = play([caller(58 * MINUTE)], [duty(-MINUTE, HOUR)])
    assert over[0].call.outcome == Outcome.SERVED
    spoken = next(m.at for m in left[0].moves if m.state is SeatState.WRAP_UP)
    assert left[0].moves[-1].at == spoken + timedelta(seconds=POLICY.wrap_up_seconds)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(min_value=0), calls=st.integers(0, 60), seats=st.integers(0, 4))
def test_any_day(seed: int, calls: int, seats: int) -> None:
    dice = Random(seed)
    callers = [
        caller(
            dice.random() * HOUR, way=dice.choice(list(WAYS)), patience=dice.random() * 8 * MINUTE,
            talk=dice.random() * 10 * MINUTE, missed_rings=int(dice.random() < 0.2), score=dice.choice(("", "1", "9")),
            leaves=dice.choice((None, None, 3 * SECOND)), key=dice.choice(("", "1", "7")),
            number=dice.choice(("", "13907920001", "13907920002")),
        )
        for _ in range(calls)
    ]  # fmt: skip
    duties = [duty(dice.random() * HOUR, (1 + dice.random()) * HOUR, (HOUR, 1.1 * HOUR)) for _ in range(seats)]
    over, left = play(callers, duties)
    assert {p.call.id for p in over} == {c.id for c in callers} and len(over) == len(callers)
    assert len(left) == len(duties)
    for played in over:
        whole(played)
    for kept in left:
        one_call_at_a_time(kept)
    again, _ = play(callers, duties)
    assert [(p.call.id, p.steps[-1].at, p.call.outcome) for p in over] == [
        (p.call.id, p.steps[-1].at, p.call.outcome) for p in again
    ]


def whole(played: Played) -> None:
    """The call is the fold of its steps, in order of time, ends once."""
    call = played.call
    assert call.phase is Phase.CLOSED and not call.legs
    assert [s.at for s in played.steps] == sorted(s.at for s in played.steps)
    assert [s.kind for s in played.steps].count(StepKind.CLOSE) == 1
    told = fold(Call(call.id, call.region, call.channel, call.called, call.route, call.home), played.steps)
    assert (told.outcome, told.score, told.skill, told.entered_at) == (call.outcome, call.score, call.skill, call.entered_at)


def one_call_at_a_time(kept: Kept) -> None:
    """A seat goes from call to call, rings for nobody during breaks, and is signed off at the end, once."""
    states = [m.state for m in kept.moves]
    assert states.count(SeatState.OFF) == 1 and states[-1] is SeatState.OFF
    assert kept.moves[-1].at >= kept.duty.stretch.end
    engaged = None
    for move in kept.moves:
        if move.state is SeatState.OFFERED:
            assert engaged is None
            assert kept.duty.wanted(move.at) is SeatState.READY
        if move.state is SeatState.TALKING:
            assert engaged == move.call_id
        engaged = move.call_id if move.state in ENGAGED else None
