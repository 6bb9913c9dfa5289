"""Monthly partitions of the tables that only grow. The worker makes them ahead; a default partition catches the rest."""

from contextlib import suppress
from datetime import UTC, date, datetime

from django.db import IntegrityError, connection, transaction

PARTITIONED = ("event", "access_log", "call_step")


def ensure(at: datetime, months: int = 3) -> list[str]:
    """Make the partitions for the month of `at` and the following ones; the names of those that are new.

    A month of which the default partition already holds rows (nobody made it in time) stays there.
    """
    made = []
    first = at.astimezone(UTC).date().replace(day=1)
    for _ in range(months):
        made += [f"{table}_{first:%Y%m}" for table in PARTITIONED if _make(table, first)]
        first = _next(first)
    return made


def missing(at: datetime) -> list[str]:
    """Partitions of the month of `at` and of the next one that are not there (a metric: it should always be [])."""
    first = at.astimezone(UTC).date().replace(day=1)
    wanted = [f"{table}_{month:%Y%m}" for month in (first, _next(first)) for table in PARTITIONED]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NULL", (wanted,))
        return [name for (name,) in cursor.fetchall()]


def _make(table: str, first: date) -> bool:
    name = f"{table}_{first:%Y%m}"
    with suppress(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", (name,))
        if cursor.fetchone() == (True,):
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table}"
                f" FOR VALUES FROM ('{first}T00:00:00Z') TO ('{_next(first)}T00:00:00Z')"
            )
            return True
    return False


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
