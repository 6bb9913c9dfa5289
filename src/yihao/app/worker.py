"""The worker: sequencer, ticker, and the queue of jobs (`jobs.py` of the rooms). Any number of copies may run."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import psycopg
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from procrastinate.exceptions import ConnectorException

from yihao.calls.actions.nuisance import expire_due
from yihao.calls.reader import count_closed_calls
from yihao.followups.jobs import take_closed_calls
from yihao.hotlines.jobs import flip_due
from yihao.kernel import head, ledger, sequencer
from yihao.kernel.leaving import leaving
from yihao.kernel.readiness import announce
from yihao.kernel.sql import advisory_lock
from yihao.kernel.work.actions import QUEUE
from yihao.notices.reader import take_events
from yihao.orders.actions.ticker import tick_due
from yihao.orders.reader import follow_moved_units

_log = logging.getLogger(__name__)
_TICK = timedelta(seconds=5)
_GATHER_SECONDS = 0.03
"""After a wake-up, a moment to gather what comes together: one transaction for many events."""
_STOP_SECONDS = 4.0
"""How long the queue of jobs may take to finish when the worker is to end."""


def run() -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first. A fault in any part ends the whole process
    (exit 1), so that whoever supervises it starts it again: half a worker is worse than none."""
    stop = leaving  # whatever works through a backlog looks at the same event between its pieces
    faults: list[str] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [
        _part(stop, faults, "sequencer", lambda: _sequence(stop)),
        _part(stop, faults, "notices", lambda: _follow(stop)),
        _part(stop, faults, "ticker", lambda: _repeat(stop, _TICK, _tick)),
    ]
    for thread in threads:
        thread.start()
    announce()
    try:
        asyncio.run(_queues(stop))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if faults:
        raise SystemExit(1)


def _part(stop: threading.Event, faults: list[str], name: str, work: Callable[[], None]) -> threading.Thread:
    def guarded() -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 - whatever it is, the whole process has to end
            _log.exception("a part of the worker failed", extra={"part": name})
            faults.append(name)
            stop.set()

    return threading.Thread(target=guarded, name=name)


async def _queues(stop: threading.Event) -> None:
    """What comes by the clock, and long work beside it: an export of an hour holds up no message."""
    await asyncio.gather(_jobs(stop, "default"), _jobs(stop, QUEUE))


async def _jobs(stop: threading.Event, queue: str) -> None:
    """A queue of jobs (procrastinate), until the stop is asked for. A lost database is waited for."""
    while not stop.is_set():
        work = asyncio.create_task(_queue(queue))
        while not stop.is_set() and not work.done():
            await asyncio.sleep(0.2)
        patience = _STOP_SECONDS
        while not work.done():  # asked again: each step of its leaving may wait for a database that is away
            work.cancel()
            await asyncio.wait({work}, timeout=patience)
            patience = 0.5
        fault = None if work.cancelled() else work.exception()
        if stop.is_set():
            return
        if fault is None:  # a part of it (its listener, its clock) lost the database: procrastinate logs it and returns
            _log.warning("a queue of jobs ended by itself and is opened again", extra={"queue": queue})
        elif isinstance(fault, ConnectorException | psycopg.Error):
            _lost(f"jobs {queue}", fault)
        else:
            raise fault
        await asyncio.sleep(1)


async def _queue(queue: str) -> None:
    from procrastinate.contrib.django import app  # the whole of it is there only now

    running = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with running.open_async():
        await running.run_worker_async(
            queues=[queue], install_signal_handlers=False, fetch_job_polling_interval=1.0, delete_jobs="successful"
        )


def _sequence(stop: threading.Event) -> None:
    """Sequence what is pending, woken by NOTIFY; only one worker leads, the others wait for the lock. A ledger that does
    not fit the head outside the database is left as it is, until somebody accepts it."""
    said = False
    while not stop.is_set():
        try:
            with advisory_lock(sequencer.LEADER) as leads:
                if leads:
                    _lead(stop)
            stop.wait(1.0)
        except head.LedgerBehind as behind:
            if head.note_stop(behind) or not said:
                _log.error(str(behind))
            said = True
            stop.wait(1.0)
        except OSError as fault:  # a full disk: the feed goes on, the head outside follows when there is room
            _log.error(
                "the ledger's head can't be written", extra={"fault": type(fault).__name__, "errno": fault.errno}
            )
            stop.wait(1.0)
        except (DatabaseError, InterfaceError, psycopg.Error) as fault:
            _lost("sequencer", fault)
            stop.wait(1.0)
        finally:
            connections.close_all()


def _lead(stop: threading.Event) -> None:
    wrapper = connections["default"]
    with wrapper.cursor() as cursor:
        cursor.execute(f"LISTEN {ledger.WAKE_SEQUENCER}")
    while not stop.is_set():
        sequencer.sequence_all()
        for _ in wrapper.connection.notifies(timeout=1.0, stop_after=1):
            stop.wait(_GATHER_SECONDS)


def _follow(stop: threading.Event) -> None:
    """Make notices of what happens, woken by the sequencer; a lost database is waited for."""
    while not stop.is_set():
        try:
            wrapper = connections["default"]
            with wrapper.cursor() as cursor:
                cursor.execute(f"LISTEN {sequencer.WAKE_READERS}")
            while not stop.is_set():
                take_events()
                for _ in wrapper.connection.notifies(timeout=1.0, stop_after=1):
                    stop.wait(_GATHER_SECONDS)
        except (DatabaseError, InterfaceError, psycopg.Error) as fault:
            _lost("notices", fault)
            stop.wait(1.0)
        finally:
            connections.close_all()


def _repeat(stop: threading.Event, every: timedelta, work: Callable[[], None]) -> None:
    """Do some work again and again; a lost database is waited for, a fault is logged and does not end the loop."""
    while not stop.is_set():
        began = time.monotonic()
        try:
            close_old_connections()
            work()
        except (DatabaseError, InterfaceError) as fault:
            _lost(work.__name__, fault)
        stop.wait(max(0.1, every.total_seconds() - (time.monotonic() - began)))
    connections.close_all()


def _lost(what: str, fault: Exception) -> None:
    _log.warning("waits for the database", extra={"loop": what, "fault": type(fault).__name__})


def _tick() -> None:
    tick_due()
    flip_due()
    take_closed_calls()
    count_closed_calls()
    follow_moved_units()
    expire_due()
