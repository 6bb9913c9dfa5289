"""A worker is killed with -9 while it takes orders out: another goes on, each order once, none missing."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.orders.builders import COMMITTED, City, submitted
from tests.orders.exports.ground import ask, body, job, read_csv
from yihao.kernel.settings import settings
from yihao.kernel.work import actions, run, spool
from yihao.kernel.work.values import LOST
from yihao.orders.exports import jobs

pytestmark = COMMITTED
_ROOT = Path(__file__).parents[3]
_WORKER = """
import sys, time, uuid, django
from datetime import datetime
django.setup()
from yihao.kernel.clock import clock_at
from yihao.kernel.work import run
from yihao.orders.exports import columns, jobs
jobs.PART = 2
read, seen = columns.Page.cells, []
def cells(page, chosen, ids):
    seen.append(ids)
    print(len(seen), flush=True)
    time.sleep(60 if len(seen) == 3 else 0)
    return read(page, chosen, ids)
columns.Page.cells = cells
with clock_at(datetime.fromisoformat(sys.argv[2])):
    run.work_on(uuid.UUID(sys.argv[1]))
"""


def test_each_order_once(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PART", 2)
    numbers = [submitted(city, phone=f"1390000000{n}").row["number"] for n in range(9)]
    job_id = ask(city.dispatcher)
    with _worker(str(job_id), city.hands.now.isoformat()) as first:
        assert first.stdout is not None
        assert [first.stdout.readline().strip() for _ in range(3)] == ["1", "2", "3"]
        first.send_signal(signal.SIGKILL)
    assert job(job_id)["state"] == "running" and job(job_id)["done"] == 4
    city.hands.to(city.hands.now + LOST + timedelta(seconds=1))
    assert actions.take_up_lost() == 1
    run.work_on(job_id)
    found = [r["工单编号"].strip() for r in read_csv(body(city.dispatcher, job_id))]
    assert sorted(found) == sorted(numbers)
    left = [path.name for path in (settings().files_folder / "jobs" / job_id.hex).iterdir()]
    assert left == [spool.piece(job(job_id)["run"], 0)], "the parts are gone, the file stands"


def _worker(*arguments: str) -> "subprocess.Popen[str]":
    """A process of its own on this test's database."""
    server, mark, rest = os.environ["DATABASE_URL"].partition("?")
    url = f"{server.rpartition('/')[0]}/{connection.settings_dict['NAME']}{mark}{rest}"
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(_ROOT / "src")}
    return subprocess.Popen(
        [sys.executable, "-c", _WORKER, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
