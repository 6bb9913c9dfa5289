"""The reader of the ledger that makes call-backs of missed calls. Any number of workers: one of them takes each event."""

from typing import Any

from yihao.calls.values.calls import CallClosed
from yihao.followups.callbacks.missed import note_closed
from yihao.kernel import feed

READER = "callbacks"


def take_closed_calls() -> int:
    """Read on where the last worker stopped; how many events were read."""
    return feed.follow(READER, _take)


def _take(event: dict[str, Any]) -> None:
    if event["kind"] == CallClosed.kind:
        note_closed(call_id=event["subject_id"])
