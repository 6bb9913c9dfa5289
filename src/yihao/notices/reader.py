"""The reader of the ledger that makes notices. Any number of workers: one of them takes each event, once."""

from typing import Any

from psycopg.types.json import Jsonb

from yihao.kernel import clock, feed, sql
from yihao.kernel.ids import new_id
from yihao.notices.people import payload_of, receivers
from yihao.notices.queries import READER
from yihao.notices.rules import STALE, kind_of
from yihao.notices.values import EVENTS

WAKE_DESKS = "yihao_notices"


def take_events() -> int:
    """Read on where the last worker stopped; how many events were read."""
    return feed.follow(READER, _take, since=clock.now() - STALE)


def _take(event: dict[str, Any]) -> None:
    if event["kind"] not in EVENTS:
        return
    payload = payload_of(event)
    kind = kind_of(event["kind"], payload)
    people = sorted(receivers(kind, event, payload)) if kind else []
    if kind is None or not people:
        return
    sql.execute(
        "INSERT INTO notice (id, account_id, region, position, kind, subject_type, subject_id, order_id, facts, at)"
        " SELECT t.id, t.account, %s, %s, %s, %s, %s, %s::uuid, %s, %s FROM unnest(%s::uuid[], %s::uuid[]) AS t(id, account)"
        " ON CONFLICT (account_id, position) DO NOTHING",
        (
            event["region"], event["position"], kind.code, event["subject_type"], event["subject_id"], event["order_id"],
            Jsonb(payload), event["occurred_at"], [new_id() for _ in people], people,
        ),
    )  # fmt: skip
    sql.execute(f"NOTIFY {WAKE_DESKS}")
