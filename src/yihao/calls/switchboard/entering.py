"""Entering what the fallback queue handled: the same steps as of any other call, with the times when they happened."""

from datetime import datetime

from yihao.calls.rules.turn import Turn
from yihao.calls.statements import Fresh
from yihao.calls.switchboard import office as rooms
from yihao.calls.switchboard.adopt import revive
from yihao.calls.switchboard.board import Board
from yihao.calls.switchboard.fallback import FallbackCall, Record
from yihao.calls.values.calls import Call, EndWhy, Leg, Outcome, Phase, QueueWhy, Role, StepKind
from yihao.calls.values.policy import CallPolicy
from yihao.kernel.ids import new_id


async def enter_all(board: Board, record: Record) -> int:
    """Enter every call of the record, each once; how many. The record is let go when all of it stands."""
    calls = record.read()
    for call in calls:
        await _enter(board, call)
    if calls:
        record.forget()
    return len(calls)


async def _enter(board: Board, found: FallbackCall) -> None:
    call, fresh, policy = await _call_of(board, found)
    if call is None:
        return
    seat = await board.store.seat_at(found.endpoint) if found.endpoint else None
    turn = Turn(call, found.began, policy)
    begin(turn)
    if seat is not None and found.answered is not None:
        await board.open_contact(call, seat.account_id)
    leg = Leg(new_id(), Role.SEAT, seat_id=seat.id, account_id=seat.account_id, unit_id=seat.unit_id) if seat else None
    tell(turn, found, leg)
    await board.store.keep(turn, fresh)


async def _call_of(board: Board, found: FallbackCall) -> tuple[Call | None, Fresh | None, CallPolicy]:
    """The call as far as it is known: one that was sent to the fallback queue, or one that came there at once; None for
    one that is entered already."""
    row, steps = await board.store.call_at(found.channel)
    received = await board.office.ask(rooms.receive, found.called, found.caller, found.began)
    if row is not None:
        known = None if row["closed_at"] is not None else revive(row, steps)
        return known, None, received.policy
    number = received.route.number or found.called
    call = Call(new_id(), received.region, found.channel, number, received.route, received.home)
    call.caller = received.caller
    return call, Fresh(*rooms.sealed(call.id, received.caller)), received.policy


def begin(turn: Turn) -> None:
    """The steps until the call stands in the fallback queue. Pure."""
    call = turn.call
    if call.arrived_at is None:
        turn.step(StepKind.ARRIVE, role=Role.CALLER, code=call.called)
    for old in list(call.legs.values()):
        turn.step(StepKind.END, old, why=EndWhy.LOST)
    if call.phase is not Phase.QUEUED:
        turn.step(StepKind.QUEUE, role=Role.CALLER, code=call.home, why=QueueWhy.NEW)


def tell(turn: Turn, found: FallbackCall, leg: Leg | None) -> None:
    """The steps from there on. Pure."""
    call = turn.call
    if leg is not None and found.answered is not None:
        _at(turn, found.answered)
        turn.step(StepKind.OFFER, leg, code=call.skill)
        turn.step(StepKind.ANSWER, leg)
    _at(turn, found.ended)
    for current in list(call.legs.values()):
        turn.step(StepKind.END, current, why=EndWhy.HUNG_UP)
    turn.step(StepKind.END, role=Role.CALLER, why=EndWhy.HUNG_UP)
    answered = found.answered is not None
    turn.step(StepKind.CLOSE, role=Role.CALLER, code=Outcome.SERVED if answered else Outcome.ABANDONED)


def _at(turn: Turn, at: datetime) -> None:
    """From here on it is later; never earlier, whatever the engine's clock says."""
    turn.at = max(turn.at, at)
