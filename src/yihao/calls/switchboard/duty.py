"""On duty: one switchboard in charge of its engine, from taking it over until something makes it stop."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from yihao.calls.actions import recordings
from yihao.calls.asterisk.ami import Manager
from yihao.calls.asterisk.driver import Asterisk
from yihao.calls.prompts import say_place
from yihao.calls.rules import acd, machine
from yihao.calls.switchboard import office as rooms
from yihao.calls.switchboard.adopt import Missed, adopt_all
from yihao.calls.switchboard.board import Board
from yihao.calls.switchboard.desk import Desk
from yihao.calls.switchboard.entering import enter_all
from yihao.calls.switchboard.fallback import Record
from yihao.calls.switchboard.live import Live
from yihao.calls.switchboard.office import Office
from yihao.calls.switchboard.seats import Provision
from yihao.calls.switchboard.store import WAKE_SEATS, Store
from yihao.calls.switchboard.vanished import Vanished
from yihao.calls.values import engine as e
from yihao.calls.values.calls import Phase
from yihao.kernel import clock

_log = logging.getLogger(__name__)
_TICK = 1.0
_RECORDINGS = 2.0
_BROWSERS = 4.0
"""Seconds between two looks; a page that is loaded anew is back sooner."""
_HANDLING = timedelta(minutes=4)
"""Average handling time for the announced wait until a region has one of its own (领域档案 5.2: 4–6 min)."""


class Duty:
    """One time of being in charge. `run` returns what ended it."""

    def __init__(
        self,
        store: Store,
        engine: Asterisk,
        office: Office,
        wake: AsyncConnection[Any],
        folder: Path,
        manager: Manager | None,
    ) -> None:
        """`folder` is the engine's home: its recordings lie there, and the fallback queue's record."""
        self.store, self.engine, self.office, self._wake, self._folder = store, engine, office, wake, folder
        self.board = Board(store, engine, office)
        self.desk = Desk(self.board)
        self.provision = Provision(store, engine, manager)
        self.record = Record(folder / "fallback.csv")
        self._early: list[e.Heard] | None = []
        self._announced: dict[UUID, datetime] = {}

    def hear(self, heard: e.Heard) -> None:
        """What the engine tells; until the calls are taken up it is kept back."""
        if self._early is not None:
            self._early.append(heard)
        else:
            self.board.hear(heard)

    async def run(self, missed: Missed, ready: Callable[[], None]) -> BaseException:
        """Take the calls up and act until something stands in the way; the fault that did."""
        await self.store.take_over()
        await self.provision.check()
        policies = await self.office.ask(rooms.policies)
        await adopt_all(self.board, await self.engine.snapshot(), missed, policies)
        early, self._early = self._early or [], None
        for heard in early:
            self.board.hear(heard)
        ready()
        loops = [
            asyncio.create_task(work, name=name)
            for name, work in (
                ("line", self._distribute()),
                ("wake", self._woken()),
                ("tick", self._tick()),
                ("take up", self._take_up()),
                ("browsers", self._watch_browsers()),
            )
        ]
        lost = asyncio.create_task(self.engine.lost.wait())
        wanted: set[asyncio.Future[Any]] = {*loops, lost, self.board.fault}
        try:
            await asyncio.wait(wanted, return_when=asyncio.FIRST_COMPLETED)
            return self._fault(loops)
        finally:
            self.board.stop()
            for task in (*loops, lost):
                task.cancel()
            await asyncio.wait({*loops, lost})

    def _fault(self, loops: "list[asyncio.Task[None]]") -> BaseException:
        if self.board.fault.done():
            return self.board.fault.result()
        for loop in loops:
            if loop.done() and not loop.cancelled() and (fault := loop.exception()) is not None:
                return fault
        return e.EngineAway("connection lost")

    async def _distribute(self) -> None:
        while True:
            await self.board.line.wait()
            self.board.line.clear()
            await self.board.distribute()

    async def _woken(self) -> None:
        """A desk changed a seat or asks for something: the database says so at once."""
        while True:
            await self._serve()
            async for _ in self._wake.notifies(timeout=5.0, stop_after=1):
                pass

    async def _serve(self) -> None:
        await self.provision.refresh()
        self.board.line.set()
        await self.desk.serve()

    async def _tick(self) -> None:
        while True:
            now = clock.now()
            for region, seat_id in await self.store.wrapped_up(now):
                await self.board.free(region, seat_id)
            for live in list(self.board.calls.values()):
                if live.call.phase is Phase.QUEUED:
                    await self._attend(live, now)
            self._announced = {k: at for k, at in self._announced.items() if k in self.board.calls}
            await asyncio.sleep(_TICK)

    async def _attend(self, live: Live, now: datetime) -> None:
        """Look after a waiting call: its place in the line now and then; overflow; a message when nobody can come."""
        call, policy = live.call, live.policy
        self.board.line.set()
        since = self._announced.get(call.id) or call.queued_at
        if since is None or now - since < timedelta(seconds=policy.announce_seconds):
            return
        self._announced[call.id] = now
        if policy.disaster:
            live.post(machine.leave_message)
            return
        waiting = self.board.waiting(call.region)
        ahead = acd.place_in_line(call.id, waiting) if any(w.call_id == call.id for w in waiting) else 0
        seats = await self._seats_with(call.region, call.skill)
        wait = acd.expected_wait(ahead, seats, _HANDLING)
        live.post(lambda turn: machine.announce(turn, *say_place(ahead, wait)))

    async def _take_up(self) -> None:
        """What the fallback queue handled is entered; the recordings of calls that are over go into the storage, in a
        thread, for they are large."""
        while True:
            await enter_all(self.board, self.record)
            await self.office.beside(recordings.take_up, self._folder / "recordings", self.store.engine)
            await asyncio.sleep(_RECORDINGS)

    async def _watch_browsers(self) -> None:
        vanished = Vanished(self.board, self.engine)
        while True:
            await vanished.look()
            await asyncio.sleep(_BROWSERS)

    async def _seats_with(self, region: str, skill: str) -> int:
        found = await self.store.rows(
            "SELECT count(*) AS n FROM seat WHERE region = %s AND signed_off IS NULL AND state <> 'busy'"
            " AND %s = ANY(skills)",
            (region, skill),
        )
        return int(found[0]["n"])


async def listen(conninfo: str) -> AsyncConnection[Any]:
    """A connection that hears when seats change and commands wait."""
    connection = await AsyncConnection.connect(conninfo, autocommit=True, connect_timeout=3)
    await connection.execute(f"LISTEN {WAKE_SEATS}".encode())
    return connection
