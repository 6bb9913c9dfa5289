"""What an administrator sees of the queue of jobs itself: what runs by the clock, when it last did, what failed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from procrastinate.contrib.django import app

from yihao.kernel import clock, sql

_GONE = timedelta(seconds=30)
_KEEP = timedelta(days=30)

T = TypeVar("T", bound=Callable[..., object])
TASK_NAMES: dict[str, str] = {}
"""Names on the screen by the task's full name."""


def named(words: str) -> Callable[[T], T]:
    """Decorate a task's function (below `app.task`): its name on the page of jobs."""

    def keep(function: T) -> T:
        TASK_NAMES[f"{function.__module__}.{function.__qualname__}"] = words
        return function

    return keep


def by_the_clock() -> list[dict[str, Any]]:
    """Every task that comes by the clock: its name, when it was last due, whether it runs, how often it failed lately."""
    tasks = sorted({name for name, _ in app.periodic_registry.periodic_tasks})
    found = sql.rows(
        "SELECT t.name AS task_name,"
        " (SELECT to_timestamp(max(d.defer_timestamp)) FROM procrastinate_periodic_defers d WHERE d.task_name = t.name) AS last,"
        " EXISTS (SELECT FROM procrastinate_jobs j WHERE j.task_name = t.name AND j.status = 'doing') AS doing,"
        " f.failed, f.failed_at FROM unnest(%s::text[]) t(name) CROSS JOIN LATERAL"
        " (SELECT count(DISTINCT j.id) AS failed, max(e.at) AS failed_at FROM procrastinate_jobs j"
        "   JOIN procrastinate_events e ON e.job_id = j.id WHERE j.task_name = t.name AND j.status = 'failed') f",
        (tasks,),
    )
    return [{**r, "name": TASK_NAMES[r["task_name"]]} for r in found]


def failed_messages(region: str, limit: int = 50) -> list[dict[str, Any]]:
    """Messages that were given up, newest first: occasion, when, how often, the last reason; never to whom nor what."""
    return sql.rows(
        "SELECT m.id, m.template, m.channel, m.created_at, m.attempts, t.at AS failed_at, t.detail FROM message m"
        " LEFT JOIN LATERAL (SELECT at, detail FROM message_attempt a WHERE a.message_id = m.id ORDER BY number DESC LIMIT 1) t ON true"
        " WHERE m.region = %s AND m.state = 'failed' ORDER BY m.created_at DESC LIMIT %s",
        (region, limit),
    )


def give_up_orphans(own: str) -> int:
    """Mark as failed what a worker was doing that is gone; how many. What comes by the clock comes again by itself, and
    long work (`own`) goes on by its own row, so that its entry is simply removed."""
    with transaction.atomic():
        found = sql.rows(
            "SELECT j.id, j.task_name FROM procrastinate_jobs j WHERE j.status = 'doing' AND NOT EXISTS (SELECT FROM"
            " procrastinate_workers w WHERE w.id = j.worker_id AND w.last_heartbeat >= %s) FOR UPDATE SKIP LOCKED",
            (clock.now() - _GONE,),
        )
        for r in found:
            sql.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', %s)", (r["id"], r["task_name"] == own))
    return len(found)


def forget_old() -> int:
    """Forget failures older than a month; how many."""
    return sql.execute(
        "DELETE FROM procrastinate_jobs j WHERE j.status = 'failed'"
        " AND (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) < %s",
        (clock.now() - _KEEP,),
    )
