"""Long work: asked for in a transaction, done once, its file kept for a time; what was asked is sealed."""

import errno
import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError

from tests.kernel.work.ground import PARTS, ask, count
from yihao.kernel import clock, sql
from yihao.kernel.clock import clock_at
from yihao.kernel.problems import Invalid, WrongState
from yihao.kernel.values import Actor, Via
from yihao.kernel.work import actions, run, spool
from yihao.kernel.work.values import LOST, MOST_ATTEMPTS

pytestmark = pytest.mark.django_db
SYSTEM = Actor("360400", Via.SYSTEM)


def row(job_id: UUID) -> dict[str, Any]:
    found = sql.row("SELECT * FROM job WHERE id = %s", (job_id,))
    assert found is not None
    return found


def kinds(job_id: UUID) -> list[str]:
    return [e["kind"] for e in sql.rows("SELECT kind FROM event WHERE subject_id = %s ORDER BY id", (job_id,))]


def queued(job_id: UUID) -> int:
    found = sql.row("SELECT count(*) AS n FROM procrastinate_jobs WHERE args ->> 'job_id' = %s", (str(job_id),))
    assert found is not None
    return int(found["n"])


def test_it_is_asked_done_and_told() -> None:
    job = ask()
    assert (row(job)["state"], queued(job)) == ("waiting", 1)
    run.work_on(job)
    done = row(job)
    assert (done["state"], done["rows"], done["done"]) == ("done", PARTS, PARTS)
    assert spool.get(job, spool.piece(done["run"], 0)) == b"[0][1][2][3][4][5]"
    assert kinds(job) == ["job.asked", "job.finished"]


def test_what_was_asked_is_readable_nowhere() -> None:
    job = ask(secret="李四光 13912345678")
    told = sql.row("SELECT job::text AS t FROM job WHERE id = %s", (job,))
    events = sql.row("SELECT string_agg(payload::text, '') AS t FROM event WHERE subject_id = %s", (job,))
    waiting = sql.row("SELECT string_agg(args::text, '') AS t FROM procrastinate_jobs")
    for found in (told, events, waiting):
        assert found is not None and "李四光" not in found["t"] and "13912345678" not in found["t"]


def test_a_second_worker_leaves_it_alone() -> None:
    job = ask()
    assert actions.begin(job) is not None
    assert actions.begin(job) is None
    run.work_on(job)
    assert row(job)["state"] == "running"


def test_a_worker_that_was_thought_lost_writes_nothing_more() -> None:
    job = ask()
    first = actions.begin(job)
    assert first is not None
    with clock_at(clock.now() + LOST + timedelta(seconds=1)):
        assert actions.take_up_lost() == 1
        run.work_on(job)
        assert not actions.keep(job_id=job, run=first["run"], done=1, total=PARTS, made={"parts": []})
    assert row(job)["state"] == "done"


def test_the_next_one_goes_on_where_the_last_one_stood() -> None:
    def lose(part: int) -> None:
        if part == 4:
            raise DatabaseError("away")

    count(lose)
    job = ask()
    with pytest.raises(DatabaseError):
        run.work_on(job)
    assert row(job)["state"] == "running"
    began: list[int] = []
    count(began.append)
    with clock_at(clock.now() + LOST + timedelta(seconds=1)):
        actions.take_up_lost()
        run.work_on(job)
    assert began == [5, 6]
    assert row(job)["state"] == "done"


def test_work_that_ends_its_worker_each_time_is_given_up() -> None:
    job, at = ask(), clock.now()
    for _ in range(MOST_ATTEMPTS):
        with clock_at(at):
            assert actions.begin(job) is not None
        at += LOST + timedelta(seconds=1)
        with clock_at(at):
            actions.take_up_lost()
    assert (row(job)["state"], kinds(job)[-1]) == ("failed", "job.failed")
    assert "多次中断" in row(job)["error"]


def test_a_worker_that_is_to_end_gives_it_back() -> None:
    count(lambda part: run.leaving.set() if part == 2 else None)
    job = ask()
    run.work_on(job)
    back = row(job)
    assert (back["state"], back["attempts"], queued(job)) == ("waiting", 0, 2)
    run.leaving.clear()
    run.work_on(job)
    assert row(job)["state"] == "done"


def test_given_up_it_leaves_nothing(django_capture_on_commit_callbacks: Any) -> None:
    def give_up(part: int) -> None:
        if part == 2:
            actions.cancel(by=SYSTEM, job_id=job)

    count(give_up)
    job = ask()
    run.work_on(job)
    assert (row(job)["state"], kinds(job)[-1]) == ("cancelled", "job.cancelled")
    assert not os.path.exists(os.path.join(os.environ["YIHAO_DATA"], "files", "jobs", job.hex))
    with pytest.raises(WrongState):
        actions.cancel(by=SYSTEM, job_id=job)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "full"), "存储空间不足"),
        (OSError(errno.EIO, "broken"), "检查存储"),
        (Invalid(title="岗位有变动"), "岗位有变动"),
        (ZeroDivisionError(), "系统出了差错"),
    ],
)
def test_a_fault_is_told_in_words_and_can_be_gone_on_with(fault: Exception, words: str) -> None:
    def break_off(part: int) -> None:
        if part == 3:
            raise fault

    count(break_off)
    job = ask()
    run.work_on(job)
    failed = row(job)
    assert failed["state"] == "failed" and words in failed["error"]
    began: list[int] = []
    count(began.append)
    actions.again(by=SYSTEM, job_id=job)
    run.work_on(job)
    assert (row(job)["state"], began) == ("done", [4, 5, 6])
    assert kinds(job) == ["job.asked", "job.failed", "job.again", "job.finished"]


def test_the_file_is_removed_when_its_time_is_over() -> None:
    job = ask()
    run.work_on(job)
    assert actions.remove_due() == 0
    with clock_at(clock.now() + timedelta(days=1, seconds=1)):
        assert actions.remove_due() == 1
        assert actions.remove_due() == 0
    with pytest.raises(FileNotFoundError):
        spool.get(job, spool.piece(row(job)["run"], 0))
    assert kinds(job)[-1] == "job.file_removed"
