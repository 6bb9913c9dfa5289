"""Live updates: one small native ASGI handler beside Django. It reads the feed, and sends each desk what it may see.

A frame says that something changed and where, never what it says: the desk asks for that with its own rights. A stream
that was cut comes back with `Last-Event-ID` and misses nothing. Commands go up by POST; there is no other channel.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import psycopg
from django.conf import settings as django_settings
from django.contrib.auth import get_user
from django.db import Error, close_old_connections, connection
from django.http import HttpRequest

from yihao.app import progress
from yihao.app.changes import Change, changes_between, read_changes
from yihao.kernel import feed
from yihao.kernel.problems import DatabaseUnavailable, Problem, SignedOut
from yihao.kernel.sequencer import WAKE_READERS
from yihao.notices.queries import noticed_since, noticed_up_to
from yihao.notices.reader import WAKE_DESKS
from yihao.organisation.models import Account
from yihao.organisation.queries import scope_units, viewer_of
from yihao.organisation.sessions import SessionStore
from yihao.organisation.values import Permission

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/sse/events"
_log = logging.getLogger(__name__)
_PING_SECONDS = 20.0
_RECHECK_SECONDS = 60.0
_GATHER_SECONDS = 0.05
"""A moment to gather what comes together: one reading for many events."""
_QUEUE = 500
_BEHIND = 2000
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens, and the units whose orders the person sees."""

    account: UUID
    units: frozenset[UUID]


@dataclass(eq=False)
class Desk:
    """One open stream: what its person may see, and what still has to be sent."""

    listener: Listener
    after: int
    waiting: asyncio.Queue[Change | bytes | None] = field(default_factory=lambda: asyncio.Queue(_QUEUE))
    pump: "asyncio.Task[None] | None" = None
    """What sends."""

    def sees(self, change: Change) -> bool:
        """Whether the change is for this desk."""
        if change.position <= self.after:
            return False
        me = self.listener
        return me.account == change.account or me.account in change.people or not me.units.isdisjoint(change.units)


