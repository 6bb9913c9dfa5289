"""Writes of long work: ask, begin, keep, end, give up, go on. Who may do it is for the rooms above to say."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from yihao.kernel import clock, ledger, sql
from yihao.kernel.crypto import seal, sm3
from yihao.kernel.ids import new_id
from yihao.kernel.models import Job
from yihao.kernel.problems import NotFound, WrongState
from yihao.kernel.values import Actor, Subject, Via
from yihao.kernel.work import spool
from yihao.kernel.work.values import (
    LOST,
    MOST_ATTEMPTS,
    OPEN,
    JobAgain,
    JobAsked,
    JobCancelled,
    JobFailed,
    JobFileRemoved,
    JobFinished,
    JobState,
    Outcome,
)

QUEUE = "long"
TASK = "yihao.kernel.jobs.work_on"
WAKE = "yihao_jobs"
"""Wakes whoever shows progress; it carries nothing."""
KEEP_UNFINISHED = timedelta(days=3)
"""How long the parts of a job that failed wait for somebody to go on with it."""


@transaction.atomic
def ask(*, by: Actor, kind: str, asked: dict[str, Any], purpose: str, file_name: str, media: str) -> UUID:
    """Write the job down and put it into the queue, both in this transaction; its id. `asked` is sealed."""
    if by.account_id is None:
        raise ValueError("long work is a person's")
    key, body = new_id(), json.dumps(asked, ensure_ascii=False, sort_keys=True)
    sql.insert(
        Job,
        id=key,
        region=by.region,
        kind=kind,
        account_id=by.account_id,
        unit_id=by.unit_id,
        state=JobState.WAITING.value,
        asked=seal(body, "job.asked", key),
        file_name=file_name,
        media=media,
        done=0,
        made="{}",
        attempts=0,
        error="",
        created_at=clock.now(),
        pieces=0,
        size=0,
        digest="",
    )
    said = JobAsked(by.account_id, kind, purpose, sm3(body.encode()))
    ledger.write(ledger.Entry(said, Subject("job", key), by, clock.now()))
    _queue(key)
    return key


def begin(job_id: UUID) -> dict[str, Any] | None:
    """Take the job for a new try; its row, or None when it is nobody's to take (done, given up, or another has it)."""
    now, run = clock.now(), new_id()
    mine = sql.execute(
        "UPDATE job SET state = 'running', run = %s, alive_at = %s, attempts = attempts + 1,"
        " started_at = COALESCE(started_at, %s) WHERE id = %s AND attempts < %s"
        " AND (state = 'waiting' OR state = 'running' AND alive_at < %s)",
        (run, now, now, job_id, MOST_ATTEMPTS, now - LOST),
    )
    return sql.row("SELECT * FROM job WHERE id = %s", (job_id,)) if mine else None


def keep(*, job_id: UUID, run: UUID, done: int, total: int | None, made: dict[str, Any] | None = None) -> bool:
    """Write down how far the work is; False when it is no longer this try's (given up, or taken by another)."""
    with transaction.atomic():
        mine = sql.execute(
            "UPDATE job SET alive_at = %s, done = %s, total = %s, made = COALESCE(%s::jsonb, made)"
            " WHERE id = %s AND run = %s AND state = 'running'",
            (clock.now(), done, total, json.dumps(made) if made is not None else None, job_id, run),
        )
        sql.execute(f"NOTIFY {WAKE}")
    return bool(mine)


@transaction.atomic
def put_back(*, job_id: UUID, run: UUID) -> None:
    """Give the job back, for another worker to go on: this one is to end. It does not count as a try."""
    mine = sql.execute(
        "UPDATE job SET state = 'waiting', run = NULL, attempts = attempts - 1 WHERE id = %s AND run = %s AND state = 'running'",
        (job_id, run),
    )
    if mine:
        _queue(job_id)


@transaction.atomic
def finish(*, job_id: UUID, run: UUID, outcome: Outcome) -> bool:
    """The work is done; False when it is no longer this try's."""
    now = clock.now()
    mine = sql.execute(
        "UPDATE job SET state = 'done', ended_at = %s, done = COALESCE(total, done), made = '{}', rows = %s, pieces = %s,"
        " size = %s, digest = %s, keep_until = %s, error = '' WHERE id = %s AND run = %s AND state = 'running'",
        (now, outcome.rows, outcome.pieces, outcome.size, outcome.digest, now + outcome.keep, job_id, run),
    )
    if mine:
        row = _row(job_id)
        said = JobFinished(row["account_id"], row["kind"], outcome.rows, outcome.size, outcome.digest)
        _note(said, row, Actor(row["region"], Via.SYSTEM))
    return bool(mine)


