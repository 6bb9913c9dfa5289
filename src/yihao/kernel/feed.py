"""Reading the ledger: events in feed order, and the place where each reader stands."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from yihao.kernel import sql
from yihao.kernel.models import Cursor
from yihao.kernel.sequencer import EVENT_COLUMNS

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


def consume(reader: str, take: Callable[[dict[str, Any]], None], limit: int = 200) -> int:
    """Let `take` handle the next events of `reader`, once each, in one transaction with its cursor; how many.

    Another copy of the same reader finds the cursor locked and takes nothing.
    """
    with transaction.atomic():
        Cursor.objects.get_or_create(reader=reader)
        cursor = Cursor.objects.select_for_update(skip_locked=True).filter(reader=reader).first()
        if cursor is None:
            return 0
        events = read(cursor.position, limit)
        for event in events:
            take(event)
        if events:
            cursor.position = events[-1]["position"]
            cursor.save(update_fields=["position"])
    return len(events)
