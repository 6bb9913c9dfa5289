"""What desks ask of live calls: each command of the table is carried out once, or refused in words."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from yihao.calls.rules import machine, talk
from yihao.calls.rules.talk import Guest
from yihao.calls.rules.turn import Turn
from yihao.calls.switchboard import office as rooms
from yihao.calls.switchboard.board import Board
from yihao.calls.switchboard.live import Live
from yihao.calls.values.calls import SUPERVISING, AskWhy, Direction, Leg, Role
from yihao.calls.values.seats import Seat, SeatState
from yihao.kernel import clock
from yihao.kernel.crypto import unseal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, NotFound, Problem, WrongState

_log = logging.getLogger(__name__)
WAKE_ANSWERS = "yihao_answers"
"""NOTIFY channel: a command was answered; the payload is its id."""
Command = dict[str, Any]


class Desk:
    """Carries out the commands that wait in the table."""

    def __init__(self, board: Board) -> None:
        self.board = board

    async def serve(self) -> None:
        """Take every command that waits, in their order; one whose time is over is refused."""
        now = clock.now()
        waiting = await self.board.store.rows(
            "UPDATE call_command SET taken_at = %s WHERE id IN (SELECT c.id FROM call_command c"
            " LEFT JOIN call l ON l.id = c.call_id WHERE c.taken_at IS NULL AND (l.engine = %s OR l.id IS NULL)"
            " ORDER BY c.asked_at FOR UPDATE OF c SKIP LOCKED) RETURNING *",
            (now, self.board.store.engine),
        )
        for command in sorted(waiting, key=lambda c: c["asked_at"]):
            await self._answer(command, await self._carry_out(command))

    async def _carry_out(self, command: Command) -> dict[str, Any]:
        if command["expires_at"] < clock.now():
            return Conflict(title="操作没有及时执行", detail="没有做任何改动，请再试一次。").body()
        try:
            said = await _COMMANDS[command["name"]](self, command)
        except Problem as refused:
            return refused.body()
        return {"message": said}

    async def _answer(self, command: Command, answer: dict[str, Any]) -> None:
        await self.board.store.execute(
            "UPDATE call_command SET answered_at = %s, answer = %s WHERE id = %s",
            (clock.now(), Jsonb(answer), command["id"]),
        )
        await self.board.store.execute("SELECT pg_notify(%s, %s)", (WAKE_ANSWERS, str(command["id"])))

    def _live(self, command: Command) -> Live:
        live = self.board.calls.get(command["call_id"])
        if live is None:
            raise NotFound(title="通话已经结束", detail="没有做任何改动。")
        return live

    def _mine(self, command: Command) -> Live:
        """The call, of which the asking seat leads the talk."""
        live = self._live(command)
        lead = live.call.seat
        if lead is None or lead.seat_id != command["seat_id"]:
            raise WrongState(title="您不是这通电话的主接座席，不能这样操作")
        return live

    async def hold(self, command: Command) -> str:
        await self._mine(command).do(talk.hold)
        return "已保持，来电人听到音乐"

    async def resume(self, command: Command) -> str:
        await self._mine(command).do(talk.resume)
        return "已恢复通话"

    async def hang_up(self, command: Command) -> str:
        await self._mine(command).do(talk.hang_up)
        return "已挂断"

    async def broke_off(self, command: Command) -> str:
        await self._mine(command).do(machine.broke_off)
        return "话机断开过，来电人已回到队首"

    async def complete(self, command: Command) -> str:
        await self._mine(command).do(talk.complete)
        return "已转交"

    async def dismiss(self, command: Command) -> str:
        live = self._mine(command)
        leg_id = UUID(command["given"]["leg_id"])

        def work(turn: Turn) -> None:
            talk.dismiss(turn, _leg(live, leg_id))

        await live.do(work)
        return "对方已退出"

    async def call_in(self, command: Command) -> str:
        """Transfer, consultation, three-way talk, emergency service; to a seat, a group, a unit's phone, a target."""
        live, why = self._mine(command), AskWhy(command["given"]["why"])
        to = command["given"]["to"]
        if why is AskWhy.TRANSFER and to["kind"] == "skill":
            await live.do(lambda turn: talk.to_queue(turn, to["code"]))
            return "已转入排队"
        guest = await self._guest(live, command, to)
        await self._with_seat(live, guest, lambda turn: talk.call_in(turn, guest, why))
        return "正在呼叫对方"

    async def supervise(self, command: Command) -> str:
        """Listen, whisper, barge, take over: the supervisor's own seat rings and answers by itself."""
        live, why = self._live(command), AskWhy(command["given"]["why"])
        if why not in SUPERVISING:
            raise NotFound()
        guest = Guest(why.value, await self._own_seat(command))
        await self._with_seat(live, guest, lambda turn: talk.supervise(turn, guest, why))
        return "正在接入"

    async def call_out(self, command: Command) -> str:
        """Call a citizen: the seat's own telephone first."""
        seat = await self._own_seat(command)
        number = unseal(command["number"], "call_command.number", command["id"])
        received = await self.board.office.ask(rooms.outgoing, command["region"], number)
        call_id = new_id()
        if not await self.board.store.take(seat.id, call_id, (SeatState.READY, SeatState.BUSY, SeatState.WRAP_UP)):
            raise WrongState(title="座席正在通话，不能呼出")
        live = self.board.begin(received, f"out-{call_id.hex}", Direction.OUT, received.route.number, call_id)
        live.call.contact_id = UUID(command["given"]["contact_id"]) if command["given"].get("contact_id") else None
        sealed = rooms.sealed(live.call.id, received.caller)
        live.arrive(rooms.fresh(sealed), lambda turn: machine.begin_outgoing(turn, seat))
        return "正在接通您的话机，随后呼叫对方"

    async def _own_seat(self, command: Command) -> Seat:
        seat = await self.board.store.seat(command["seat_id"])
        if seat is None:
            raise WrongState(title="您还没有签入话机", detail="请先签入座席。")
        return seat

    async def _guest(self, live: Live, command: Command, to: dict[str, Any]) -> Guest:
        if to["kind"] in ("seat", "skill"):
            return Guest(to["code"], await self._free_seat(live, to))
        number = unseal(command["number"], "call_command.number", command["id"])
        return Guest(to["code"], None, number, live.call.called)

    async def _free_seat(self, live: Live, to: dict[str, Any]) -> Seat:
        """A seat that is free now: that one, or the longest idle of the group; taken for this call."""
        ready = sorted(await self.board.store.ready_seats(live.call.region), key=lambda s: s.idle_since)
        wanted = [s for s in ready if (str(s.id) == to["code"] if to["kind"] == "seat" else to["code"] in s.skills)]
        for seat in wanted:
            if await self.board.store.take(seat.id, live.call.id):
                return seat
        raise WrongState(title="对方现在没有空闲座席", detail="可以稍后再试，或转入该组排队。")

    async def _with_seat(self, live: Live, guest: Guest, work: Callable[[Turn], object]) -> None:
        """Do something with a seat that was taken for it; a refusal frees the seat."""
        if guest.seat is not None and not await self.board.store.take(
            guest.seat.id, live.call.id, (SeatState.READY, SeatState.BUSY, SeatState.WRAP_UP)
        ):
            raise WrongState(title="座席正在通话，不能接入")
        try:
            await live.do(work)
        except Problem:
            if guest.seat is not None:
                await self.board.free(live.call.region, guest.seat.id)
            raise


_COMMANDS: dict[str, Callable[[Desk, Command], Awaitable[str]]] = {
    "hold": Desk.hold,
    "resume": Desk.resume,
    "hang_up": Desk.hang_up,
    "broke_off": Desk.broke_off,
    "complete": Desk.complete,
    "dismiss": Desk.dismiss,
    "call_in": Desk.call_in,
    "supervise": Desk.supervise,
    "call_out": Desk.call_out,
}


def _leg(live: Live, leg_id: UUID) -> Leg:
    leg = live.call.legs.get(leg_id)
    if leg is None or leg.role is Role.CALLER:
        raise NotFound(title="对方已经不在通话中")
    return leg
