"""Reading lists at a copy of the database that follows it (a hot standby): the one place that decides when.

A list may never lack what its reader has just done, or was just told of by the stream. So the primary is asked where its
log stands (a fraction of a millisecond), and the replica is read only when it has replayed as far, or does so within a
moment. One that is late, away, or no replica at all any more costs a short pause in which nobody asks it; every list is
then read at the primary. Nobody has to remember what a session wrote, and any copy of the web process can answer.
"""

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connection, connections
from prometheus_client import Counter

from yihao.kernel import sql
from yihao.kernel.settings import settings

REPLICA = "replica"
READS = Counter("yihao_list_reads", "Queries of lists, by where they were read", ["at"], registry=None)
_PATIENCE = 0.05
"""Seconds: how long a list waits for the replica to replay what the primary has."""
_STEP = 0.002
_LATE_PAUSE, _AWAY_PAUSE = 1.0, 5.0
# Whoever was told that something is kept, was told after it was written to the log (`synchronous_commit`).
_WRITTEN = "SELECT pg_current_wal_lsn()::text AS place"
_REPLAYED = "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn AS there"
_log = logging.getLogger(__name__)


class _Pause:
    """Until when this process does not ask the replica."""

    until = 0.0


def rows(text: str, params: sql.Params = ()) -> list[dict[str, Any]]:
    """As `sql.rows`, for queries of lists, read at the replica where there is one and it has all that the primary has."""
    if not settings().replica_url or connection.in_atomic_block:  # what a transaction has written is nowhere else
        return sql.rows(text, params)
    if time.monotonic() >= _Pause.until:
        wanted = sql.rows(_WRITTEN)[0]["place"]
        try:
            if _follows(wanted):
                found = sql.rows(text, params, REPLICA)
                READS.labels("replica").inc()
                return found
            _pause(_LATE_PAUSE, "late")
        except (OperationalError, InterfaceError) as fault:  # also a query that stood in the way of replaying
            connections[REPLICA].close()
            _pause(_AWAY_PAUSE, type(fault).__name__)
    READS.labels("primary").inc()
    return sql.rows(text, params)


def _follows(place: str) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while not sql.rows(_REPLAYED, (place,), REPLICA)[0]["there"]:
        if time.monotonic() > deadline:
            return False
        time.sleep(_STEP)
    return True


def _pause(seconds: float, why: str) -> None:
    _Pause.until = time.monotonic() + seconds
    _log.warning("lists are read at the primary", extra={"why": why})


def lateness() -> int | None:
    """Bytes of the log that the replica has not replayed; None when it is away, or is no replica of this database."""
    written = sql.rows(_WRITTEN)[0]["place"]
    ours = sql.rows(_SYSTEM)[0]["system"]
    try:
        found = sql.rows(_LATE, (written, ours), REPLICA)[0]["late"]
    except (OperationalError, InterfaceError):
        connections[REPLICA].close()
        return None
    return None if found is None else max(0, int(found))


_SYSTEM = "SELECT system_identifier::text AS system FROM pg_control_system()"
_LATE = """SELECT pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()) AS late FROM pg_control_system()
WHERE pg_is_in_recovery() AND system_identifier::text = %s
UNION ALL SELECT NULL LIMIT 1"""
