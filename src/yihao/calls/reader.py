"""The reader of the ledger that counts the calls of a number."""

from typing import Any

from yihao.calls.actions import nuisance
from yihao.calls.values.calls import CallClosed
from yihao.kernel import feed

READER = "nuisance"


def count_closed_calls() -> int:
    """Read on where the last worker stopped; how many events were read."""
    return feed.follow(READER, _take)


def _take(event: dict[str, Any]) -> None:
    if event["kind"] == CallClosed.kind:
        nuisance.count_call(call_id=event["subject_id"])
