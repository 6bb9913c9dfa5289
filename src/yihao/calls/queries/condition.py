"""The line in figures, for the operators: live calls, seats, and who is in charge of each engine. No person, no number."""

from datetime import datetime

from yihao.calls.values.engine import LOCK
from yihao.kernel import sql

_CALLS = """
SELECT count(*) FILTER (WHERE phase IN ('queued', 'offered')) AS waiting,
  count(*) FILTER (WHERE phase NOT IN ('queued', 'offered')) AS other,
  min(entered_at) FILTER (WHERE phase IN ('queued', 'offered')) AS oldest
FROM call WHERE closed_at IS NULL
"""
_IN_CHARGE = """
SELECT b.engine, EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (l.classid::bigint << 32 | l.objid::bigint) = hashtext(%s || b.engine)::bigint) AS held FROM switchboard b
"""


def live_calls() -> tuple[dict[str, int], datetime | None]:
    """How many calls wait and how many are elsewhere on their way; since when the first one waits."""
    found = sql.rows(_CALLS)[0]
    oldest = found.pop("oldest")
    return found, oldest


def seats() -> dict[str, int]:
    """Seats signed on, by state."""
    found = sql.rows("SELECT state, count(*) AS n FROM seat WHERE signed_off IS NULL GROUP BY state")
    return {r["state"]: r["n"] for r in found}


def in_charge() -> dict[str, bool]:
    """By engine that ever had a switchboard: whether one holds its lock now."""
    return {r["engine"]: bool(r["held"]) for r in sql.rows(_IN_CHARGE, (LOCK,))}
