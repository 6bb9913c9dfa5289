"""The age of the tables beside the age of the code: a process never starts on tables that are not its own.

A process that already runs goes on while newer tables come (migrations first add, a later version removes:
docs/operations.md); one that starts is refused, for it can't know what the others have made of the tables.
"""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import LockNotAvailable

from yihao.kernel import sql

_LOCK = "yihao schema"
_SIDE = "side"
PATIENCE = "3s"
"""How long a migration waits for a table: everybody behind it waits as long."""
_TRIES = 20
_SHOWN = 3
RESTORING = "yihao_restoring"
"""A schema of this name stands in the database while a backup comes into it."""


class WrongSchema(RuntimeError):
    """Tables and code are not of one version; the message is Chinese and says what to do."""


@dataclass(frozen=True, slots=True)
class Age:
    """`behind`: migrations that this code brings and the database has not had; `ahead`: the other way round."""

    behind: tuple[str, ...]
    ahead: tuple[str, ...]


def age() -> Age:
    """Compare the database with this code. A database without any tables is behind with all."""
    code = set(brought())
    had = {f"{app}.{name}" for app, name in MigrationRecorder(connections["default"]).applied_migrations()}
    return Age(tuple(sorted(code - had)), tuple(sorted(had - code)))


def newest() -> str:
    """The newest migration that the database has had, as `app.name`."""
    found = sql.row("SELECT app || '.' || name AS name FROM django_migrations ORDER BY id DESC LIMIT 1")
    return str(found["name"]) if found else ""


def refuse_other_age() -> None:
    """Raises WrongSchema unless the tables are exactly those of this code, and whole."""
    refuse_half_restored()
    found = age()
    _refuse_newer(found)
    if found.behind:
        raise WrongSchema(
            f"数据库的表结构比本程序旧（还缺 {_some(found.behind)}）。\n"
            "请先备份（yihao db backup），再运行 yihao db upgrade（yihao up 会自动升级），然后重新启动。"
        )


def upgrade() -> None:
    """Bring the tables to this version; the caller holds `alone`. Running users are not held up: a migration that has
    to wait for a table gives way after some seconds and is tried again. Raises WrongSchema on newer tables."""
    refuse_half_restored()
    _refuse_newer(age())
    try:
        for left in reversed(range(_TRIES)):
            sql.execute(f"SET lock_timeout = '{PATIENCE}'")
            try:
                call_command("migrate", interactive=False, verbosity=0)
                return
            except OperationalError as fault:
                if not isinstance(fault.__cause__, LockNotAvailable) or not left:
                    raise
    finally:
        sql.execute("RESET lock_timeout")


def refuse_half_restored() -> None:
    """Raises WrongSchema while a restore goes on, or after one that was cut off."""
    found = sql.row("SELECT to_regnamespace(%s) AS name", (RESTORING,))
    if found and found["name"]:
        raise WrongSchema("数据库正在由备份恢复，或上一次恢复没有做完，不能使用。请等它完成，或再运行一次 yihao db restore。")


@contextmanager
def alone() -> Iterator[None]:
    """Only one process at a time changes tables or loads first data; a second one waits, and then finds all done."""
    sql.execute("SELECT pg_advisory_lock(hashtext(%s))", (_LOCK,), _SIDE)
    try:
        yield
    finally:
        connections[_SIDE].close()


def brought() -> Iterator[str]:
    """The migrations of this code, by their files: nothing of them is imported."""
    for config in apps.get_app_configs():
        name = f"{config.name}.migrations"
        if find_spec(name) is not None:
            found = pkgutil.iter_modules(import_module(name).__path__)
            yield from (f"{config.label}.{m.name}" for m in found if not m.name.startswith("_"))


def _refuse_newer(found: Age) -> None:
    if found.ahead:
        raise WrongSchema(
            f"数据库的表结构比本程序新（多出 {_some(found.ahead)}）：数据库已由新版本升级过，旧版本程序不能再启动。\n"
            "请把本机的程序换成同一个新版本再启动；仍在运行的旧进程不受影响。"
        )


def _some(names: tuple[str, ...]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more
