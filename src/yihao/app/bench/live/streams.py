"""Many desks that listen: as much of an EventSource as is needed, with a stamp on each frame."""

import asyncio
import json
import re
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

_FRAME = re.compile(rb"id: (\d+)\nevent: change\ndata: (\{[^\n]*\})\n\n")
_HELLO = re.compile(rb"id: (\d+)\nevent: hello\n")
_AT_ONCE = 50
_PATIENCE = 60.0
_PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody at a desk."""

    unit: str
    session: str


class Desk(asyncio.Protocol):
    """One open stream. Comes back by itself when it is cut, from where it was."""

    def __init__(self, crowd: "Crowd", sitter: Sitter) -> None:
        self.crowd, self.sitter = crowd, sitter
        self.positions: list[int] = []
        self.last = b""
        """The id of the last message: where the stream goes on when it was cut."""
        self.greeted = asyncio.Event()
        self.refused = 0
        self._transport: asyncio.Transport | None = None
        self._rest = b""

    async def open(self) -> None:
        """Connect, and wait for the greeting. Raises TimeoutError."""
        self.greeted.clear()
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    await loop.create_connection(lambda: self, "127.0.0.1", self.crowd.port)
                    break
                except OSError:
                    await asyncio.sleep(_PAUSE)
            await self.greeted.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream, from the last position on."""
        self._transport, self._rest = cast(asyncio.Transport, transport), b""
        last = f"Last-Event-ID: {self.last.decode()}\r\n" if self.last else ""
        head = f"GET {self.crowd.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={self.sitter.session}\r\n{last}\r\n"
        self._transport.write(head.encode())

    def data_received(self, data: bytes) -> None:
        """Stamp what is whole."""
        now = time.time()
        self._rest += data
        if not self.greeted.is_set():
            self._greet()
        end = 0
        for found in _FRAME.finditer(self._rest):
            self.last = found[1]
            self.positions.append(int(self.last))
            self.crowd.stamp(found[2], now)
            end = found.end()
        self._rest = self._rest[end:]

    def _greet(self) -> None:
        if b"event: hello" in self._rest:
            self.greeted.set()
            if found := _HELLO.search(self._rest):
                self.last = found[1]
        elif self._rest.startswith(b"HTTP/1.1 ") and not self._rest.startswith(b"HTTP/1.1 200"):
            self.refused += 1

    def connection_lost(self, exc: Exception | None) -> None:
        """Come back, unless it was we who hung up."""
        self._transport = None
        if not self.crowd.closing:
            self.crowd.cuts += 1
            self.crowd.later(self._back())

    async def _back(self) -> None:
        await asyncio.sleep(_PAUSE)
        await self.open()

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


@dataclass
class Crowd:
    """All desks of a run."""

    port: int
    path: str = "/sse/events"
    desks: list[Desk] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)
    """From the instant of a change to its arrival, of each frame."""
    cuts: int = 0
    closing: bool = False
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def come(self, sitters: Sequence[Sitter]) -> None:
        """Open their streams, some at a time."""
        fresh = [Desk(self, sitter) for sitter in sitters]
        self.desks += fresh
        for first in range(0, len(fresh), _AT_ONCE):
            await asyncio.gather(*(desk.open() for desk in fresh[first : first + _AT_ONCE]))

    async def back(self, cut: int) -> None:
        """Wait until so many cuts are mended."""
        async with asyncio.timeout(_PATIENCE):
            while self.cuts < cut or not all(desk.greeted.is_set() for desk in self.desks):
                await asyncio.sleep(0.02)

    def stamp(self, body: bytes, now: float) -> None:
        """Note how late a frame came."""
        self.late_ms.append((now - datetime.fromisoformat(json.loads(body)["at"]).timestamp()) * 1000)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside; its fault is told when it happens."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.result()

    def leave(self) -> None:
        """Everybody hangs up."""
        self.closing = True
        for desk in self.desks:
            desk.close()
