"""Events to try the ledger with. `AccountMade` stands for any: the ledger does not know what a kind means."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.kernel import ledger, sql
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject, Via
from yihao.organisation.values import AccountMade, GrantEnded

SOMEBODY = Actor("360400", Via.COMMAND)
NOON = datetime(2026, 10, 8, 4, tzinfo=UTC)


def entry(payload: ledger.Payload | None = None, **fields: Any) -> ledger.Entry:
    """One event, about something new."""
    return ledger.Entry(payload or AccountMade(), Subject("account", new_id()), SOMEBODY, NOON, **fields)


def happen(count: int = 1) -> list[UUID]:
    """That many events in one transaction; their ids, as they were written."""
    entries = [entry(GrantEnded(new_id(), NOON.date()), version=n) for n in range(1, count + 1)]
    with transaction.atomic():
        ledger.write(*entries)
    return [e.id for e in entries]


def feed_ids() -> list[UUID]:
    """The events in the feed, in order. Fails when a place is missing."""
    places = sql.rows("SELECT position, event_id FROM feed ORDER BY position")
    assert [place["position"] for place in places] == list(range(1, len(places) + 1))
    return [place["event_id"] for place in places]


def event_ids() -> set[UUID]:
    return {row["id"] for row in sql.rows("SELECT id FROM event")}


@contextmanager
def unguarded() -> Iterator[None]:
    """As somebody with the database's password does it: the triggers that forbid changes are switched off."""
    for table in ("event", "feed"):
        sql.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in ("event", "feed"):
        sql.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def payload_of(event_id: UUID) -> dict[str, Any]:
    found = sql.row("SELECT payload FROM event WHERE id = %s", (event_id,))
    assert found is not None
    body = found["payload"]
    return dict(json.loads(body) if isinstance(body, str) else body)
