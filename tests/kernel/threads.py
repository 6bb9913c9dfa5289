"""Several things at once, each in a thread with database connections of its own; and waiting, but never for ever."""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, TypeVar

from django.db import connections

PATIENCE = 20.0
"""Seconds after which something that should happen is taken not to happen."""

T = TypeVar("T")


class Running:
    """Work that runs in a thread of its own. It sees the clock of the test."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._outcome: list[Any] = []
        self._fault: list[BaseException] = []
        self._thread = threading.Thread(target=copy_context().run, args=(self._run, work), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], Any]) -> None:
        try:
            self._outcome.append(work())
        except BaseException as fault:  # noqa: BLE001 - handed to the test's own thread
            self._fault.append(fault)
        finally:
            connections.close_all()

    @property
    def under_way(self) -> bool:
        return self._thread.is_alive()

    def result(self) -> Any:
        """What the work gave; raises what it raised."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "still running: a deadlock?"
        if self._fault:
            raise self._fault[0]
        return self._outcome[0]


def at_once(*works: Callable[[], T]) -> list[T]:
    """Do all of it at the same time; the results in the order given."""
    start = threading.Barrier(len(works))

    def together(work: Callable[[], T]) -> Callable[[], T]:
        def run() -> T:
            start.wait(PATIENCE)
            return work()

        return run

    return [thread.result() for thread in [Running(together(work)) for work in works]]


def wait_for(event: threading.Event) -> None:
    """Wait until another thread says so."""
    assert event.wait(PATIENCE), "it did not happen"


def until(happened: Callable[[], bool]) -> None:
    """Look again and again until it has happened."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
