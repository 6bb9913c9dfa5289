"""Taking up what is there: live calls of the database beside what the engine holds. Either side may have been away."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from yihao.calls.rules import machine
from yihao.calls.rules.kept import call_of
from yihao.calls.rules.turn import Turn
from yihao.calls.switchboard.board import Board
from yihao.calls.switchboard.live import Live
from yihao.calls.values.calls import Call, Direction, EndWhy, Phase, Step
from yihao.calls.values.engine import HangUp, Snapshot
from yihao.calls.values.policy import CallPolicy
from yihao.kernel.crypto import unseal

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """A leg that ended while nobody was in charge: when, and why."""

    at: datetime
    why: EndWhy


@dataclass(frozen=True, slots=True)
class Missed:
    """What was heard of the engine while the database was away, by channel."""

    ended: dict[str, Ended] = field(default_factory=dict)


def revive(row: dict[str, Any], steps: list[Step]) -> Call:
    """A call as its row and its steps tell."""
    call = call_of(row, steps)
    call.caller = unseal(row["caller"], "call.caller", row["id"])
    return call


async def adopt_all(board: Board, snapshot: Snapshot, missed: Missed, policies: dict[str, CallPolicy]) -> None:
    """Act on every open call from now on; what ended meanwhile is told to it with the time when it did, where known."""
    for row, steps in await board.store.open_calls():
        call = revive(row, steps)
        if call.channel in snapshot.others:
            continue  # it went to the fallback queue: entered when that is over
        live = board.adopt(call, policies.get(call.region, CallPolicy()))
        catch_up(live, snapshot, missed)
    for arrived in snapshot.arrived:
        board.hear(arrived)  # one that is known already is left alone
    await _hang_up_strangers(board, snapshot)
    for region, seat_id in await board.store.stranded(list(board.calls)):
        await board.free(region, seat_id)
    board.line.set()


def catch_up(live: Live, snapshot: Snapshot, missed: Missed) -> None:
    """Tell a call what it did not hear: who is gone, who answered; then say to the engine what holds."""
    call = live.call
    not_called_yet = call.direction is Direction.OUT and call.phase is Phase.OFFERED
    caller_gone = call.channel not in snapshot.ours and not not_called_yet
    gone = {leg.channel: leg for leg in call.legs.values() if leg.channel not in snapshot.ours}
    known = sorted((missed.ended[c].at, c) for c in [*gone, call.channel] if c in missed.ended)
    for _, channel in known:  # in the order in which they happened
        leg = gone.get(channel)
        ends = partial(machine.leg_ended, leg_id=leg.id) if leg else machine.caller_ended
        live.post(_then(missed, channel, ends))
    if caller_gone and call.channel not in missed.ended:
        live.post(_then(missed, call.channel, machine.caller_ended))
        return
    for channel in gone.keys() - missed.ended.keys():
        live.post(_then(missed, channel, partial(machine.leg_ended, leg_id=gone[channel].id)))
    for leg in call.legs.values():
        if not leg.up and snapshot.ours.get(leg.channel):
            live.post(partial(machine.leg_up, leg_id=leg.id))
    if not caller_gone:
        live.post(machine.go_on)


def _then(missed: Missed, channel: str, work: Any) -> Any:
    """The end of a leg as a turn at the time when it happened, if that is known; else it was lost with the engine."""
    ended = missed.ended.get(channel)

    def told(turn: Turn) -> None:
        if ended is not None:
            turn.at = ended.at
        work(turn, why=ended.why if ended else EndWhy.LOST)

    return told


async def _hang_up_strangers(board: Board, snapshot: Snapshot) -> None:
    """Legs that we had asked for and whose call is over: nobody wants them any more."""
    known = {leg.channel for live in board.calls.values() for leg in live.call.legs.values()}
    for channel in snapshot.ours:
        if channel.startswith(("leg-", "ear-")) and channel not in known:
            await board.engine.do(HangUp(channel))
