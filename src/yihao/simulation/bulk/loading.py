"""The fast way into the tables: indexes and foreign keys away, rows by COPY, everything back and looked after."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from yihao.kernel import partitions, sql
from yihao.simulation.bulk.tables import LIFE, columns

_TABLES = (*LIFE, "feed")
_CONSTRAINTS = """
SELECT c.conrelid::regclass::text AS of, c.conname AS name, pg_get_constraintdef(c.oid) AS text, c.contype AS kind
FROM pg_constraint c WHERE c.conrelid = ANY(%s::regclass[]) AND c.contype IN ('f', 'u') AND c.conparentid = 0
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS text FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
Say = Callable[[str], None]


def take_off() -> list[str]:
    """Drop what would be kept up to date row by row; the statements that bring it back, to each partition too."""
    constraints, indexes = (sql.rows(text, (list(_TABLES),)) for text in (_CONSTRAINTS, _INDEXES))
    for c in sorted(constraints, key=lambda c: str(c["kind"]) != "f"):
        sql.execute(f'ALTER TABLE {c["of"]} DROP CONSTRAINT "{c["name"]}"')
    for i in indexes:
        sql.execute(f"DROP INDEX {i['name']}")
    keys = [c for c in constraints if c["kind"] == "u"]
    references = [c for c in constraints if c["kind"] == "f"]
    return [str(i["text"]).replace(" ON ONLY ", " ON ") for i in indexes] + [
        f'ALTER TABLE {c["of"]} ADD CONSTRAINT "{c["name"]}" {c["text"]}' for c in (*keys, *references)
    ]


def put_back(statements: Iterable[str], say: Say) -> None:
    """Build what was taken off, from all rows at once. Indexes first: the foreign keys are checked with their help."""
    told = list(statements)
    sql.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for n, text in enumerate(told, 1):
        say(f"建立索引和约束 {n}/{len(told)}")
        sql.execute(text)


def make_partitions(first: datetime, now: datetime) -> None:
    """A partition for each month from `first` on, and those ahead."""
    months = (now.year - first.year) * 12 + now.month - first.month
    partitions.ensure(first, months + 3)


def write(lines: Mapping[str, str]) -> None:
    """Lines into their tables."""
    for table, rows in lines.items():
        if rows:
            names = ", ".join(f'"{c.name}"' for c in columns(table))
            with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                copy.write(rows)


def tidy() -> None:
    """Statistics, and the marks by which an index alone can answer. Outside a transaction."""
    sql.execute("VACUUM (FREEZE, ANALYZE)")


def forget_numbers() -> None:
    """Take away the numbers that the lives drew on the second connection, which no rollback reaches."""
    sql.execute("DELETE FROM number_draw")
    for found in sql.rows("SELECT sequencename AS name FROM pg_sequences WHERE starts_with(sequencename, 'number_')"):
        sql.execute(f'DROP SEQUENCE "{found["name"]}"')


class State:
    """How far a bulk has come: one row, changed in the transaction of each day, gone at the end."""

    @staticmethod
    def read() -> dict[str, Any] | None:
        """What stands; None before the beginning."""
        if sql.row("SELECT to_regclass('bulk_state') IS NULL AS missing") == {"missing": True}:
            return None
        return sql.row("SELECT plan, next_day, made, later FROM bulk_state")

    @staticmethod
    def begin(plan: Mapping[str, Any], first: Any, later: list[str]) -> None:
        """Write down what is going to be made."""
        sql.execute("CREATE TABLE bulk_state (plan jsonb, next_day date, made int, later text[])")
        sql.execute("INSERT INTO bulk_state VALUES (%s::jsonb, %s, 0, %s)", (json.dumps(plan), first, later))

    @staticmethod
    def note(next_day: Any, made: int) -> None:
        """A day is done."""
        sql.execute("UPDATE bulk_state SET next_day = %s, made = made + %s", (next_day, made))

    @staticmethod
    def end() -> None:
        """Everything is there."""
        sql.execute("DROP TABLE bulk_state")
