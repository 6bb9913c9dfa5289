"""Small tables read whole and kept for a moment, so that a hot path asks the database once, not each time."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

SECONDS = 2.0
_kept: dict[str, tuple[float, Any]] = {}
_lock = Lock()


T = TypeVar("T")


def snapshot(read: Callable[[], T]) -> Callable[[], T]:
    """Decorate a reading function without arguments: its result is at most `SECONDS` old. Treat it as frozen."""
    name = f"{read.__module__}.{read.__qualname__}"

    def kept() -> T:
        found = _kept.get(name)
        if found is not None and found[0] > time.monotonic():
            return found[1]  # type: ignore[no-any-return]
        fresh = read()
        with _lock:
            _kept[name] = (time.monotonic() + SECONDS, fresh)
        return fresh

    kept.__doc__ = read.__doc__
    kept.__name__ = read.__name__
    return kept


def forget() -> None:
    """Drop everything that is kept: after a change in this process, and between tests."""
    with _lock:
        _kept.clear()
