"""Which rows are a life: the tables that an appeal and its order write, and how to find theirs."""

from dataclasses import dataclass
from functools import cache

from yihao.kernel import sql

LIFE = {
    "contact": "id = %(contact)s",
    "petitioner": "id = %(petitioner)s",
    "petitioner_phone": "petitioner_id = %(petitioner)s",
    "appeal": "id = %(appeal)s",
    "number_draw": "region = %(region)s AND day = %(day)s AND sequence = %(sequence)s",
    "reported_party": "appeal_id = %(appeal)s",
    "appeal_text": "appeal_id = %(appeal)s",
    "work_order": "id = %(order)s",
    "assignment": "order_id = %(order)s",
    "participation": "order_id = %(order)s",
    "clock": "order_id = %(order)s",
    "clock_pause": "clock_id IN (SELECT id FROM clock WHERE order_id = %(order)s)",
    "appeal_search": "appeal_id = %(appeal)s",
    "attempt": "subject_id = %(order)s",
    "rating": "appeal_id = %(appeal)s",
    "event": "order_id = %(order)s OR subject_id IN (%(appeal)s, %(contact)s)",
}
"""Table → condition, in an order in which each row's parents come first."""
LEFT_OUT = frozenset({"event_pending", "message", "message_attempt"})
"""What a life writes and a copy leaves out: text messages of the past, and the marks that the sequencer takes away."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the database has it."""

    name: str
    type: str


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table, read from the database, so that a new one is never forgotten."""
    found = sql.rows(
        "SELECT attname, format_type(atttypid, NULL) AS type FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        (table,),
    )
    return tuple(Column(c["attname"], c["type"]) for c in found)


@cache
def key_of(table: str) -> int:
    """The place of the column that names a row: its primary key (of the ledger's, the id)."""
    found = sql.row(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indrelid = %s::regclass AND i.indisprimary",
        (table,),
    )
    assert found is not None
    return [c.name for c in columns(table)].index(found["attname"])
