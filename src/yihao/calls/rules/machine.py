"""The life of a call: what follows from what happens to it. Pure; the switchboard keeps the steps, then does the requests.

ringing → prompt → menu → queued → offered → talking → survey → closed. Each function takes the turn of one call.
"""

from uuid import UUID

from yihao.calls.rules import talk
from yihao.calls.rules.restriction import LIMITED
from yihao.calls.rules.turn import Turn
from yihao.calls.values import prompts
from yihao.calls.values.calls import AskWhy, Direction, EndWhy, Leg, Outcome, Phase, QueueWhy, Role, StepKind
from yihao.calls.values.engine import Answer, DialOut, DialSeat, HangUp, Open
from yihao.calls.values.seats import Seat, SeatState
from yihao.hotlines.values import Do
from yihao.hotlines.values import Step as Way
from yihao.kernel.ids import new_id

KEYS = ("1", "2", "3", "4")
"""满意、基本满意、一般、不满意."""


def begin(turn: Turn) -> None:
    """A call has arrived: go along its route."""
    turn.step(StepKind.ARRIVE, role=Role.CALLER, code=turn.call.called)
    _next(turn)


def begin_outgoing(turn: Turn, seat: Seat) -> None:
    """A seat calls a citizen back: its own telephone first, then the citizen's."""
    turn.step(StepKind.ARRIVE, role=Role.CALLER, code=turn.call.called)
    _ring(turn, seat, by_itself=True)


def played(turn: Turn, playback: str) -> None:
    """What the caller was told is over."""
    call = turn.call
    if playback != call.playing:
        return
    purpose = playback.partition("-")[0]
    if purpose == "menu":
        turn.wake("menu", turn.policy.menu_seconds)
        return
    if purpose == "survey":
        turn.wake("survey", turn.policy.survey_seconds)
        return
    call.playing = ""
    if purpose == "route" and call.phase is Phase.PROMPT:
        _next(turn)
    elif purpose == "queue" and call.phase in (Phase.QUEUED, Phase.OFFERED):
        turn.music(True)
    elif purpose == "bye":
        close(turn, _outcome(turn))
    elif purpose == "voicemail":
        turn.wake("voicemail", 120)


def pressed(turn: Turn, digit: str) -> None:
    """The caller pressed a key."""
    if turn.call.phase is Phase.MENU:
        _choose(turn, digit)
    elif turn.call.phase is Phase.SURVEY and not turn.call.score:
        _rate(turn, digit)
    elif turn.call.phase is Phase.VOICEMAIL and digit == "#":
        turn.say("bye", prompts.VOICEMAIL_THANKS)


def timeout(turn: Turn, name: str, about: str) -> None:
    """A timer went off; it counts only while the call is still about the same thing."""
    call = turn.call
    if about != call.playing:
        return
    if name == "menu" and call.phase is Phase.MENU:
        _ask_again(turn, "menu")
    elif name == "survey" and call.phase is Phase.SURVEY:
        _ask_again(turn, "survey")
    elif name == "voicemail" and call.phase is Phase.VOICEMAIL:
        close(turn, Outcome.MESSAGE)


def announce(turn: Turn, *codes: str) -> None:
    """Tell a waiting caller the place in the line."""
    if turn.call.phase is Phase.QUEUED and not turn.call.playing:
        turn.say("queue", *codes)


def offer(turn: Turn, seat: Seat) -> None:
    """A seat was taken for this call; it is freed again when the call needs none any more."""
    if turn.call.phase is not Phase.QUEUED:
        turn.move(seat.id, SeatState.READY)
        return
    _ring(turn, seat)


def leave_message(turn: Turn) -> None:
    """Nobody can take calls: ask for a message (66号 应急保障; disaster mode)."""
    if turn.call.phase is Phase.QUEUED:
        turn.step(StepKind.VOICEMAIL, role=Role.CALLER)
        turn.music(False)
        turn.say("voicemail", *prompts.VOICEMAIL)


def leg_up(turn: Turn, leg_id: UUID) -> None:
    """A party that we rang has answered."""
    call = turn.call
    leg = call.legs.get(leg_id)
    if leg is None or call.phase is Phase.CLOSED:
        turn.ask(HangUp(Leg(leg_id, Role.OUTSIDE).channel))
        return
    turn.step(StepKind.ANSWER, leg)
    turn.move(leg.seat_id, SeatState.TALKING)
    if call.direction is Direction.OUT and call.phase is Phase.OFFERED:
        turn.ask(Open(call.bridge, f"call:{call.id}"))
        talk.enter(turn, leg)
        seconds = turn.policy.ask_seconds
        turn.ask(DialOut(call.channel, call.caller, call.called, seconds, call.id, call.id, recorded=True))
    elif leg.why in ("", AskWhy.ROUTE, AskWhy.TRANSFER):
        talk.connect(turn, leg)
    else:
        talk.join_in(turn, leg)


