"""What the ledger's feed means to the desks: which units and persons each change concerns, and the frame that tells of it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yihao.kernel import feed, sql


@dataclass(frozen=True, slots=True)
class Change:
    """An event as the desks get it, with the units that may know of it and the persons whom it concerns (a call: those at
    its seats, never everybody); or one about an account, after which that person's rights are read again."""

    position: int
    frame: bytes
    units: frozenset[UUID]
    account: UUID | None = None
    people: frozenset[UUID] = frozenset()


def read_changes(after: int, limit: int = 200) -> list[Change]:
    """Changes behind a position, with their audiences: who takes part in the order, or the centre of the appeal."""
    events = feed.read(after, limit)
    orders = list({e["order_id"] for e in events if e["order_id"]})
    appeals = [e["subject_id"] for e in events if e["subject_type"] == "appeal" and not e["order_id"]]
    callbacks = [e["subject_id"] for e in events if e["subject_type"] == "callback"]
    units: dict[UUID, set[UUID]] = {}
    for r in sql.rows(
        "SELECT order_id AS subject, unit_id FROM participation WHERE order_id = ANY(%s)"
        " UNION ALL SELECT id, centre_id FROM appeal WHERE id = ANY(%s)"
        " UNION ALL SELECT id, centre_id FROM callback WHERE id = ANY(%s)",
        (orders, appeals, callbacks),
    ):
        units.setdefault(r["subject"], set()).add(r["unit_id"])
    people = _concerned(events)
    return [
        _change(e, frozenset(units.get(e["order_id"] or e["subject_id"], ())), people.get(e["position"], frozenset()))
        for e in events
    ]


def changes_between(after: int, up_to: int) -> list[Change]:
    """All changes behind one position up to another."""
    found: list[Change] = []
    while after < up_to and (changes := read_changes(after)):
        found += [c for c in changes if c.position <= up_to]
        after = changes[-1].position
    return found


def _concerned(events: list[dict[str, Any]]) -> dict[int, frozenset[UUID]]:
    """Whom the events of calls, seats and jobs concern, by position: the person named, and those at the call's seats."""
    found: dict[int, set[UUID]] = {}
    calls: dict[UUID, list[int]] = {}
    for e in events:
        if e["subject_type"] not in ("call", "seat", "job"):
            continue
        body = json.loads(e["payload"]) if isinstance(e["payload"], str) else e["payload"]
        found[e["position"]] = {UUID(body["account_id"])} if body.get("account_id") else set()
        if e["subject_type"] == "call":
            calls.setdefault(e["subject_id"], []).append(e["position"])
    for r in (
        sql.rows("SELECT call_id, account_id FROM seat WHERE call_id = ANY(%s) AND signed_off IS NULL", (list(calls),))
        if calls
        else ()
    ):
        for position in calls[r["call_id"]]:
            found[position].add(r["account_id"])
    return {position: frozenset(accounts) for position, accounts in found.items()}


def _change(e: dict[str, Any], units: frozenset[UUID], people: frozenset[UUID]) -> Change:
    body = {
        "position": e["position"],
        "kind": e["kind"],
        "subject_type": e["subject_type"],
        "subject_id": str(e["subject_id"]),
        "order_id": str(e["order_id"]) if e["order_id"] else None,
        "at": e["occurred_at"].isoformat(),
    }
    frame = f"id: {e['position']}\nevent: change\ndata: {json.dumps(body)}\n\n".encode()
    account = e["subject_id"] if e["subject_type"] == "account" else None
    return Change(e["position"], frame, units, account, people)
