"""The process that is in charge of the telephone engine."""

import asyncio

import uvloop
from django.db import connection
from psycopg.conninfo import make_conninfo

from yihao.app.setup import region_folder
from yihao.calls import telephone
from yihao.calls.prompts import audio_of
from yihao.calls.switchboard.main import Post, serve
from yihao.kernel.readiness import announce
from yihao.kernel.settings import settings

_PARAMS = {"dbname", "user", "password", "host", "port", "sslmode", "connect_timeout"}


def run() -> None:
    """Serve until SIGTERM or SIGINT."""
    url, user, password = telephone.control()
    folder = settings().data / "engine" / settings().engine_name
    folder.mkdir(parents=True, exist_ok=True)
    pack = region_folder()
    params = {k: v for k, v in connection.get_connection_params().items() if k in _PARAMS}
    post = Post(
        conninfo=make_conninfo(**params, options="-c jit=off"),
        engine=settings().engine_name,
        url=url,
        user=user,
        password=password,
        folder=folder,
        loopback=telephone.on_loopback(),
        manager=telephone.manager(),
        watchdog=telephone.watchdog(),
        audio=lambda code: str(pack / audio_of(code)),
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(post, announce))