def caller_up(turn: Turn) -> None:
    """The citizen whom a seat calls back has answered."""
    if turn.call.phase is Phase.OFFERED:
        turn.step(StepKind.ANSWER, role=Role.CALLER)
        talk.enter_caller(turn)


def leg_ended(turn: Turn, leg_id: UUID, why: EndWhy) -> None:
    """A party's leg is no more."""
    call = turn.call
    leg = call.legs.get(leg_id)
    if leg is None or call.phase is Phase.CLOSED:
        return
    if not leg.up and why is EndWhy.HUNG_UP:
        why = EndWhy.NO_ANSWER
    leading = leg is call.seat
    if leading and leg.up and talk.hand_over(turn, leg, hang_up=False):
        return
    turn.end_leg(leg, why, hang_up=False)
    if call.phase is Phase.OFFERED:
        _nobody_took_it(turn, leg)
    elif call.phase is Phase.TALKING:
        talk.somebody_left(turn, leg)
        if not call.parties() and not any(not other.up for other in call.legs.values()):
            if leading and why is EndWhy.LOST:
                _back_to_the_line(turn)
            else:
                after_talk(turn)


def broke_off(turn: Turn) -> None:
    """The leading seat says that its telephone has lost the call (its page was loaded anew): nobody hung up. Raises
    WrongState."""
    leg_ended(turn, talk.drop_lead(turn).id, EndWhy.LOST)


def caller_ended(turn: Turn, why: EndWhy) -> None:
    """The caller is gone."""
    call = turn.call
    if call.phase is Phase.CLOSED:
        return
    if call.direction is Direction.OUT and call.phase is Phase.OFFERED:
        close(turn, Outcome.UNREACHED)
    elif why is EndWhy.LOST and call.phase is not Phase.SURVEY:
        close(turn, Outcome.LOST, why)
    else:
        close(turn, _outcome(turn), why)


def after_talk(turn: Turn) -> None:
    """Nobody but the caller is left: ask for a rating, bound to the seat that spoke last (领域档案 B14)."""
    call = turn.call
    if call.last_seat is None or call.direction is Direction.OUT:
        close(turn, Outcome.SERVED if call.last_seat or call.direction is Direction.OUT else _outcome(turn))
        return
    turn.step(StepKind.SURVEY, call.last_seat)
    talk.end(turn)
    call.tries = 0
    turn.say("survey", prompts.RATING)


def close(turn: Turn, outcome: Outcome, why: EndWhy = EndWhy.HUNG_UP) -> None:
    """The call is over; everybody who is still there is let go."""
    call = turn.call
    for leg in list(call.legs.values()):
        turn.end_leg(leg, EndWhy.CALLER_GONE if why is not EndWhy.LOST else why, hang_up=True)
    turn.step(StepKind.END, role=Role.CALLER, why=why)
    turn.step(StepKind.CLOSE, role=Role.CALLER, code=outcome)
    turn.ask(HangUp(call.channel))
    talk.end(turn)


def go_on(turn: Turn) -> None:
    """After a restart: say again to the engine what holds; the steps are already kept."""
    call = turn.call
    match call.phase:
        case Phase.RINGING:
            _next(turn)
        case Phase.PROMPT | Phase.MENU:
            _say_place(turn, call.route.steps[call.place])
        case Phase.QUEUED:
            turn.music(True)
        case Phase.TALKING:
            talk.again(turn)
        case Phase.SURVEY:
            turn.say("survey", prompts.RATING)
        case Phase.VOICEMAIL:
            turn.say("voicemail", *prompts.VOICEMAIL)


def _outcome(turn: Turn) -> Outcome:
    """What becomes of a call whose caller leaves now."""
    call = turn.call
    if call.phase is Phase.VOICEMAIL:
        return Outcome.MESSAGE
    if call.last_seat is not None or call.phase is Phase.TALKING:
        return Outcome.SERVED
    if call.phase in (Phase.QUEUED, Phase.OFFERED):
        return Outcome.ABANDONED
    if call.route.status == LIMITED:
        return Outcome.REFUSED
    informs = any(way.do in (Do.HANG_UP, Do.NOT_IN_SERVICE) for way in call.route.steps)
    return Outcome.INFORMED if informs else Outcome.SHORT


