"""A small simulated city in a database of its own, as the command makes it: killed, copied, gone on with."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

_SOURCE = Path(__file__).parents[2] / "src"
ARGUMENTS = ("--days", "2", "--seed", "7", "--scale", "0.02", "--until", "2026-11-26 10:00")
_PATIENCE = 120


@dataclass(eq=False)
class City:
    """Where it is, and what its processes said."""

    admin_url: str
    name: str
    folder: Path
    said: str = ""

    @property
    def database_url(self) -> str:
        return urlunsplit(urlsplit(self.admin_url)._replace(path=f"/{self.name}"))

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("YIHAO_")}
        ours = {"DATABASE_URL": self.database_url, "YIHAO_DATA": str(self.folder), "PYTHONUNBUFFERED": "1"}
        return {**kept, **ours, "PYTHONPATH": f"{_SOURCE}:{_SOURCE.parent}"}

    def create(self, template: str = "template1") -> None:
        """Make the database, empty or as a copy."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            admin.execute(made.format(sql.Identifier(self.name), sql.Identifier(template)))

    def drop(self) -> None:
        """Take it away."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))

    def copy(self, name: str, folder: Path) -> "City":
        """The same city once more; nobody may be working on it."""
        made = City(self.admin_url, name, folder)
        shutil.copytree(self.folder, folder)
        made.create(self.name)
        return made

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """The command, or a module's."""
        command = [sys.executable, "-m", *(arguments or ("yihao.cli", "simulate", *ARGUMENTS))]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def finish(self, process: "subprocess.Popen[str]") -> str:
        """What a process says until its end."""
        self.said = process.communicate(timeout=_PATIENCE)[0]
        assert process.returncode == 0, self.said
        return self.said

    def kill_when(self, steps: int) -> None:
        """`kill -9` in the middle of the days, once so many steps are done."""
        with self.start() as process, psycopg.connect(self.database_url, autocommit=True) as connection:
            until = time.monotonic() + _PATIENCE
            while time.monotonic() < until and process.poll() is None:
                if _done(connection) >= steps:
                    break
            process.kill()
        assert process.returncode == -9, "it came to its end before it was killed"

    def rows(self, text: str) -> list[dict[str, Any]]:
        """Look into the database."""
        with psycopg.connect(self.database_url, row_factory=dict_row) as connection:
            return connection.execute(text.encode()).fetchall()

    def value(self, text: str) -> Any:
        """The one value of a query."""
        return next(iter(self.rows(text)[0].values()))

    @cached_property
    def told(self) -> dict[str, Any]:
        """Everything that happened and was written, without ids, seals and numbers (see `telling`)."""
        found: dict[str, Any] = json.loads(self.finish(self.start("tests.simulation.telling")))
        return found


def _done(connection: psycopg.Connection[Any]) -> int:
    """How many steps are done; -1 before everything is ready."""
    ready = connection.execute("SELECT to_regclass('simulation_run') IS NOT NULL").fetchone()
    found = connection.execute("SELECT done FROM simulation_run").fetchone() if ready == (True,) else None
    return int(found[0]) if found else -1
