"""Which notice an event is. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from yihao.notices.values import KINDS, Kind

STALE = timedelta(days=3)
"""What was recorded longer ago is past, not news: a worker that was away long, a history that was brought in."""


def kind_of(event: str, payload: Mapping[str, Any]) -> Kind | None:
    """The kind of notice that an event makes, if any."""
    found = (k for k in KINDS if k.event == event)
    return next((k for k in found if all(payload.get(name) == value for name, value in k.only.items())), None)
