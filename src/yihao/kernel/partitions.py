"""Monthly partitions of the tables that only grow. The worker makes them ahead; a default partition catches the rest."""

from datetime import UTC, date, datetime

from django.db import connection

PARTITIONED = ("event", "access_log")


def ensure(at: datetime, months: int = 3) -> list[str]:
    """Make the partitions for the month of `at` and the following ones; the names of those that are new."""
    made = []
    first = at.astimezone(UTC).date().replace(day=1)
    for _ in range(months):
        after = _next(first)
        for table in PARTITIONED:
            name = f"{table}_{first:%Y%m}"
            with connection.cursor() as cursor:
                cursor.execute("SELECT to_regclass(%s)", (name,))
                known = cursor.fetchone()
                if known and known[0] is None:
                    cursor.execute(
                        f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table}"
                        f" FOR VALUES FROM ('{first}T00:00:00Z') TO ('{after}T00:00:00Z')"
                    )
                    made.append(name)
        first = after
    return made


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
