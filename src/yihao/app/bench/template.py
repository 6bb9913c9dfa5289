"""A database that holds a city's years of orders, made once and kept for all benches."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

import yihao
from yihao.app.bench.stage import address, environment
from yihao.kernel.settings import settings

SEED = 7
_PREFIX = "yihao_bulk_"
_SHARED = ("values", "courses", "matters", "staff", "steps")
_SOURCES = ("simulation/bulk", "simulation/texts", "app/bench/bulk.py", *(f"simulation/{name}.py" for name in _SHARED))
"""What decides over the rows, beside the pack. The schema does not: an older template is upgraded like any database."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Template:
    """A database that benches play on (`stage.on`), and the folder with the keys to its texts."""

    name: str
    folder: Path

    @property
    def database_url(self) -> str:
        return address(self.name)


def template(orders: int, say: Say) -> Template:
    """The template with so many orders: built when there is none, gone on with when its building was ended, upgraded
    when its schema is older. Raises subprocess.CalledProcessError."""
    name = f"{_PREFIX}{orders}_{fingerprint()}"
    found = Template(name, settings().data / "bulk" / name)
    with psycopg.connect(settings().database_url, autocommit=True) as admin:
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not (known and found.folder.exists()):
            _drop(admin, name)
            shutil.rmtree(found.folder, ignore_errors=True)
            found.folder.mkdir(parents=True)
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    command = [sys.executable, "-m", "yihao.app.bench.bulk", str(orders), str(SEED)]
    with subprocess.Popen(
        command, env=environment(found.database_url, found.folder), stdout=subprocess.PIPE, text=True
    ) as making:
        assert making.stdout is not None
        for line in making.stdout:
            say(line.rstrip())
    if making.returncode:
        raise subprocess.CalledProcessError(making.returncode, command)
    return found


def outdated() -> list[str]:
    """Names of templates that this version would not use: of other texts, or of another pack."""
    with psycopg.connect(settings().database_url, autocommit=True) as admin:
        rows = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (_PREFIX,)).fetchall()
    return sorted(str(name) for (name,) in rows if not str(name).endswith(f"_{fingerprint()}"))


def fingerprint() -> str:
    """Names what the rows of a template follow from."""
    from yihao.app.setup import region_folder  # Django is there by now

    root = Path(yihao.__file__).parent
    found = hashlib.sha256()
    for source in (*(root / s for s in _SOURCES), region_folder()):
        files = (
            [source]
            if source.is_file()
            else sorted(p for p in source.rglob("*") if p.suffix in (".py", ".csv", ".toml"))
        )
        for file in files:
            found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:8]


def _drop(admin: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
