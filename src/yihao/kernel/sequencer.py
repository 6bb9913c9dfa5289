"""The sequencer: gives committed events their place in the feed, and seals them.

Ids and transaction numbers are not commit order, and a reader that followed them would skip late commits. So one
sequencer (leader by advisory lock) takes what is pending, numbers it without gaps, chains it with HMAC-SM3 under a key
outside the database, also writes the head to a file outside it, and wakes the readers. A database that does not fit that
file is not numbered on (`head`): else a restored or rewritten ledger would soon look as if it had always been so.
"""

import json
from typing import Any

from django.db import connection, transaction

from yihao.kernel import sql
from yihao.kernel.crypto import ledger_seal
from yihao.kernel.head import Head, compare, write_head_file
from yihao.kernel.leaving import leaving

WAKE_READERS = "yihao_feed"
LEADER = "yihao sequencer"

EVENT_COLUMNS = (
    "id, region, kind, subject_type, subject_id, order_id, actor, acting_unit, channel, occurred_at, recorded_at, "
    "version, payload"
)


def canonical(event: dict[str, Any]) -> bytes:
    """The bytes of an event row that are sealed: every column, in a fixed order and form."""
    payload = event["payload"]
    return json.dumps(
        [
            str(event["id"]),
            event["region"],
            event["kind"],
            event["subject_type"],
            str(event["subject_id"]),
            str(event["order_id"]),
            event["actor"],
            str(event["acting_unit"]),
            event["channel"],
            int(event["occurred_at"].timestamp() * 1_000_000),
            int(event["recorded_at"].timestamp() * 1_000_000),
            event["version"],
            json.loads(payload) if isinstance(payload, str) else payload,
        ],
        sort_keys=True,
        ensure_ascii=True,
        separators=(",", ":"),
    ).encode()


def seal_of(position: int, previous: bytes, event: dict[str, Any]) -> bytes:
    """The seal of an event at `position`, chained to the seal before it."""
    return chained(position, previous, canonical(event))


def chained(position: int, previous: bytes, body: bytes) -> bytes:
    """The seal of an event whose canonical bytes are `body`."""
    return ledger_seal(position.to_bytes(8, "big") + previous + body)


def sequence_batch(size: int = 500) -> int:
    """Move up to `size` pending events into the feed in one transaction; how many were moved.

    Raises LedgerBehind when the ledger does not fit the head kept outside the database.
    """
    with transaction.atomic():
        head = _hold_head()
        compare(head)
        events = sql.rows(
            f"""WITH taken AS (
                  DELETE FROM event_pending WHERE event_id IN
                    (SELECT event_id FROM event_pending ORDER BY event_id LIMIT %s)
                  RETURNING event_id, recorded_at)
                SELECT {", ".join("e." + c for c in EVENT_COLUMNS.split(", "))}
                FROM taken JOIN event e ON e.id = taken.event_id AND e.recorded_at = taken.recorded_at
                ORDER BY e.id""",
            (size,),
        )
        if not events:
            return 0
        places = []
        for event in events:
            head = Head(head.position + 1, seal_of(head.position + 1, head.seal, event))
            places.append((head.position, event["id"], event["recorded_at"], head.seal))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO feed (position, event_id, recorded_at, seal)"
                " SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::timestamptz[], %s::bytea[])",
                tuple(list(column) for column in zip(*places, strict=True)),
            )
            cursor.execute("UPDATE feed_head SET position = %s, seal = %s", (head.position, head.seal))
            cursor.execute(f"NOTIFY {WAKE_READERS}")
    write_head_file(head)
    return len(events)


def sequence_all() -> int:
    """Sequence until nothing is pending (or this process is to end); how many events were moved."""
    total = 0
    while not leaving.is_set() and (moved := sequence_batch()):
        total += moved
    return total


def lag() -> int:
    """How many committed events wait for their place (a metric)."""
    found = sql.row("SELECT count(*) AS n FROM event_pending")
    return int(found["n"]) if found else 0


def _hold_head() -> Head:
    found = sql.row("SELECT position, seal FROM feed_head FOR UPDATE")
    if found is None:
        raise RuntimeError("feed_head is empty: the database was not upgraded")
    return Head(int(found["position"]), bytes(found["seal"]))
