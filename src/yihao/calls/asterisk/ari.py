"""The wire to Asterisk: one WebSocket that carries its events and our requests (ARI, REST over WebSocket; Asterisk ≥ 22.5)."""

import asyncio
import itertools
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import websockets
from websockets.asyncio.client import ClientConnection

from yihao.calls.values.engine import EngineAway

_log = logging.getLogger(__name__)
_ANSWER_SECONDS = 5.0
Event = dict[str, Any]


class Refused(Exception):
    """Asterisk refused a request; the address of the request is not kept, it may name a telephone number."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(f"{status} {says}")
        self.status = status


class Wire:
    """A connection as the application `app`. Another connection with the same name replaces it (`ApplicationReplaced`)."""

    def __init__(
        self, url: str, user: str, password: str, app: str, hear: Callable[[Event], None], everything: bool = False
    ):
        """`url` is that of Asterisk's HTTP server; with `everything` the events of all channels come, not only ours."""
        query = urlencode({"app": app, "subscribeAll": str(everything).lower()})
        self._address = f"{url.replace('http', 'ws', 1)}/ari/events?{query}"
        self._user, self._password = user, password
        self._hear = hear
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._numbers = itertools.count(1)
        self._open: dict[str, asyncio.Future[Event]] = {}
        self.lost = asyncio.Event()

    async def connect(self) -> None:
        """Connect. Raises EngineAway."""
        import base64

        token = base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
        try:
            self._socket = await websockets.connect(
                self._address, additional_headers={"Authorization": f"Basic {token}"}, max_size=1 << 22,
                ping_interval=10, ping_timeout=10, open_timeout=5, compression=None, proxy=None,
            )  # fmt: skip
        except (OSError, TimeoutError, websockets.WebSocketException) as fault:
            raise EngineAway(type(fault).__name__) from None
        self.lost.clear()
        self._reader = asyncio.create_task(self._read(self._socket))

    async def close(self) -> None:
        """Let the application go: its calls stay up, new ones take the dialplan's other way."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.wait({self._reader})

    async def ask(self, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        """One request; its answer's body. Raises Refused, EngineAway."""
        if self._socket is None or self.lost.is_set():
            raise EngineAway("not connected")
        number = str(next(self._numbers))
        given = urlencode({k: v for k, v in query.items() if v is not None}, quote_via=quote)
        request = {
            "type": "RESTRequest",
            "request_id": number,
            "method": method,
            "uri": f"{path}?{given}" if given else path,
        }
        if body is not None:
            request |= {"content_type": "application/json", "message_body": json.dumps(body)}
        answer: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._open[number] = answer
        try:
            await self._socket.send(json.dumps(request))
            response = await asyncio.wait_for(answer, _ANSWER_SECONDS)
        except (TimeoutError, websockets.WebSocketException) as fault:
            raise EngineAway(type(fault).__name__) from None
        finally:
            self._open.pop(number, None)
        text = response.get("message_body") or ""
        if response["status_code"] >= 400:
            raise Refused(response["status_code"], response.get("reason_phrase", ""))
        return json.loads(text) if text else None

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                self._take(json.loads(message))
        except websockets.WebSocketException as fault:
            _log.warning("the engine's connection broke", extra={"fault": type(fault).__name__})
        finally:
            self.lost.set()
            for waiting in self._open.values():
                if not waiting.done():
                    waiting.set_exception(EngineAway("connection lost"))

    def _take(self, event: Event) -> None:
        if event["type"] == "RESTResponse":
            waiting = self._open.get(event["request_id"])
            if waiting is not None and not waiting.done():
                waiting.set_result(event)
        else:
            self._hear(event)
