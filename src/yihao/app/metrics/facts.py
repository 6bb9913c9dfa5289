"""What is true of the whole installation, read at the moment of asking. Ids, names and numbers of people never come here."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cryptography import x509

from yihao.calls.queries import condition
from yihao.catalogue import queries as catalogue
from yihao.kernel import clock, head, partitions, replica, schema, sql
from yihao.kernel.backup.make import last_made_at
from yihao.kernel.postgres.place import where
from yihao.kernel.settings import settings
from yihao.organisation import queries as organisation


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure, as Prometheus and `yihao status` get it."""

    name: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


MEANINGS = {
    "yihao_database_up": "1 while the database answers",
    "yihao_build": "Version of the code, and the newest migration the database has had; always 1",
    "yihao_schema_behind": "Migrations of this code that the database has not had",
    "yihao_schema_ahead": "Migrations that the database has had and this code does not know",
    "yihao_sequencer_lag_events": "Committed events without a place in the feed",
    "yihao_sequencer_lag_seconds": "Age of the oldest of them",
    "yihao_ledger_stopped": "1 while the ledger does not fit its head outside the database and nothing is numbered",
    "yihao_ticker_late_seconds": "How long the oldest clock has been due and is not ticked",
    "yihao_jobs": "Jobs of the queue by state (waiting: due and not begun; failed: in the last day)",
    "yihao_jobs_oldest_seconds": "How long the oldest waiting job has been due",
    "yihao_long_work": "Long work that people asked for (exports), by state",
    "yihao_messages": "Messages to people outside, by state",
    "yihao_messages_oldest_seconds": "Age of the oldest message that waits",
    "yihao_calls": "Live calls by phase",
    "yihao_calls_longest_wait_seconds": "How long the first in the queue has waited",
    "yihao_seats": "Seats signed on, by state",
    "yihao_switchboard_in_charge": "1 while a switchboard holds the engine's lock",
    "yihao_disk_free_bytes": "Room left where this is kept",
    "yihao_disk_bytes": "Size of the file system where this is kept",
    "yihao_database_bytes": "Size of the database",
    "yihao_database_connections": "Connections to the server",
    "yihao_database_connections_most": "How many the server allows",
    "yihao_database_longest_transaction_seconds": "Age of the oldest open transaction of our account",
    "yihao_replica_up": "1 while the replica answers and is one of this database (only where there is one)",
    "yihao_replica_late_bytes": "What of the primary's log it has not replayed",
    "yihao_partitions_missing": "Monthly partitions of this month and the next that are not there",
    "yihao_holidays_known_days": "Days until the first year whose holidays are not in the calendar",
    "yihao_backup_age_seconds": "Since the last whole backup, or since the ledger began if there is none (no demonstration)",
    "yihao_certificate_days": "Days until the trunk's certificate ends",
}


def all_facts() -> Iterator[Fact]:
    """Every figure of the installation. Raises OperationalError while the database is away."""
    now = clock.now()
    for read in (_schema, _ledger, _jobs, _messages, _calls, _database, _replica, _partitions, _backup, _holidays):
        yield from read(now)
    yield from outside(now)


def outside(now: datetime) -> Iterator[Fact]:
    """What can be said without the database."""
    yield from _disks()
    yield from _certificate(now)


def _schema(now: datetime) -> Iterator[Fact]:
    age = schema.age()
    yield Fact("yihao_build", 1, {"version": version("yihao"), "schema": schema.newest()})
    yield Fact("yihao_schema_behind", len(age.behind))
    yield Fact("yihao_schema_ahead", len(age.ahead))


def _ledger(now: datetime) -> Iterator[Fact]:
    pending = _row("SELECT count(*) AS n, min(recorded_at) AS oldest FROM event_pending")
    yield Fact("yihao_sequencer_lag_events", pending["n"])
    yield Fact("yihao_sequencer_lag_seconds", _since(pending["oldest"], now))
    yield Fact("yihao_ledger_stopped", head.standing() is not None)
    due = _row("SELECT min(next_at) AS oldest FROM clock WHERE stopped_at IS NULL AND next_at <= %s", now)
    yield Fact("yihao_ticker_late_seconds", _since(due["oldest"], now))


