"""The one clock of the software. Business times come from here, never from the database's `now()`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=_system)


def now() -> datetime:
    """The present instant, aware, in UTC, to the microsecond."""
    return _source.get()()


@contextmanager
def clock_at(source: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Within the block `now()` answers `source` (a fixed instant or a function): for tests, imports and simulation."""
    fixed = source
    token = _source.set(fixed if callable(fixed) else lambda: fixed)
    try:
        yield
    finally:
        _source.reset(token)
