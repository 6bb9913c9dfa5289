"""The reader comes by, and what a person then finds."""

from typing import Any

from yihao.kernel import sequencer
from yihao.notices import queries
from yihao.notices.reader import take_events
from yihao.organisation.values import Viewer


def told() -> int:
    """The worker comes by: it numbers what happened, and tells whom it concerns."""
    sequencer.sequence_all()
    return take_events()


def notices(viewer: Viewer) -> list[dict[str, Any]]:
    """A person's notices, oldest first."""
    rows: list[dict[str, Any]] = queries.notice_list(viewer)["rows"]
    return rows[::-1]


def kinds(viewer: Viewer) -> list[str]:
    """What a person's notices are called, oldest first."""
    return [n["kind_name"] for n in notices(viewer)]
