"""The bare minimum of a stream: a process that keeps connections open and sends each of them what it is given, to all alike.

`POST` with a frame as its body sends it; anything else is a desk that listens.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any, cast

import uvloop

from yihao.app.bench import cpu
from yihao.app.bench.client import Connection
from yihao.app.bench.live.streams import Crowd, Sitter
from yihao.app.bench.memory import now_kib
from yihao.app.bench.stage import free_port

_FRAMES, _PAUSE, _PATIENCE = 100, 0.05, 15.0
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: hello\ndata: {}\n\n"
_DONE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
_desks: set[asyncio.Transport] = set()


class _Side(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"POST"):
            frame = data.partition(b"\r\n\r\n")[2]
            for desk in _desks:
                desk.write(frame)
            self._transport.write(_DONE)
        else:
            _desks.add(self._transport)
            self._transport.write(_HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        _desks.discard(self._transport)


async def measure(desks: int) -> dict[str, Any]:
    """The same desks at such a process, and frames of the same length."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", f"from {__name__} import serve; serve({port})"], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        crowd, empty = Crowd(port), now_kib(running.pid)
        await crowd.come([Sitter("", "")] * desks)
        full, before = now_kib(running.pid), cpu.seconds(running.pid)
        _, driver = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
        for number in range(_FRAMES):
            await driver.ask(_frame(number))
            await asyncio.sleep(_PAUSE)
        until = time.monotonic() + _PATIENCE
        while len(crowd.late_ms) < desks * _FRAMES and time.monotonic() < until:
            await asyncio.sleep(_PAUSE)
        spent, late = cpu.seconds(running.pid) - before, crowd.late_ms
        crowd.leave()
        driver.close()
        running.terminate()
    return {
        "desks": desks,
        "p50_ms": round(statistics.median(late), 1),
        "p95_ms": round(sorted(late)[int(len(late) * 0.95)], 1),
        "kib_per_desk": round((full - empty) / desks, 1),
        "frame_us": round(spent * 1e6 / len(late), 1),
        "missing": desks * _FRAMES - len(late),
    }


def _frame(number: int) -> bytes:
    body = json.dumps({"position": number, "kind": "order.submitted", "at": datetime.now(UTC).isoformat(), "order_id": "0" * 36})
    frame = f"id: {number}\nevent: change\ndata: {body}\n\n"
    return f"POST / HTTP/1.1\r\nContent-Length: {len(frame)}\r\n\r\n{frame}".encode()


async def main(port: int) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(_Side, "127.0.0.1", port, backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()


def serve(port: int) -> None:
    """The process."""
    uvloop.run(main(port))
