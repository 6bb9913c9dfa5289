"""Progress of long work, for the live updates: who asked for it sees how far it is. Not in the ledger: it is no event."""

import json
from collections.abc import Collection
from uuid import UUID

from yihao.kernel import sql
from yihao.kernel.work.actions import WAKE

__all__ = ["WAKE", "frames"]


def frames(accounts: Collection[UUID]) -> list[tuple[UUID, bytes]]:
    """A frame for each running job of these people, with whom it is for. One question, by the index of what is open."""
    found = sql.rows(
        "SELECT id, account_id, done, total FROM job WHERE state = 'running' AND account_id = ANY(%s)", (list(accounts),)
    )
    return [(r["account_id"], _frame(r["id"], r["done"], r["total"])) for r in found]


def _frame(job_id: UUID, done: int, total: int | None) -> bytes:
    body = json.dumps({"id": str(job_id), "done": done, "total": total})
    return f"event: progress\ndata: {body}\n\n".encode()
