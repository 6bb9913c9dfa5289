"""One live call in the switchboard: what happens to it is handled one after the other, each kept before the engine acts."""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg

from yihao.calls.rules import machine
from yihao.calls.rules.turn import Turn
from yihao.calls.statements import Fresh
from yihao.calls.switchboard.store import Fenced
from yihao.calls.values import engine as e
from yihao.calls.values.calls import Call, EndWhy, Phase
from yihao.calls.values.policy import CallPolicy
from yihao.kernel import clock
from yihao.kernel.problems import NotFound, Problem

if TYPE_CHECKING:
    from yihao.calls.switchboard.board import Board

_log = logging.getLogger(__name__)
Work = Callable[[Turn], object]


class Live:
    """A live call with its inbox. `post` lets something happen to it; `do` waits for what comes of it."""

    def __init__(self, board: "Board", call: Call, policy: CallPolicy) -> None:
        self.board, self.call, self.policy = board, call, policy
        self.known_to: UUID | None = None
        """Who spoke with this caller last."""
        self.offering = False
        """A seat was taken for the call and is about to be told."""
        self._inbox: asyncio.Queue[tuple[Work, asyncio.Future[None] | None]] = asyncio.Queue()
        self._fresh: Fresh | None = None
        self._over = False
        self._task = asyncio.create_task(self._run(), name=f"call {call.id}")

    def post(self, work: Work) -> None:
        """Let something happen to the call, after what happened before."""
        self._inbox.put_nowait((work, None))

    async def do(self, work: Work) -> None:
        """Let something happen and wait until it is kept and done. Raises what the rules refuse (Problem)."""
        if self._over:
            raise _ended()
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._inbox.put_nowait((work, done))
        await done

    def arrive(self, fresh: Fresh, work: Work) -> None:
        """The first thing that happens: the call's row comes into being with it."""
        self._fresh = fresh
        self.post(work)

    def stop(self) -> None:
        """Act no more on this call; it stays as it is."""
        self._task.cancel()

    async def _run(self) -> None:
        try:
            await self._take_what_comes()
        finally:
            self._over = True
            while not self._inbox.empty():  # nobody may wait for a call that is over
                _settle(self._inbox.get_nowait()[1], _ended())

    async def _take_what_comes(self) -> None:
        while self.call.phase is not Phase.CLOSED:
            work, done = await self._inbox.get()
            try:
                await self._turn(work)
            except Problem as refused:
                if done is None:
                    _log.warning("a call refused what happened to it", extra={"code": refused.code})
                _settle(done, refused)
            except (psycopg.Error, TimeoutError, e.EngineAway, Fenced) as fault:
                _settle(done, fault)
                self.board.fail(fault)
                return
            except Exception as fault:  # noqa: BLE001 - a mistake of ours with one call must not harm the others
                _log.exception("a call can't go on here", extra={"call": str(self.call.id)})
                _settle(done, fault)
                await self.board.give_up(self)
                return
            else:
                _settle(done, None)
        self.board.ended(self)

    async def _turn(self, work: Work) -> None:
        turn = Turn(self.call, clock.now(), self.policy)
        work(turn)
        await self.board.before(self, turn)
        fresh, self._fresh = self._fresh, None
        await self.board.store.keep(turn, fresh)
        for request in turn.requests:
            await self._ask(request)
        for timer in turn.timers:
            asyncio.get_running_loop().call_later(
                timer.seconds, self.post, lambda t, timer=timer: machine.timeout(t, timer.name, timer.about)
            )
        self.board.after(self, turn)

    async def _ask(self, request: e.Request) -> None:
        """One request to the engine; a party that is gone meanwhile is noted as such."""
        try:
            await self.board.engine.do(request)
        except e.Gone:
            channel = getattr(request, "channel", "")
            if isinstance(request, e.DialSeat | e.DialOut):
                self.board.hear(e.LegEnded(channel, clock.now(), EndWhy.UNREACHABLE))
            elif isinstance(request, e.Join | e.Answer | e.Say | e.Music | e.Spy):
                self.board.hear(e.LegEnded(channel, clock.now(), EndWhy.HUNG_UP))


def _ended() -> NotFound:
    return NotFound(title="通话已经结束", detail="没有做任何改动。")


def _settle(done: "asyncio.Future[None] | None", fault: BaseException | None) -> None:
    if done is None or done.done():
        return
    if fault is None:
        done.set_result(None)
    else:
        done.set_exception(fault)