@transaction.atomic
def fail(*, job_id: UUID, code: str, words: str, run: UUID | None = None) -> None:
    """The work can't go on; `words` tell the person why and what to do. With `run`: only if it is still that try's.

    What is made so far is kept for a while, so that it can be gone on with.
    """
    now = clock.now()
    mine = sql.execute(
        "UPDATE job SET state = 'failed', ended_at = %s, error = %s, keep_until = %s"
        " WHERE id = %s AND state IN ('waiting', 'running') AND (%s::uuid IS NULL OR run = %s)",
        (now, words[:200], now + KEEP_UNFINISHED, job_id, run, run),
    )
    if mine:
        row = _row(job_id)
        _note(JobFailed(row["account_id"], row["kind"], code), row, Actor(row["region"], Via.SYSTEM))


@transaction.atomic
def cancel(*, by: Actor, job_id: UUID) -> None:
    """Give the work up. A worker that is at it learns it at its next part. Raises NotFound, WrongState."""
    row = _row(job_id)
    if row["state"] not in OPEN:
        raise WrongState(title="任务已经结束，不能取消")
    now = clock.now()
    sql.execute(
        "UPDATE job SET state = 'cancelled', ended_at = %s, keep_until = %s, run = NULL WHERE id = %s",
        (now, now, job_id),
    )
    _note(JobCancelled(row["account_id"], row["kind"]), row, by)
    transaction.on_commit(lambda: spool.remove(job_id))


@transaction.atomic
def again(*, by: Actor, job_id: UUID) -> None:
    """Go on with a job that failed, from what is written. Raises NotFound, WrongState."""
    row = _row(job_id)
    if row["state"] != JobState.FAILED or row["removed_at"] is not None:
        raise WrongState(title="只有未完成的任务可以重试", detail="已经做好的部分过期后会删除，请重新提交。")
    sql.execute(
        "UPDATE job SET state = 'waiting', run = NULL, attempts = 0, error = '', ended_at = NULL, keep_until = NULL WHERE id = %s",
        (job_id,),
    )
    _note(JobAgain(row["account_id"], row["kind"]), row, by)
    _queue(job_id)


def take_up_lost() -> int:
    """Put the jobs whose worker has not been heard of back into the queue; how many. Any worker may do it at any time."""
    before = clock.now() - LOST
    found = sql.rows("SELECT id, attempts FROM job WHERE state = 'running' AND alive_at < %s", (before,))
    for lost in found:
        if lost["attempts"] >= MOST_ATTEMPTS:
            words = "任务多次中断，已停止。请缩小范围后重试，或联系系统管理员。"
            fail(job_id=lost["id"], code="interrupted", words=words)
            continue
        with transaction.atomic():
            mine = sql.execute(
                "UPDATE job SET state = 'waiting', run = NULL WHERE id = %s AND state = 'running' AND alive_at < %s",
                (lost["id"], before),
            )
            if mine:
                _queue(lost["id"])
    return len(found)


def remove_due(limit: int = 200) -> int:
    """Remove the files and parts whose time is over; how many jobs. The row stays: that there was one, and its digest."""
    due = sql.rows(
        "SELECT * FROM job WHERE keep_until < %s AND removed_at IS NULL ORDER BY keep_until LIMIT %s",
        (clock.now(), limit),
    )
    for row in due:
        spool.remove(row["id"])  # before the row says so: what is said to be gone is gone
        with transaction.atomic():
            mine = sql.execute(
                "UPDATE job SET removed_at = %s WHERE id = %s AND removed_at IS NULL", (clock.now(), row["id"])
            )
            if mine and row["state"] == JobState.DONE:
                _note(JobFileRemoved(row["account_id"], row["kind"]), row, Actor(row["region"], Via.SYSTEM))
    return len(due)


def _queue(job_id: UUID) -> None:
    app.configure_task(TASK, queue=QUEUE).defer(job_id=str(job_id))


def _row(job_id: UUID) -> dict[str, Any]:
    row = sql.row("SELECT * FROM job WHERE id = %s FOR UPDATE", (job_id,))
    if row is None:
        raise NotFound(title="没有这个任务")
    return row


def _note(said: ledger.Payload, row: dict[str, Any], by: Actor) -> None:
    ledger.write(ledger.Entry(said, Subject("job", row["id"]), by, clock.now()))
