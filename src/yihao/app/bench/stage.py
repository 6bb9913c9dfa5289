"""A stage for a bench: a fresh database with the region and accounts, a web and a worker process on it."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from yihao.kernel.settings import settings

PASSWORD = "Bench-only-12345"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the bench plays."""

    ports: tuple[int, ...]
    database_url: str
    web_pids: tuple[int, ...]
    worker_pid: int
    postgres_pid: int

    @property
    def url(self) -> str:
        """Where the first web process answers."""
        return f"http://127.0.0.1:{self.ports[0]}"


@dataclass(frozen=True, slots=True)
class Ground:
    """A database of a bench's own, and the environment in which processes work on it."""

    database_url: str
    environment: dict[str, str]
    folder: Path
    postgres_pid: int


class Kept(Protocol):
    """A database that is kept, and the folder with its keys."""

    @property
    def name(self) -> str: ...
    @property
    def folder(self) -> Path: ...


@contextmanager
def ground() -> Iterator[Ground]:
    """An empty database and data folder; both are gone afterwards."""
    name = f"yihao_bench_{os.getpid()}"
    url, ours = address(name), sql.Identifier(name)
    with psycopg.connect(settings().database_url, autocommit=True) as admin, tempfile.TemporaryDirectory() as folder:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(ours))
        try:
            yield Ground(url, environment(url, Path(folder)), Path(folder), _postmaster(admin))
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(ours))


@contextmanager
def on(kept: Kept) -> Iterator[Ground]:
    """A database that is kept, itself: a million orders are not copied for a bench that adds a thousand. What benches
    did stays in it, as in a city. Raises RuntimeError while another bench plays there."""
    url = address(kept.name)
    with psycopg.connect(url, autocommit=True) as held:
        if held.execute("SELECT pg_try_advisory_lock(hashtext('yihao bench'))").fetchone() != (True,):
            raise RuntimeError(f"另一个性能测试正在使用数据库 {kept.name}，请等它结束。")
        held.execute("DELETE FROM rate_bucket")  # all people of a bench sign in from one address, bench after bench
        yield Ground(url, environment(url, kept.folder), kept.folder, _postmaster(held))


def address(database: str) -> str:
    """The URL of another database on our server."""
    return urlunsplit(urlsplit(settings().database_url)._replace(path=f"/{database}"))


@contextmanager
def stage() -> Iterator[Stage]:
    """Set up, play, take down."""
    with ground() as on:
        subprocess.run([sys.executable, "-m", "yihao.app.bench.prepare"], env=on.environment, check=True)
        with staged(on) as found:
            yield found


@contextmanager
def staged(on: Ground, webs: int = 1) -> Iterator[Stage]:
    """A worker and so many web processes on a ground that is prepared."""
    with ExitStack() as stack:
        worker = stack.enter_context(process(["worker"], on.environment))
        serving = [stack.enter_context(web(on)) for _ in range(webs)]
        ports, pids = zip(*serving, strict=True)
        yield Stage(ports, on.database_url, pids, worker.pid, on.postgres_pid)


@contextmanager
def web(on: Ground) -> Iterator[tuple[int, int]]:
    """A web process: its port and its pid."""
    port = free_port()
    with process(["web", "--port", str(port)], on.environment) as running:
        _await(f"http://127.0.0.1:{port}/healthz", running)
        yield port, running.pid


def environment(url: str, folder: Path) -> dict[str, str]:
    """In which a process works on that database."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("YIHAO_")}
    return {
        **kept,
        "DATABASE_URL": url,
        "YIHAO_DATA": str(folder),
        "YIHAO_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "yihao.app.settings",
    }


@contextmanager
def process(arguments: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A `yihao` command, while the block runs."""
    running = subprocess.Popen([sys.executable, "-m", "yihao.cli", *arguments], env=environment)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(30)


async def ready(port: int, running: "subprocess.Popen[bytes]") -> None:
    """Wait until a web process serves, while the loop goes on."""
    await asyncio.to_thread(_await, f"http://127.0.0.1:{port}/healthz", running)


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("网页服务没有就绪")


def _postmaster(connection: "psycopg.Connection[tuple[object, ...]]") -> int:
    from yihao.app.bench.cpu import parent

    return parent(connection.info.backend_pid)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