class Hub:
    """Reads the feed once for all streams of this process. `LISTEN` only wakes it; the table is the truth.

    One thread reads, on a connection that it keeps; with no desk open nothing is read.
    """

    def __init__(self) -> None:
        self.desks: set[Desk] = set()
        self.position = 0
        self.noticed = 0
        self._recent: list[Change] = []
        """What was read last, for desks that come back; all behind `_floor` up to `position`."""
        self._floor = 0
        self._catching_up = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._reader = ThreadPoolExecutor(1, "feed")

    async def start(self) -> None:
        """Begin to read at the feed's head."""
        self._begin_at(await self.ask(feed.head))
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End reading and every stream."""
        if self._task is not None:
            self._task.cancel()
        self.end_streams()

    def end_streams(self) -> None:
        """Let every stream end; the browsers come back by themselves."""
        for desk in self.desks:
            _end(desk)

    async def _run(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(_conninfo(), autocommit=True) as listener:
                    await listener.execute(f"LISTEN {WAKE_READERS}; LISTEN {progress.WAKE}; LISTEN {WAKE_DESKS}")
                    await self._read()
                    await self._nudge()
                    while True:
                        woken = {n.channel async for n in listener.notifies(timeout=_PING_SECONDS, stop_after=1)}
                        if progress.WAKE in woken:
                            await self._tell_progress()
                        if not woken or WAKE_READERS in woken:
                            await self._read()
                        if not woken or WAKE_DESKS in woken:
                            await self._nudge()
            except (psycopg.Error, Error, OSError) as fault:
                _log.warning("live updates wait for the database", extra={"fault": type(fault).__name__})
                await asyncio.sleep(1)

    async def ask(self, work: Callable[[], Any]) -> Any:
        """Let the reading thread do some reading."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, _read_only, work)

    async def join(self, desk: Desk) -> int:
        """Add a desk; the feed's head at that moment. What comes later waits in the desk's queue."""
        if not self.desks:
            noticed, head = await self.ask(noticed_up_to), await self.ask(feed.head)
            if not self.desks:  # another may have joined meanwhile, and counts on the position
                self.noticed = noticed
                self._begin_at(head)
        self.desks.add(desk)
        return self.position

    def _begin_at(self, head: int) -> None:
        self.position = self._floor = head
        self._recent = []

    async def since(self, start: int) -> list[Change]:
        """What happened behind a position. When a process is exchanged a thousand desks ask for the same at once: it is read
        once for all of them."""
        async with self._catching_up:
            while start < (floor := self._floor):
                older = await self.ask(partial(changes_between, start, floor))
                if floor == self._floor:
                    self._recent[:0], self._floor = older, start
            return [c for c in self._recent if c.position > start]

    def _keep(self, changes: list[Change]) -> None:
        self.position = changes[-1].position
        self._recent += changes
        if len(self._recent) > _BEHIND:
            self._floor = self._recent[-_BEHIND - 1].position
            del self._recent[:-_BEHIND]

    async def _read(self) -> None:
        await asyncio.sleep(_GATHER_SECONDS)
        while self.desks and (changes := await self.ask(partial(read_changes, self.position))):
            self._keep(changes)
            for desk in tuple(self.desks):
                for change in changes:
                    if desk.sees(change) and not _put(desk, change):
                        self.desks.discard(desk)
                        break

    async def _tell_progress(self) -> None:
        """Send those who asked for long work how far it is; whoever is not here misses nothing, it comes again."""
        people = {desk.listener.account for desk in self.desks}
        for account, frame in await self.ask(partial(progress.frames, people)) if people else ():
            for desk in tuple(self.desks):
                if desk.listener.account == account and not _put(desk, frame):
                    self.desks.discard(desk)

    async def _nudge(self) -> None:
        """Tell the desks of those who got notices; a desk asks for them with its own rights."""
        if not self.desks:
            return
        self.noticed, people = await self.ask(partial(noticed_since, self.noticed))
        for desk in tuple(self.desks):
            if desk.listener.account in people and not _put(desk, _NOTICE):
                self.desks.discard(desk)


_NOTICE = b'event: notice\ndata: {"kind": "notice"}\n\n'


def _put(desk: Desk, change: Change | bytes) -> bool:
    """Queue a change; a desk that does not read is cut, and comes back by its last position."""
    try:
        desk.waiting.put_nowait(change)
    except asyncio.QueueFull:
        _end(desk)
        if desk.pump is not None:
            desk.pump.cancel()  # it may wait for a reader who never reads
        return False
    return True


def _end(desk: Desk) -> None:
    """Let a stream end at once: what still waits is read again by its position."""
    while not desk.waiting.empty():
        desk.waiting.get_nowait()
    desk.waiting.put_nowait(None)


hub = Hub()


