"""PostgreSQL's own programs for copying a database, of a version that fits the server."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connections
from psycopg.conninfo import make_conninfo

from yihao.kernel.backup.values import BackupProblem
from yihao.kernel.parent import end_with_parent
from yihao.kernel.postgres.place import DatabaseProblem, programs_of_wheel
from yihao.kernel.settings import settings

_DEBIAN = Path("/usr/lib/postgresql")
_CONNINFO = ("host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")
_TAIL = 12


def folder_for(server: int, at_least: int = 0) -> tuple[Path, int]:
    """The folder of the programs, and their major version. `server` is the server's version number.

    The distribution's of the server's own version are taken before the wheel's: these speak no TLS. A newer pg_dump
    copies an older server; an older one refuses a newer server, so it is never taken.
    """
    wanted = max(server // 10000, at_least)
    found = [(folder, major) for folder in _candidates(wanted) if (major := _major(folder)) is not None]
    fitting = [(folder, major) for folder, major in found if major >= wanted]
    if fitting:
        return min(fitting, key=lambda known: known[1])  # of equal ones the first
    raise BackupProblem(
        f"没有适合 PostgreSQL {wanted} 的 pg_dump。请安装 postgresql-client-{wanted}，或在设置 postgres_programs 中写明其目录。"
    )


def _candidates(major: int) -> Iterator[Path]:
    if settings().postgres_programs:
        yield Path(settings().postgres_programs)
        return
    yield _DEBIAN / str(major) / "bin"
    if found := shutil.which("pg_dump"):
        yield Path(found).parent
    try:
        yield programs_of_wheel()
    except DatabaseProblem:
        return


def _major(folder: Path) -> int | None:
    try:
        said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True).stdout
    except OSError:
        return None
    number = re.search(r" (\d+)[.\d]*", said)
    return int(number[1]) if number else None


def address(alias: str = "default", **changed: str) -> tuple[str, dict[str, str]]:
    """Where the database is, as an argument; and the environment with its password, which is in no list of processes."""
    params = {**connections[alias].get_connection_params(), **changed}
    shown = {k: str(v) for k, v in params.items() if k in _CONNINFO and v}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    return make_conninfo(**shown), {**kept, "PGPASSWORD": str(params.get("password") or ""), "LC_ALL": "C.UTF-8"}


def run(command: list[str], environment: dict[str, str], tick: Callable[[str], None], title: str) -> None:
    """Run a program with `--verbose`; each line it says goes to `tick`. Raises BackupProblem with its last words."""
    said: list[str] = []
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=end_with_parent(signal.SIGKILL),
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            said = [*said[-_TAIL:], line.rstrip()]
            tick(line.partition(": ")[2].strip())
    if process.returncode:
        raise BackupProblem(f"{title}失败：\n" + "\n".join(said))
