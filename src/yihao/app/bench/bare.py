"""The bare minimum of an intake: the same rows, encrypted values ready-made, written by psycopg in one transaction.

The rows are taken from an order that the web process has made, with fresh ids, so that nothing is left out. The
statements are one INSERT for each row of `TABLES`, each prepared, with the commit. They go into tables of the same shape
and indexes in a schema of their own, which is gone afterwards: the city's own rows and its ledger are not touched.
"""

import time
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from yihao.app.bench import cpu
from yihao.app.bench.stage import Stage

TABLES = (
    ("number_draw", "id = (SELECT id FROM number_draw ORDER BY drawn_at DESC LIMIT 1)"),
    ("contact", "id = %(contact)s"),
    ("petitioner", "id = %(petitioner)s"),
    ("petitioner_phone", "petitioner_id = %(petitioner)s"),
    ("appeal", "id = %(appeal)s"),
    ("appeal_text", "appeal_id = %(appeal)s"),
    ("work_order", "id = %(order)s"),
    ("participation", "order_id = %(order)s"),
    ("clock", "order_id = %(order)s"),
    ("appeal_search", "appeal_id = %(appeal)s"),
    ("event", "order_id = %(order)s OR subject_id IN (%(appeal)s, %(contact)s)"),
    ("message", "subject_id = %(appeal)s"),
    ("idempotency_key", "id = (SELECT id FROM idempotency_key ORDER BY at DESC LIMIT 1)"),
)
Row = tuple[str, dict[str, Any]]
Tables = tuple[tuple[str, str], ...]
"""Tables, each with the condition that finds an order's rows in it."""


def measure(on: Stage, times: int, tables: Tables = TABLES, commits: int = 1) -> dict[str, Any]:
    """CPU milliseconds an order, ours (psycopg) and the server's, over `times` orders of `commits` transactions."""
    with psycopg.connect(on.database_url, row_factory=dict_row) as connection:
        rows = _rows_of_one_order(connection, tables)
        _aside(connection, tables)
        prepared = [_fresh(rows, n) for n in range(times)]
        _write(connection, _fresh(rows, times), commits)
        server, own = cpu.seconds(on.postgres_pid), time.process_time()
        for order in prepared:
            _write(connection, order, commits)
        own, server = time.process_time() - own, cpu.seconds(on.postgres_pid) - server
        connection.execute("DROP SCHEMA bare CASCADE")
    return {
        "cpu_ms": round((own + server) * 1000 / times, 2),
        "client_cpu_ms": round(own * 1000 / times, 2),
        "pg_cpu_ms": round(server * 1000 / times, 2),
        "statements": len(rows) + commits,
        "tables": sorted({t for t, _ in rows}),
    }


def _aside(connection: "psycopg.Connection[dict[str, Any]]", tables: Tables) -> None:
    connection.execute("DROP SCHEMA IF EXISTS bare CASCADE")
    connection.execute("CREATE SCHEMA bare")
    for table in ("event_pending", *(name for name, _ in tables)):
        names = sql.Identifier("bare", table), sql.Identifier("public", table)
        connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(*names))
    connection.execute("SET search_path = bare")
    connection.commit()


def _rows_of_one_order(connection: "psycopg.Connection[dict[str, Any]]", tables: Tables) -> list[Row]:
    order = connection.execute(
        "SELECT o.id AS order, a.id AS appeal, a.contact_id AS contact, a.petitioner_id AS petitioner FROM work_order o"
        " JOIN appeal a ON a.id = o.appeal_id ORDER BY o.submitted_at DESC LIMIT 1"
    ).fetchone()
    assert order is not None
    rows: list[Row] = []
    for table, where in tables:
        for row in connection.execute(sql.SQL("SELECT * FROM {} WHERE " + where).format(sql.Identifier(table)), order):
            rows.append((table, row))
            if table == "event":
                rows.append(("event_pending", {"event_id": row["id"], "recorded_at": row["recorded_at"]}))
    return rows


def _fresh(rows: list[Row], n: int) -> list[Row]:
    """The rows once more under other ids, number and phone."""
    mine = {r["id"] for t, r in rows if "id" in r} | {r["appeal_id"] for t, r in rows if t == "appeal_search"}
    ids = {old: uuid4() for old in mine}

    def fresh(table: str, column: str, value: Any) -> Any:
        if isinstance(value, UUID):
            return ids.get(value, value)
        if column == "number" and isinstance(value, str) and value:
            return f"{value[:6]}000101{n:06d}0"
        if column in ("sequence", "phone_index", "key"):
            return {"sequence": 500_000 + n, "phone_index": uuid4().bytes * 2, "key": str(uuid4())}[column]
        return Jsonb(value) if isinstance(value, dict | list) else value

    return [(t, {c: fresh(t, c, v) for c, v in r.items()}) for t, r in rows]


def _write(connection: "psycopg.Connection[dict[str, Any]]", rows: list[Row], commits: int) -> None:
    share = -(-len(rows) // commits)
    for n, (table, row) in enumerate(rows, 1):
        names = ", ".join(f'"{c}"' for c in row)
        connection.execute(
            f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(row))})', tuple(row.values())
        )
        if n % share == 0:
            connection.commit()
    connection.commit()
