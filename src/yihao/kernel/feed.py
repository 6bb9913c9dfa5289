"""Reading the ledger: events in feed order, and the place where each reader stands."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from yihao.kernel import sql
from yihao.kernel.leaving import leaving
from yihao.kernel.models import Cursor
from yihao.kernel.sequencer import EVENT_COLUMNS

Take = Callable[[dict[str, Any]], None]
"""What a reader does with an event."""
_BATCH = 500
_COLUMNS = ", ".join(f"e.{c}" for c in EVENT_COLUMNS.split(", "))


def head() -> int:
    """The last position in the feed."""
    found = sql.row("SELECT position FROM feed_head")
    return int(found["position"]) if found else 0


def read(after: int, limit: int = 200) -> list[dict[str, Any]]:
    """Up to `limit` events behind position `after`, each a dict of the event's columns and `position`."""
    return sql.rows(
        f"SELECT f.position, {_COLUMNS} FROM"
        f" (SELECT * FROM feed WHERE position > %s ORDER BY position LIMIT {int(limit)}) f"  # a number to plan with
        " JOIN event e ON e.id = f.event_id AND e.recorded_at = f.recorded_at ORDER BY f.position",
        (after,),
    )


def follow(reader: str, take: Take, *, since: datetime | None = None) -> int:
    """Consume until nothing new is there (or this process is to end); how many events were read."""
    done = 0
    while not leaving.is_set() and (read_now := consume(reader, take, _BATCH, since=since)):
        done += read_now
    return done


def consume(reader: str, take: Take, limit: int = 200, *, since: datetime | None = None) -> int:
    """Let `take` handle the next events of `reader`, once each, in one transaction with its cursor; how many were read.

    `since`: what was recorded before is of no use to this reader. It is passed over at once, not read through: a reader
    that comes with an upgrade would have the years of a city before it. Another copy of the same reader finds the cursor
    locked and takes nothing.
    """
    with transaction.atomic():
        Cursor.objects.get_or_create(reader=reader)
        cursor = Cursor.objects.select_for_update(skip_locked=True).filter(reader=reader).first()
        if cursor is None:
            return 0
        events = read(cursor.position, limit)
        for event in events:
            if since is None or event["recorded_at"] >= since:
                take(event)
        if events:
            cursor.position = events[-1]["position"]
            if since is not None and events[-1]["recorded_at"] < since:
                cursor.position = _last_before(since, cursor.position)
            cursor.save(update_fields=["position"])
    return len(events)


def _last_before(instant: datetime, low: int) -> int:
    """The last position recorded before the instant, which `low` is: positions follow the time of recording."""
    high = head()
    while low < high:
        middle = (low + high + 1) // 2
        at = sql.row("SELECT position, recorded_at FROM feed WHERE position >= %s ORDER BY position LIMIT 1", (middle,))
        if at is None or at["recorded_at"] >= instant:
            high = middle - 1
        else:
            low = int(at["position"])
    return low