async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """`GET /sse/events`: hello with the position, then changes; `reset` when the desk can't go on from where it was."""
    headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
    try:
        listener = await hub.ask(lambda: _listener(headers.get("cookie", "")))
    except Error:
        await _refuse(send, DatabaseUnavailable())
        return
    if listener is None:
        await _refuse(send, SignedOut())
        return
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    desk = Desk(listener, _last_position(scope, headers))
    pump = desk.pump = asyncio.create_task(_pump(desk, headers.get("cookie", ""), send))
    gone = asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait({pump, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (pump, gone):
            task.cancel()
        hub.desks.discard(desk)


async def _gone(receive: Receive) -> None:
    """Until the browser is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


async def _refuse(send: Send, problem: Problem) -> None:
    kind = (b"content-type", b"application/problem+json")
    await send({"type": "http.response.start", "status": problem.status, "headers": [kind, *_HEADERS[1:2]]})
    await send({"type": "http.response.body", "body": json.dumps(problem.body(), ensure_ascii=False).encode()})


async def _pump(desk: Desk, cookie: str, send: Send) -> None:
    """Send until there is nothing more to say. A lost database ends the stream: the browser comes back by itself."""
    try:
        await _flow(desk, cookie, send)
    except Error as fault:
        _log.warning("a stream of live updates was ended", extra={"fault": type(fault).__name__})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _flow(desk: Desk, cookie: str, send: Send) -> None:
    loop = asyncio.get_running_loop()
    async for frame in _missed(desk):
        await _write(send, frame)
    checked = loop.time()
    while True:
        try:
            waiting = [await asyncio.wait_for(desk.waiting.get(), _PING_SECONDS)]
        except TimeoutError:
            waiting = [b": ping\n\n"]
        while not desk.waiting.empty():  # what came together goes together
            waiting.append(desk.waiting.get_nowait())
        frames, again = _frames(desk, waiting)
        if frames:
            await _write(send, frames)
        if None in waiting:
            return
        if again or loop.time() - checked > _RECHECK_SECONDS:
            checked = loop.time()
            listener = await hub.ask(lambda: _listener(cookie))
            if listener is None:
                return
            desk.listener = listener


def _frames(desk: Desk, waiting: list[Change | bytes | None]) -> tuple[bytes, bool]:
    """What the desk is sent of what waited for it, and whether its person's rights have to be read again."""
    found, again = [], False
    for change in waiting:
        if isinstance(change, bytes):
            found.append(change)
        elif change is not None and desk.sees(change):
            desk.after = change.position
            again = again or change.account is not None
            if change.account is None:
                found.append(change.frame)
    return b"".join(found), again


async def _missed(desk: Desk) -> AsyncIterator[bytes]:
    """Hello; then what happened since the desk was last here, before it joins the hub."""
    start = desk.after
    head = await hub.join(desk)
    hello = f"event: hello\ndata: {json.dumps({'position': head})}\n\nretry: 2000\n\n"
    if start < 0:
        desk.after = head
        yield f"id: {head}\n{hello}".encode()  # cut before the first change, a desk comes back to here
        return
    yield hello.encode()
    if head - start > _BEHIND or (start > head and start > await hub.ask(feed.head)):
        desk.after = head  # away too long, or the feed is shorter than it was: the database was restored
        yield f"id: {head}\nevent: reset\ndata: {{}}\n\n".encode()
        return
    missed = [c for c in await hub.since(start) if c.position <= head and not c.account and desk.sees(c)]
    if missed:
        yield b"".join(c.frame for c in missed)
    desk.after = max(head, start)


async def _write(send: Send, frame: bytes) -> None:
    await send({"type": "http.response.body", "body": frame, "more_body": True})


def _last_position(scope: Scope, headers: dict[str, str]) -> int:
    """Where the desk stood (`Last-Event-ID`, or `after` in the address); -1 for a new one."""
    query = scope.get("query_string", b"").decode("latin-1")
    asked = headers.get("last-event-id") or parse_qs(query).get("after", [""])[0]
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < _DIGITS else -1


def _listener(cookie: str) -> Listener | None:
    """The session's person; None when nobody is signed in."""
    morsel = SimpleCookie(cookie).get(django_settings.SESSION_COOKIE_NAME)
    request = HttpRequest()
    request.session = SessionStore(morsel.value if morsel else None)
    account = get_user(request)
    if not isinstance(account, Account) or not account.is_active or account.must_change_password:
        return None
    return Listener(account.id, frozenset(scope_units(viewer_of(account), Permission.READ_ORDER)))


def _read_only(work: Callable[[], Any]) -> Any:
    """Read on the reading thread's own connection; a broken one is given up and made anew the next time."""
    close_old_connections()
    try:
        return work()
    except Error:
        connection.close()
        raise


def _conninfo() -> str:
    params = {k: v for k, v in connection.get_connection_params().items() if k in _CONNINFO}
    return psycopg.conninfo.make_conninfo(**params)


_CONNINFO = {"dbname", "user", "password", "host", "port", "sslmode", "connect_timeout"}