_JOBS = """
SELECT count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)) AS waiting,
  count(*) FILTER (WHERE status = 'doing') AS running,
  count(*) FILTER (WHERE status = 'failed' AND EXISTS
    (SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'failed' AND e.at > %s)) AS failed
FROM procrastinate_jobs j
"""
_OLDEST_JOB = """
SELECT min(coalesce(j.scheduled_at, e.at)) AS oldest FROM procrastinate_jobs j
JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= %s)
"""


def _jobs(now: datetime) -> Iterator[Fact]:
    yield from _each("yihao_jobs", "state", _row(_JOBS, now, now - timedelta(days=1)))
    for r in sql.rows("SELECT state, count(*) AS n FROM job GROUP BY state"):
        yield Fact("yihao_long_work", r["n"], {"state": r["state"]})
    yield Fact("yihao_jobs_oldest_seconds", _since(_row(_OLDEST_JOB, now)["oldest"], now))


def _messages(now: datetime) -> Iterator[Fact]:
    waiting = _row("SELECT count(*) AS n, min(created_at) AS oldest FROM message WHERE state = 'waiting'")
    yield Fact("yihao_messages", waiting["n"], {"state": "waiting"})
    yield Fact("yihao_messages_oldest_seconds", _since(waiting["oldest"], now))


def _calls(now: datetime) -> Iterator[Fact]:
    phases, oldest = condition.live_calls()
    yield from _each("yihao_calls", "phase", phases)
    yield Fact("yihao_calls_longest_wait_seconds", _since(oldest, now))
    yield from _each("yihao_seats", "state", condition.seats())
    yield from _each("yihao_switchboard_in_charge", "engine", condition.in_charge())


_SERVER = """
SELECT pg_database_size(current_database()) AS bytes, (SELECT count(*) FROM pg_stat_activity) AS connections,
  current_setting('max_connections')::int AS most,
  (SELECT min(xact_start) FROM pg_stat_activity WHERE usename = current_user) AS oldest
"""


def _database(now: datetime) -> Iterator[Fact]:
    found = _row(_SERVER)
    yield Fact("yihao_database_bytes", found["bytes"])
    yield Fact("yihao_database_connections", found["connections"])
    yield Fact("yihao_database_connections_most", found["most"])
    yield Fact("yihao_database_longest_transaction_seconds", _since(found["oldest"], now))


def _replica(now: datetime) -> Iterator[Fact]:
    if settings().replica_url:
        late = replica.lateness()
        yield Fact("yihao_replica_up", late is not None)
        if late is not None:
            yield Fact("yihao_replica_late_bytes", late)


def _partitions(now: datetime) -> Iterator[Fact]:
    yield Fact("yihao_partitions_missing", len(partitions.missing(now)))


def _backup(now: datetime) -> Iterator[Fact]:
    if not settings().demonstration:
        last = last_made_at() or _row("SELECT min(recorded_at) AS at FROM event")["at"]
        yield Fact("yihao_backup_age_seconds", _since(last, now))


def _holidays(now: datetime) -> Iterator[Fact]:
    for region in organisation.regions():
        zone = organisation.zone_of(region)
        known = catalogue.calendar(region, catalogue.versions(region, now)).known_years
        today = now.astimezone(zone).date()
        year = today.year
        while year in known:
            year += 1
        yield Fact("yihao_holidays_known_days", (date(year, 1, 1) - today).days, {"region": region})


def _disks() -> Iterator[Fact]:
    s = settings()
    places = {"data": s.data, "files": s.files_folder, "calls": s.data / "engine" / s.engine_name}
    if (s.data / "postgres").exists():
        places["database"] = where(s.data / "postgres")
    for name, folder in places.items():
        room = shutil.disk_usage(_there(folder))
        yield Fact("yihao_disk_free_bytes", room.free, {"place": name})
        yield Fact("yihao_disk_bytes", room.total, {"place": name})


def _certificate(now: datetime) -> Iterator[Fact]:
    if settings().sip_certificate:
        body = Path(settings().sip_certificate).read_bytes()
        ends = x509.load_pem_x509_certificate(body).not_valid_after_utc
        yield Fact("yihao_certificate_days", (ends - now.astimezone(UTC)).days)


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return folder if folder.exists() else _there(folder.parent)


def _each(name: str, label: str, row: Mapping[str, float]) -> Iterator[Fact]:
    yield from (Fact(name, n, {label: key}) for key, n in row.items())


def _row(text: str, *params: object) -> dict[str, Any]:
    return sql.rows(text, params)[0]


def _since(at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds()) if at else 0.0
