"""Small tables that are asked for all the time, kept in the process: two seconds old at most, so that changes come through.

After that time one cheap question tells whether any row of the tables has changed since; only then are they read again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, TypeVar

from yihao.kernel import sql

SECONDS = 2.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    mark: list[Any]
    value: Any


_kept: dict[str, _Kept] = {}
_lock = Lock()


def snapshot(*tables: str) -> Callable[[Callable[[], T]], Callable[[], T]]:
    """Decorate a reading function without arguments, naming all tables it reads: its result is at most `SECONDS` old.
    Treat it as frozen."""
    marks = " UNION ALL ".join(
        f"SELECT count(*), bit_xor(hashtextextended(ctid::text || ' ' || xmin::text, 0)) FROM {table}" for table in tables
    )

    def decorate(read: Callable[[], T]) -> Callable[[], T]:
        name = f"{read.__module__}.{read.__qualname__}"

        def kept() -> T:
            found = _kept.get(name)
            if found is not None and found.until > time.monotonic():
                return found.value  # type: ignore[no-any-return]
            mark = sql.rows(marks)  # before reading: a change in between is seen the next time
            if found is not None and found.mark == mark:
                fresh = replace(found, until=time.monotonic() + SECONDS)
            else:
                fresh = _Kept(time.monotonic() + SECONDS, mark, read())
            with _lock:
                _kept[name] = fresh
            return fresh.value  # type: ignore[no-any-return]

        kept.__doc__ = read.__doc__
        kept.__name__ = read.__name__
        return kept

    return decorate


def forget() -> None:
    """Drop everything that is kept: after a change in this process, and between tests."""
    with _lock:
        _kept.clear()
