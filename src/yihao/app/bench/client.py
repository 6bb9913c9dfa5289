"""A light HTTP/1.1 client: the benches share two cores with what they measure, so the client has to cost next to nothing.

It speaks as much HTTP as our own web process answers: one request at a time on a kept connection, bodies with a length.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from yihao.app.bench.stage import PASSWORD

Answer = tuple[int, Any]
_PATIENCE = 120.0
_TRIES = 20


class Connection(asyncio.Protocol):
    """One connection; `ask` sends a request and waits for its answer."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[tuple[bytes, bytes]] | None = None

    @property
    def open(self) -> bool:
        """Whether another request may be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own kind

    def data_received(self, data: bytes) -> None:
        """A piece of an answer: the answer is whole when head and announced length are there."""
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if found and len(rest) >= _length(head) and self._answer is not None and not self._answer.done():
            self._buffer = b""
            self._answer.set_result((head, rest))

    def connection_lost(self, exc: Exception | None) -> None:
        """The server hung up."""
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("cut off"))

    async def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of the answer. Raises ConnectionError, TimeoutError."""
        if self._transport is None:
            raise ConnectionError("closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await asyncio.wait_for(self._answer, _PATIENCE)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"\r\ncontent-length:")
    return int(lower[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


@dataclass
class Web:
    """One web process, and the connections to it that are free just now."""

    port: int
    free: list[Connection] = field(default_factory=list)

    async def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Ask on a free connection, or on a new one."""
        while self.free and not self.free[-1].open:
            self.free.pop()
        if self.free:
            connection = self.free.pop()
        else:
            loop = asyncio.get_running_loop()
            _, connection = await loop.create_connection(Connection, "127.0.0.1", self.port)
        head, body = await connection.ask(request)
        self.free.append(connection)
        return head, body

    def close(self) -> None:
        """Hang up everywhere."""
        for connection in self.free:
            connection.close()
        self.free.clear()


@dataclass
class Person:
    """Somebody who is signed in. Each request goes to the next web process: none of them keeps anything to itself."""

    name: str
    webs: Sequence[Web]
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    session: dict[str, Any] = field(default_factory=dict)
    retries: int = 0
    _turn: int = 0

    async def sign_in(self) -> None:
        """With the password of all people of a bench."""
        self.csrf = (await self.get("/api/session"))[1]["csrf"]
        status, self.session = await self.post("/api/session", {"username": self.name, "password": PASSWORD})
        if status != 200:
            raise RuntimeError(f"{self.name} 登录失败：{self.session.get('title')}")
        self.csrf = self.session["csrf"]

    async def come_back(self, session: str) -> None:
        """With a session that is open already."""
        self.cookies["sessionid"] = session
        self.session = (await self.get("/api/session"))[1]
        self.csrf = self.session["csrf"]

    async def get(self, path: str) -> Answer:
        """A page's data."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, body: dict[str, Any]) -> Answer:
        """A write, with its key: when the server is cut off it is sent again under the same key, as the desk does."""
        return await self._ask("POST", path, body)

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
        request = self._head(method, path, content) + content
        for _ in range(_TRIES):
            self._turn += 1
            try:
                head, answer = await self.webs[self._turn % len(self.webs)].ask(request)
            except (ConnectionError, OSError):
                self.retries += 1
                await asyncio.sleep(0.1)
                continue
            self._keep_cookies(head)
            return int(head[9:12]), json.loads(answer)
        return 0, {}

    def _head(self, method: str, path: str, content: bytes) -> bytes:
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookies}"]
        if method != "GET":
            lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
            lines += [f"X-CSRFToken: {self.csrf}", f"Idempotency-Key: {uuid4()}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _keep_cookies(self, head: bytes) -> None:
        for line in head.split(b"\r\n"):
            if line[:12].lower() == b"set-cookie: ":
                name, _, rest = line[12:].decode().partition("=")
                self.cookies[name] = rest.split(";")[0]
