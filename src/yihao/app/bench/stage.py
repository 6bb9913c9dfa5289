"""A stage for a bench: a fresh database with the region and accounts, a web and a worker process on it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from yihao.kernel.settings import settings

PASSWORD = "Bench-only-12345"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the bench plays."""

    url: str
    database_url: str
    web_pid: int
    worker_pid: int
    postgres_pid: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A database of a bench's own, and the environment in which processes work on it."""

    database_url: str
    environment: dict[str, str]
    folder: Path
    postgres_pid: int


@contextmanager
def ground() -> Iterator[Ground]:
    """An empty database and data folder; both are gone afterwards."""
    admin_url = settings().database_url
    name = f"yihao_bench_{os.getpid()}"
    url = urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))
    with psycopg.connect(admin_url, autocommit=True) as admin, tempfile.TemporaryDirectory() as folder:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Ground(url, _environment(url, Path(folder)), Path(folder), _postmaster(admin))
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def stage() -> Iterator[Stage]:
    """Set up, play, take down."""
    with ground() as on:
        port = free_port()
        subprocess.run([sys.executable, "-m", "yihao.app.bench.prepare"], env=on.environment, check=True)
        with (
            process(["worker"], on.environment) as worker,
            process(["web", "--port", str(port)], on.environment) as web,
        ):
            _await(f"http://127.0.0.1:{port}/healthz", web)
            yield Stage(f"http://127.0.0.1:{port}", on.database_url, web.pid, worker.pid, on.postgres_pid)


def _environment(url: str, folder: Path) -> dict[str, str]:
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
