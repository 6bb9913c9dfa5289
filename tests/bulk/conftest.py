"""A small bulk in a database of its own: built by the process that builds a million, ended by `kill -9`, gone on with."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

ORDERS, LIVES = 240, 20
_SOURCE = Path(__file__).parents[2] / "src"


@dataclass
class Bulk:
    """Where it is, and what its processes printed."""

    database_url: str
    folder: Path
    first: str = ""
    second: str = ""
    left: list[int] = field(default_factory=list)
    """Processes that outlived the killed one."""

    def start(self) -> "subprocess.Popen[str]":
        """Build it, or go on."""
        command = ["-m", "yihao.app.bench.bulk", str(ORDERS), "7", str(LIVES)]
        return subprocess.Popen([sys.executable, *command], env=self.environment, stdout=subprocess.PIPE, text=True)

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("YIHAO_")}
        ours = {"DATABASE_URL": self.database_url, "YIHAO_DATA": str(self.folder), "PYTHONPATH": str(_SOURCE)}
        return {**kept, **ours}

    def alive(self) -> list[int]:
        """The processes that work in its folder."""
        found = []
        for environment in Path("/proc").glob("[0-9]*/environ"):
            try:
                ours = str(self.folder).encode() in environment.read_bytes()
            except OSError:  # it has just ended
                continue
            if ours:
                found.append(int(environment.parent.name))
        return found

    def rows(self, text: str) -> list[dict[str, Any]]:
        """Look into the database."""
        with psycopg.connect(self.database_url, row_factory=dict_row) as connection:
            return connection.execute(text.encode()).fetchall()

    def value(self, text: str) -> Any:
        """The one value of a query."""
        return next(iter(self.rows(text)[0].values()))


@pytest.fixture(scope="session")
def bulk() -> Iterator[Bulk]:
    """Begun, killed in the middle of the copies, and brought to its end by another process."""
    admin_url = os.environ["DATABASE_URL"]
    name = f"yihao_bulk_test_{os.getpid()}"
    with psycopg.connect(admin_url, autocommit=True) as admin, tempfile.TemporaryDirectory() as folder:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made = Bulk(urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}")), Path(folder))
        try:
            _build(made)
            yield made
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _build(made: Bulk) -> None:
    with made.start() as process:
        assert process.stdout is not None
        for line in process.stdout:
            made.first += line
            if f"/{ORDERS} 件工单" in line:
                process.kill()
                break
    deadline = time.monotonic() + 10
    while (left := made.alive()) and time.monotonic() < deadline:
        time.sleep(0.05)
    made.left = left
    with made.start() as process:
        made.second = process.communicate(timeout=120)[0]
    assert process.returncode == 0, made.second
