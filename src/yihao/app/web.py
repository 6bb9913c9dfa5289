"""The web process: Django under WSGI in a fixed pool of threads, live updates natively, one port."""

import asyncio
import socket
from contextlib import AsyncExitStack
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from yihao.app import live
from yihao.app.metrics.requests import UNDER_WAY
from yihao.kernel.readiness import announce
from yihao.kernel.settings import settings


class Application:
    """The ASGI entry."""

    def __init__(self) -> None:
        wsgi: Any = get_wsgi_application()
        self.django: Any = WSGIMiddleware(wsgi, workers=settings().threads)

    async def __call__(self, scope: live.Scope, receive: live.Receive, send: live.Send) -> None:
        """Serve one request, or the process's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == live.PATH:
            await live.events(scope, receive, send)
        elif scope["type"] == "http":
            with UNDER_WAY.track_inprogress():
                await self.django(scope, receive, send)

    async def _live(self, receive: live.Receive, send: live.Send) -> None:
        async with AsyncExitStack() as stack:
            await receive()
            await live.hub.start()
            stack.push_async_callback(live.hub.stop)
            announce()
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


class Server(uvicorn.Server):
    """Ends open streams first: else the end would wait for browsers that never hang up."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, end the streams, finish what runs."""
        live.hub.end_streams()
        await super().shutdown(sockets)


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; open streams are ended, running requests finished."""
    config = uvicorn.Config(
        Application(),
        host=host,
        port=port,
        lifespan="on",
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=False,  # what a proxy says counts only with `trusted_proxies`
        loop="uvloop",
        http="httptools",
    )
    asyncio.run(Server(config).serve())
