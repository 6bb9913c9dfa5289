"""The reader of the ledger that lists orders anew when a unit came below another one: then others see them."""

from typing import Any

from yihao.kernel import feed
from yihao.orders.actions import search
from yihao.organisation.values import UnitMoved

READER = "listing"


def follow_moved_units() -> int:
    """Read on where the last worker stopped; how many events were read."""
    return feed.follow(READER, _take)


def _take(event: dict[str, Any]) -> None:
    if event["kind"] == UnitMoved.kind:
        search.list_anew(event["subject_id"])
