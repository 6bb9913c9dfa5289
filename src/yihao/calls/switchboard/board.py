"""The board: which calls are live, who rings for whom, and what the desks ask for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from yihao.calls.rules import acd, machine
from yihao.calls.rules.turn import Turn
from yihao.calls.statements import Fresh
from yihao.calls.switchboard import office as rooms
from yihao.calls.switchboard.live import Live
from yihao.calls.switchboard.office import Office, Reception
from yihao.calls.switchboard.store import Store
from yihao.calls.values import engine as e
from yihao.calls.values.calls import Call, Direction, EndWhy, Phase, Role, Step, StepKind
from yihao.calls.values.policy import CallPolicy
from yihao.calls.values.seats import Seat, SeatMove, SeatState
from yihao.kernel import clock
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Problem

_log = logging.getLogger(__name__)
Listener = Callable[[Live, str], None]
Work = Awaitable[Any]


class Board:
    """All live calls of one engine. Nothing here is remembered that the database does not know."""

    def __init__(self, store: Store, engine: e.Engine, office: Office) -> None:
        self.store, self.engine, self.office = store, engine, office
        self.calls: dict[UUID, Live] = {}
        self._by_channel: dict[str, UUID] = {}
        self._arriving: set[asyncio.Task[None]] = set()
        self.line = asyncio.Event()
        """Set when the line or the seats changed: the distribution looks again."""
        self.fault: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
        """What makes this board stop acting: the database or the engine away, or a newer switchboard."""

    # what is heard ------------------------------------------------------------------------------------------------

    def hear(self, heard: e.Heard) -> None:
        """Something happened in the engine."""
        match heard:
            case e.Arrived():
                self._later(self._arrive(heard))
            case e.LegUp(channel):
                self._to(channel, self._up)
            case e.LegEnded(channel, _, why):
                self._to(channel, partial(self._gone, why=why))
            case e.Key(channel, digit):
                self._to(channel, lambda live, _: live.post(lambda t: machine.pressed(t, digit)))
            case e.Played(playback):
                self._played(playback)
            case e.Replaced():
                self.fail(e.EngineAway("replaced"))
            case e.Dialled():
                _log.info("a seat's telephone dialled by itself; calls are made from the desk")

    def _to(self, channel: str, then: Listener) -> None:
        call_id = self._by_channel.get(channel)
        live = self.calls.get(call_id) if call_id else None
        if live is not None:
            then(live, channel)

    def _up(self, live: Live, channel: str) -> None:
        if channel == live.call.channel:
            live.post(machine.caller_up)
        else:
            live.post(lambda t: machine.leg_up(t, leg_of(channel)))

    def _gone(self, live: Live, channel: str, why: EndWhy) -> None:
        if channel == live.call.channel:
            live.post(lambda t: machine.caller_ended(t, why))
        else:
            live.post(lambda t: machine.leg_ended(t, leg_of(channel), why))

    def _played(self, playback: str) -> None:
        live = next((c for c in self.calls.values() if c.call.playing == playback), None)
        if live is not None:
            live.post(lambda t: machine.played(t, playback))

    async def _arrive(self, heard: e.Arrived) -> None:
        if heard.channel in self._by_channel:
            return  # asked again after a reconnection
        received = await self.office.ask(rooms.receive, heard.called, heard.caller, heard.at)
        live = self.begin(received, heard.channel, Direction.IN, received.route.number or heard.called)
        sealed = rooms.sealed(live.call.id, received.caller)
        if sealed[1]:
            since = clock.now() - timedelta(days=live.policy.affinity_days)
            live.known_to = await self.store.last_agent(received.region, sealed[1], since)
        live.arrive(Fresh(*sealed), machine.begin)

    def begin(
        self, received: Reception, channel: str, direction: Direction, called: str, call_id: UUID | None = None
    ) -> Live:
        """A call comes into being here, under an id that a seat may hold already."""
        call = Call(call_id or new_id(), received.region, channel, called, received.route, received.home, direction)
        call.caller = received.caller
        return self.adopt(call, received.policy)

    def adopt(self, call: Call, policy: CallPolicy) -> Live:
        """Act on a call from now on."""
        live = Live(self, call, policy)
        self.calls[call.id] = live
        self._by_channel[call.channel] = call.id
        for leg in call.legs.values():
            self._by_channel[leg.channel] = call.id
        return live

    # around a turn ------------------------------------------------------------------------------------------------

    async def before(self, live: Live, turn: Turn) -> None:
        """Before a turn is kept: an offered call needs its contact, in the hands of whoever rings."""
        call = live.call
        for step in turn.steps:
            if step.leg_id is not None and step.kind in (StepKind.OFFER, StepKind.ASK):
                self._by_channel[f"leg-{step.leg_id.hex}"] = call.id
        taker = _taker(turn)
        if taker is not None and call.direction is Direction.IN:
            await self.open_contact(call, taker)

    async def open_contact(self, call: Call, taker: UUID) -> None:
        """The contact of a call in the hands of whoever takes it. A call goes on without one when it is refused: a person
        on the line comes before the paper."""
        try:
            call.contact_id = await self.office.ask(
                rooms.open_contact, call.id, taker, call.called, call.caller, call.arrived_at, call.entered_at
            )
        except Problem as refused:
            _log.error("a call has no contact", extra={"call": str(call.id), "code": refused.code})

    def after(self, live: Live, turn: Turn) -> None:
        """After a turn: the distribution may have something to do."""
        if turn.moves or any(s.kind in (StepKind.QUEUE, StepKind.CLOSE) for s in turn.steps):
            self.line.set()
        contact, kinds = live.call.contact_id, {s.kind for s in turn.steps}
        if contact is not None and kinds & {StepKind.ANSWER, StepKind.CLOSE}:
            answered = turn.at if StepKind.ANSWER in kinds and live.call.last_seat else None
            ended = turn.at if StepKind.CLOSE in kinds else None
            self._later(self.office.ask(rooms.contact_times, contact, answered, ended))

    def ended(self, live: Live) -> None:
        """A call is over."""
        self.calls.pop(live.call.id, None)
        for channel in [c for c, call_id in self._by_channel.items() if call_id == live.call.id]:
            del self._by_channel[channel]

    async def give_up(self, live: Live) -> None:
        """A call with which something is wrong here: one that waits goes to the fallback queue, one that talks talks on;
        it is taken up again when this switchboard starts anew."""
        if live.call.phase not in (Phase.TALKING, Phase.CLOSED):
            await self.engine.release(live.call.channel)
        self.ended(live)

    def fail(self, fault: BaseException) -> None:
        """Stop acting; whoever runs the board decides what next."""
        if not self.fault.done():
            self.fault.set_result(fault)

    def stop(self) -> None:
        """Act no more; every call stays as it is."""
        for live in self.calls.values():
            live.stop()
        for task in self._arriving:
            task.cancel()

    # the distribution ---------------------------------------------------------------------------------------------

    def waiting(self, region: str) -> list[acd.Waiting]:
        """The calls in the line."""
        return [
            acd.Waiting(c.id, c.skill, c.priority, c.entered_at, c.queued_at, live.known_to)
            for live in self.calls.values()
            if (c := live.call).phase is Phase.QUEUED and c.region == region and c.entered_at and c.queued_at
        ]

    async def distribute(self) -> None:
        """Let the seats ring that are to take the calls in the line."""
        for region in {live.call.region for live in self.calls.values()}:
            waiting = self.waiting(region)
            if not waiting:
                continue
            seats = await self.store.ready_seats(region)
            over, staffed = await self._beyond(region, waiting, seats)
            for call_id, seat in acd.choose(waiting, seats, over, clock.now(), staffed):
                await self._give(call_id, seat)

    async def _beyond(
        self, region: str, waiting: list[acd.Waiting], seats: list[Seat]
    ) -> tuple[dict[str, acd.Overflow], set[str] | None]:
        """Where calls overflow to, and who is on duty: asked only when some call finds nobody of its own group."""
        if not seats or all(any(w.skill in s.skills for s in seats) for w in waiting):
            return {}, None
        return await self.office.ask(rooms.overflow, region), await self.store.staffed(region)

    async def _give(self, call_id: UUID, seat: Seat) -> None:
        live = self.calls.get(call_id)
        if live is None or live.offering or not await self.store.take(seat.id, call_id):
            return
        live.offering = True
        live.post(partial(_offer, live, seat))

    async def free(self, region: str, seat_id: UUID, state: SeatState = SeatState.READY) -> None:
        """Free a seat outside a call's turn."""
        await self.store.free(region, [SeatMove(seat_id, state, None)], timedelta(0))
        self.line.set()

    def _later(self, work: Work) -> None:
        """Do something beside; its fault is the board's."""
        task = asyncio.ensure_future(work)
        self._arriving.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._arriving.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self.fail(fault)


def _offer(live: Live, seat: Seat, turn: Turn) -> None:
    live.offering = False
    machine.offer(turn, seat)


def leg_of(channel: str) -> UUID:
    """The leg whose channel this is: the name was made from it."""
    return UUID(channel.partition("-")[2])


def _taker(turn: Turn) -> UUID | None:
    """Who is to have the contact after this turn: the seat that rings for the call, or the one it was handed over to."""
    lead = turn.call.seat
    if lead is None or not any(_changes_hands(step) for step in turn.steps):
        return None
    return lead.account_id


def _changes_hands(step: Step) -> bool:
    return step.role is not Role.CALLER and (step.kind is StepKind.OFFER or step.why == EndWhy.HANDED_OVER)
