"""A talk between several: who is in it, who is called in, who leaves, who leads. Pure."""

from dataclasses import dataclass

from yihao.calls.rules.fold import heir
from yihao.calls.rules.turn import Turn
from yihao.calls.values import prompts
from yihao.calls.values.calls import LISTENING, AskWhy, EndWhy, Leg, Phase, QueueWhy, Role, StepKind
from yihao.calls.values.engine import DialOut, DialSeat, HangUp, Join, Leave, Open, Shut, Spy
from yihao.calls.values.seats import Seat, SeatState
from yihao.kernel.ids import new_id
from yihao.kernel.problems import WrongState


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom to call in: a seat that was taken, or a telephone number (`code` says whose, for the record)."""

    code: str
    seat: Seat | None = None
    number: str = ""
    shown: str = ""


def connect(turn: Turn, leg: Leg) -> None:
    """The caller and whoever answered can speak."""
    turn.hush()
    turn.ask(Open(turn.call.bridge, f"call:{turn.call.id}"))
    enter_caller(turn)
    enter(turn, leg)


def enter(turn: Turn, leg: Leg) -> None:
    """A party comes into the room."""
    turn.ask(Join(turn.call.bridge, leg.channel))


def enter_caller(turn: Turn) -> None:
    """The caller comes into the room."""
    turn.music(False)
    turn.ask(Join(turn.call.bridge, turn.call.channel))


def join_in(turn: Turn, leg: Leg) -> None:
    """Somebody who was called in has answered."""
    call = turn.call
    lead = call.seat
    if leg.why in LISTENING and lead is not None:
        whisper = leg.why == AskWhy.WHISPER
        turn.ask(Spy(_booth(leg), f"ear-{leg.id.hex}", lead.channel, leg.channel, whisper))
        return
    enter(turn, leg)
    if leg.why == AskWhy.TAKE_OVER and lead is not None:
        hand_over(turn, lead, hang_up=True)


def again(turn: Turn) -> None:
    """Say to the engine once more who is in the room."""
    call = turn.call
    turn.ask(Open(call.bridge, f"call:{call.id}"))
    if call.held:
        turn.music(True)
    else:
        enter_caller(turn)
    for leg in call.parties():
        enter(turn, leg)


def end(turn: Turn) -> None:
    """The room is given up; whoever is still connected stays so."""
    turn.ask(Shut(turn.call.bridge))


def hold(turn: Turn) -> None:
    """The caller hears music. Raises WrongState."""
    _speaking(turn)
    if turn.call.held:
        return
    turn.step(StepKind.HOLD, turn.call.seat)
    turn.ask(Leave(turn.call.bridge, turn.call.channel))
    turn.music(True)


def resume(turn: Turn) -> None:
    """The caller is back in the talk: after a hold, or as the third party of a consultation. Raises WrongState."""
    _speaking(turn)
    if turn.call.held:
        turn.step(StepKind.RESUME, turn.call.seat)
        enter_caller(turn)


def call_in(turn: Turn, guest: Guest, why: AskWhy) -> Leg:
    """Call somebody in. For a consultation the caller hears music; in a three-way talk, and when an emergency service is
    called, the caller stays in the talk (国办发〔2022〕12号: 三方通话). Raises WrongState."""
    lead = _speaking(turn)
    if any(not leg.up for leg in turn.call.legs.values()):
        raise WrongState(title="正在呼叫另一方，请先等待接通或取消")
    if why is AskWhy.CONSULT:
        hold(turn)
    leg = _ask(turn, guest, why)
    if why is AskWhy.TRANSFER:
        hold(turn)
        turn.say("queue", prompts.TRANSFER_PERSON)
        turn.end_leg(lead, EndWhy.HANDED_OVER, hang_up=True)
    return leg


def supervise(turn: Turn, guest: Guest, why: AskWhy) -> None:
    """A supervisor listens, whispers, comes in or takes over (领域档案 B13). Raises WrongState."""
    _speaking(turn)
    _ask(turn, guest, why)


def to_queue(turn: Turn, skill: str) -> None:
    """Blind transfer to a group: the seat is free, the caller waits for the next one there. Raises WrongState."""
    lead = _speaking(turn)
    if len(turn.call.parties()) > 1:
        raise WrongState(title="三方通话中不能转入排队", detail="请先让对方退出，再转接。")
    turn.step(StepKind.QUEUE, role=Role.CALLER, code=skill, why=QueueWhy.TRANSFERRED)
    turn.ask(Leave(turn.call.bridge, turn.call.channel))
    turn.say("queue", prompts.TRANSFER_PERSON)
    turn.end_leg(lead, EndWhy.HANDED_OVER, hang_up=True)
    end(turn)


def complete(turn: Turn) -> None:
    """The consultation becomes a transfer: the seat leaves, the caller speaks with the one who was asked. Raises WrongState."""
    lead = _speaking(turn)
    guest = heir(turn.call)
    if guest is None or not guest.up:
        raise WrongState(title="对方还没有接通，不能转交")
    hand_over(turn, lead, hang_up=True)


def dismiss(turn: Turn, leg: Leg) -> None:
    """Let a party go that was called in. Raises WrongState."""
    if leg is turn.call.seat:
        raise WrongState(title="这是主接座席，请用“挂断”")
    turn.end_leg(leg, EndWhy.DROPPED, hang_up=True)
    somebody_left(turn, leg)


def hang_up(turn: Turn) -> None:
    """The leading seat ends its part; what follows comes with the end of its leg. Raises WrongState."""
    turn.ask(HangUp(_speaking(turn).channel))


def drop_lead(turn: Turn) -> Leg:
    """Give up the leg of the leading seat, whose telephone has lost the call; the leg. Raises WrongState."""
    lead = _speaking(turn)
    turn.ask(HangUp(lead.channel))
    return lead


def hand_over(turn: Turn, lead: Leg, *, hang_up: bool) -> bool:
    """The leading seat leaves and somebody who was called in goes on with the caller; False where nobody is there."""
    next_one = heir(turn.call)
    if next_one is None or not next_one.up or turn.call.phase is not Phase.TALKING:
        return False
    if turn.call.held:
        turn.step(StepKind.RESUME, lead)
        enter_caller(turn)
    turn.end_leg(lead, EndWhy.HANDED_OVER, hang_up=hang_up)
    return True


def somebody_left(turn: Turn, leg: Leg) -> None:
    """What the others hear now: a caller who waited for a consultation is back with the seat."""
    if leg.why in LISTENING:
        turn.ask(Shut(_booth(leg)), HangUp(f"ear-{leg.id.hex}"))
    elif leg.why == AskWhy.CONSULT and turn.call.held and turn.call.seat is not None:
        turn.step(StepKind.RESUME, turn.call.seat)
        enter_caller(turn)


def _ask(turn: Turn, guest: Guest, why: AskWhy) -> Leg:
    call, seconds = turn.call, turn.policy.ask_seconds
    if guest.seat is None:
        leg = Leg(new_id(), Role.OUTSIDE)
        turn.step(StepKind.ASK, leg, code=guest.code, why=why)
        turn.ask(DialOut(leg.channel, guest.number, guest.shown, seconds, call.id, leg.id))
        return call.legs[leg.id]
    role = Role.SUPERVISOR if why in (AskWhy.LISTEN, AskWhy.WHISPER, AskWhy.BARGE, AskWhy.TAKE_OVER) else Role.SEAT
    seat = guest.seat
    leg = Leg(new_id(), role, seat_id=seat.id, account_id=seat.account_id, unit_id=seat.unit_id)
    turn.step(StepKind.ASK, leg, code=guest.code, why=why)
    turn.move(seat.id, SeatState.OFFERED)
    turn.ask(DialSeat(leg.channel, seat.endpoint, seconds, call.id, leg.id, role is Role.SUPERVISOR))
    return call.legs[leg.id]


def _speaking(turn: Turn) -> Leg:
    """The seat that leads the talk. Raises WrongState when there is no talk."""
    lead = turn.call.seat
    if turn.call.phase is not Phase.TALKING or lead is None or not lead.up:
        raise WrongState(title="现在没有接通的通话", detail="通话可能已经结束，请看通话条上的状态。")
    return lead


def _booth(leg: Leg) -> str:
    """The room in which a supervisor listens."""
    return f"booth-{leg.id.hex}"
