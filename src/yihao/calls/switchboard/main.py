"""The process `yihao switchboard`: in charge of one engine; a second one stands by until the first is gone."""

import asyncio
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import AsyncConnection

from yihao.calls.asterisk.ami import Manager, NotDone
from yihao.calls.asterisk.driver import Asterisk
from yihao.calls.switchboard.away import Spool, Talks, stand_by
from yihao.calls.switchboard.duty import Duty, listen
from yihao.calls.switchboard.office import Office
from yihao.calls.switchboard.store import Fenced, Store
from yihao.calls.switchboard.watchdog import Watchdog
from yihao.calls.values import engine as e
from yihao.calls.values.calls import Phase

_log = logging.getLogger(__name__)
_AGAIN = 0.5
_NOBODY = Talks(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Post:
    """Where a switchboard works: its database, its engine's name and address, its folder."""

    conninfo: str
    engine: str
    url: str
    user: str
    password: str
    folder: Path
    audio: Callable[[str], str]
    loopback: bool
    manager: Manager | None
    watchdog: Watchdog | None


async def serve(post: Post, announce: Callable[[], None]) -> None:
    """Work until SIGTERM or SIGINT. `announce` is called when calls are served for the first time."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(_Switchboard(post, announce).run()), asyncio.create_task(stop.wait())]
    if post.watchdog is not None:
        tasks.append(asyncio.create_task(post.watchdog.run()))
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled() and (fault := task.exception()) is not None:
            raise fault


class _Switchboard:
    def __init__(self, post: Post, announce: Callable[[], None]) -> None:
        self.post, self.announce = post, announce
        self.office = Office()
        self.spool = Spool(post.folder / "spool.jsonl")
        self.talks = _NOBODY
        self.engine = Asterisk(post.url, post.user, post.password, self._hear, post.audio, loopback=post.loopback)
        self._duty: Duty | None = None

    def _hear(self, heard: e.Heard) -> None:
        if self._duty is not None:
            self._duty.hear(heard)

    async def run(self) -> None:
        try:
            while True:
                await self._once()
        finally:
            await self.engine.leave()
            self.office.close()

    async def _once(self) -> None:
        """One time of being in charge: the database first, then the engine."""
        store = Store(self.post.conninfo, self.post.engine)
        try:
            await store.open()
            wake = await listen(self.post.conninfo)
            await _alone(wake, self.post.engine)
        except (psycopg.Error, TimeoutError) as away:
            await store.close()
            await self._without_database(away)
            return
        try:
            fault = await self._in_charge(store, wake)
        finally:
            await store.close()
            await wake.close()
        if isinstance(fault, Fenced):
            raise fault
        if isinstance(fault, psycopg.Error | TimeoutError):
            await self._without_database(fault)
        elif not isinstance(fault, e.EngineAway | NotDone):
            raise fault

    async def _in_charge(self, store: Store, wake: AsyncConnection[Any]) -> BaseException:
        self._duty = duty = Duty(store, self.engine, self.office, wake, self.post.folder, self.post.manager)
        try:
            await self.engine.connect()
            return await duty.run(self.spool.read(), self._ready)
        except (e.EngineAway, NotDone) as fault:
            await asyncio.sleep(_AGAIN)
            return fault
        except (psycopg.Error, TimeoutError, Fenced) as fault:
            return fault
        finally:
            self.talks = _talks(duty)
            self._duty = None

    def _ready(self) -> None:
        self.spool.clear()
        self.announce()

    async def _without_database(self, fault: BaseException) -> None:
        _log.warning("waits for the database", extra={"fault": type(fault).__name__})
        back = asyncio.create_task(_database_answers(self.post.conninfo))
        try:
            await stand_by(self.engine, self.talks, self.spool, back)
        finally:
            back.cancel()
        self.talks = _NOBODY


def _talks(duty: Duty) -> Talks:
    calls = [live.call for live in duty.board.calls.values()]
    talking = [c for c in calls if c.phase is Phase.TALKING]
    legs = {leg.channel for c in talking for leg in c.legs.values()} | {
        f"ear-{leg.id.hex}" for c in talking for leg in c.legs.values()
    }
    rating = frozenset(c.channel for c in calls if c.phase is Phase.SURVEY)
    return Talks(frozenset(legs | {c.channel for c in talking}), rating)


async def _alone(connection: AsyncConnection[Any], engine: str) -> None:
    """Wait until no other switchboard holds the engine's lock; it is free as soon as that one's connection is."""
    name = e.LOCK + engine
    while True:
        found = await (await connection.execute("SELECT pg_try_advisory_lock(hashtext(%s))", (name,))).fetchone()
        if found is not None and found[0]:
            return
        await asyncio.sleep(_AGAIN)


async def _database_answers(conninfo: str) -> None:
    while True:
        try:
            async with await AsyncConnection.connect(conninfo, connect_timeout=3):
                return
        except psycopg.Error:
            await asyncio.sleep(1.0)