def _next(turn: Turn) -> None:
    """The next step of the route; behind its last one the caller is let go."""
    call = turn.call
    ahead = call.place + 1
    if ahead >= len(call.route.steps):
        close(turn, Outcome.INFORMED)
        return
    way = call.route.steps[ahead]
    match way.do:
        case Do.PROMPT | Do.NOT_IN_SERVICE:
            turn.step(StepKind.SAY, role=Role.CALLER, code=way.prompt)
            _say_place(turn, way)
        case Do.MENU:
            turn.step(StepKind.MENU, role=Role.CALLER, code=way.prompt)
            _say_place(turn, way)
        case Do.HANG_UP:
            close(turn, Outcome.REFUSED if call.route.status == LIMITED else Outcome.INFORMED)
        case Do.TRANSFER if not way.skill and ahead + 1 < len(call.route.steps):
            turn.step(StepKind.SAY, role=Role.CALLER, code=way.target)  # a chain: the other number's own way follows
            _next(turn)
        case Do.QUEUE | Do.TRANSFER | Do.SUB_CENTER:
            _to(turn, way.skill, way.target)


def _say_place(turn: Turn, way: Way) -> None:
    turn.ask(Answer(turn.call.channel))
    turn.say("menu" if way.do is Do.MENU else "route", way.prompt)


def _to(turn: Turn, skill: str, target: str) -> None:
    """To a queue where there is one, else to a telephone number."""
    if skill or not target:
        queue(turn, skill or turn.call.home, QueueWhy.NEW)
        return
    leg = Leg(new_id(), Role.OUTSIDE)
    turn.ask(Answer(turn.call.channel))
    turn.step(StepKind.ASK, leg, code=target, why=AskWhy.ROUTE)
    turn.say("queue", prompts.TRANSFER)
    turn.ask(DialOut(leg.channel, target, turn.call.called, turn.policy.ask_seconds, turn.call.id, leg.id))


def queue(turn: Turn, skill: str, why: QueueWhy) -> None:
    """The call waits for a seat. One that comes back keeps its place: it is judged by when it first came."""
    call = turn.call
    turn.step(StepKind.QUEUE, role=Role.CALLER, code=skill, why=why)
    turn.ask(Answer(call.channel))
    turn.music(True)


def _choose(turn: Turn, digit: str) -> None:
    way = turn.call.route.steps[turn.call.place]
    choice = next((c for c in way.choices if c.key == digit), None)
    if choice is None:
        _ask_again(turn, "menu")
        return
    turn.hush()
    turn.step(StepKind.KEY, role=Role.CALLER, code=digit)
    _to(turn, choice.skill, choice.target)


def _rate(turn: Turn, digit: str) -> None:
    if digit not in KEYS:
        _ask_again(turn, "survey")
        return
    turn.step(StepKind.SCORE, turn.call.last_seat, code=digit)
    turn.say("bye", prompts.THANKS)


def _ask_again(turn: Turn, what: str) -> None:
    """Once more; in the end a menu leads to a person, and a rating is left out."""
    call = turn.call
    call.tries += 1
    limit = turn.policy.menu_tries if what == "menu" else turn.policy.survey_tries
    if call.tries < limit:
        turn.say(what, call.route.steps[call.place].prompt if what == "menu" else prompts.RATING_AGAIN)
    elif what == "menu":
        turn.hush()
        call.tries = 0
        _next(turn)  # who presses nothing goes on to a person
    else:
        close(turn, Outcome.SERVED)


def _ring(turn: Turn, seat: Seat, *, by_itself: bool = False) -> None:
    call = turn.call
    leg = Leg(new_id(), Role.SEAT, seat_id=seat.id, account_id=seat.account_id, unit_id=seat.unit_id)
    turn.step(StepKind.OFFER, leg, code=call.skill)
    turn.move(seat.id, SeatState.OFFERED)
    turn.ask(DialSeat(leg.channel, seat.endpoint, turn.policy.offer_seconds, call.id, leg.id, by_itself))


def _back_to_the_line(turn: Turn) -> None:
    """The seat broke off (its browser died): the caller is at the head of the line again, with nobody to blame."""
    call = turn.call
    if call.direction is Direction.OUT:
        close(turn, Outcome.LOST, EndWhy.LOST)
        return
    talk.end(turn)
    queue(turn, call.skill or call.home, QueueWhy.RETURNED)


def _nobody_took_it(turn: Turn, leg: Leg) -> None:
    """A party that was rung did not answer (or left before the citizen did): another one, or the line again."""
    call = turn.call
    if call.direction is Direction.OUT:
        close(turn, Outcome.UNREACHED)
    elif not any(not other.up for other in call.legs.values()):
        talk.end(turn)
        queue(turn, call.skill or call.home, QueueWhy.RETURNED)
