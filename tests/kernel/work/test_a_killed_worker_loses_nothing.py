"""A worker process is killed with -9 in the middle of long work: another goes on, nothing twice, nothing missing."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.kernel.work.ground import ask, count
from yihao.kernel import clock, sql
from yihao.kernel.clock import clock_at
from yihao.kernel.work import actions, run, spool
from yihao.kernel.work.values import LOST

_ROOT = Path(__file__).parents[3]


@pytest.mark.django_db(transaction=True)
def test_another_goes_on() -> None:
    job = ask()
    with _worker(str(job)) as first:
        assert first.stdout is not None
        assert [first.stdout.readline().strip() for _ in range(3)] == ["1", "2", "3"]
        first.send_signal(signal.SIGKILL)
    began: list[int] = []
    count(began.append)
    with clock_at(clock.now() + LOST + timedelta(seconds=1)):
        assert actions.take_up_lost() == 1
        run.work_on(job)
    done = sql.row("SELECT state, run, attempts FROM job WHERE id = %s", (job,))
    assert done is not None and (done["state"], done["attempts"]) == ("done", 2)
    assert began == [4, 5, 6]
    assert spool.get(job, spool.piece(done["run"], 0)) == b"[0][1][2][3][4][5]"


def _worker(job: str) -> "subprocess.Popen[str]":
    """A process of its own on this test's database."""
    given = connection.settings_dict
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{given['NAME']}"
    if "?" in os.environ["DATABASE_URL"]:
        url += "?" + os.environ["DATABASE_URL"].split("?", 1)[1]
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}"}
    work = (
        "import sys, django; django.setup(); from tests.kernel.work.ground import slow_worker; slow_worker(sys.argv[1])"
    )
    command = [sys.executable, "-c", work, job]
    return subprocess.Popen(command, env=environment, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
