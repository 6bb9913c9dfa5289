"""Plain SQL where a bench shows why: inserts and updates of explicit columns without building model objects."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.utils import CursorWrapper

_LARGE = 1000
"""Rows: a result of more is let go with its cursor."""

Params = Sequence[Any] | Mapping[str, Any]


@cache
def _insert_text(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{c}"' for c in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})'


@cache
def _update_text(table: str, columns: tuple[str, ...], key: str) -> str:
    sets = ", ".join(f'"{c}" = %s' for c in columns)
    return f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s'


def insert(model: type[models.Model], **values: Any) -> None:
    """Insert one row; keywords are column names (foreign keys with `_id`), values as psycopg takes them."""
    text = _insert_text(model._meta.db_table, tuple(values))
    _executed(text, tuple(values.values()))


def update(model: type[models.Model], key: Any, **values: Any) -> None:
    """Update the row whose primary key is `key`. Raises LookupError when there is none."""
    pk = model._meta.pk
    assert pk is not None
    text = _update_text(model._meta.db_table, tuple(values), pk.column)
    if _executed(text, (*values.values(), key)).rowcount != 1:
        raise LookupError(f"{model._meta.db_table}: no row {key}")


def rows(text: str, params: Params = (), using: str = DEFAULT_DB_ALIAS) -> list[dict[str, Any]]:
    """All rows of a query as dicts by column name."""
    cursor = _executed(text, params, using)
    result = cursor.cursor.pgresult  # its names, without the objects that `description` makes of each column
    names = [(result.fname(n) or b"").decode() for n in range(result.nfields)]
    found = [dict(zip(names, r, strict=True)) for r in cursor.fetchall()]
    if len(found) > _LARGE:
        cursor.close()
    return found


def row(text: str, params: Params = (), using: str = DEFAULT_DB_ALIAS) -> dict[str, Any] | None:
    """The first row of a query, or None."""
    found = rows(text, params, using)
    return found[0] if found else None


def execute(text: str, params: Params = (), using: str = DEFAULT_DB_ALIAS) -> int:
    """Run a statement; the number of rows it touched."""
    return int(_executed(text, params, using).rowcount)


def _executed(text: str, params: Params, using: str = DEFAULT_DB_ALIAS) -> CursorWrapper:
    """The thread's cursor after the statement. One cursor serves all statements of a connection: making one costs as much
    as a short statement does."""
    here = connections[using]
    if here.queries_logged:  # tests count statements
        logged = here.cursor()
        logged.execute(text, params)
        return logged
    here.close_if_health_check_failed()
    here.ensure_connection()
    kept: CursorWrapper | None = here.__dict__.get("_yihao_cursor")
    if kept is None or kept.cursor.closed or kept.cursor.connection is not here.connection:
        kept = here.__dict__["_yihao_cursor"] = here.cursor()
    kept.execute(text, params)
    return kept


@contextmanager
def advisory_lock(name: str, using: str = DEFAULT_DB_ALIAS) -> Iterator[bool]:
    """Hold the session's advisory lock `name` during the block; yields False at once when another session has it."""
    got = row("SELECT pg_try_advisory_lock(hashtext(%s)) AS got", (name,), using)
    held = bool(got and got["got"])
    try:
        yield held
    finally:
        if held:
            execute("SELECT pg_advisory_unlock(hashtext(%s))", (name,), using)
