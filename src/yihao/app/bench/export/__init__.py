"""`bench export`: 100,000 of a million orders to XLSX by a worker, beside as many rows by psycopg straight into a workbook."""

import subprocess
import sys
import time
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg.rows import dict_row

from yihao.app.bench import cpu
from yihao.app.bench.export import bare
from yihao.app.bench.memory import peak_mb
from yihao.app.bench.people import names
from yihao.app.bench.stage import Ground, on, process
from yihao.app.bench.template import template

KEPT, ORDERS = 1_000_000, 100_000
MOST_MB = 200
Say = Callable[[str], None]
_ASK = """
import sys
import django; django.setup()
from yihao.orders.exports import actions
from yihao.organisation import queries
from yihao.organisation.models import Account
doer = queries.viewer_of(Account.objects.get(username=sys.argv[1]))
print(actions.ask(doer=doer, wanted=actions.Asked("xlsx", "exchange", "statistics", "", {"since": sys.argv[2]})))
"""
_SINCE = """
SELECT day, (SELECT count(*) FROM work_order WHERE submitted_at >= day::timestamp AT TIME ZONE timezone) FROM
  (SELECT (submitted_at AT TIME ZONE r.timezone)::date AS day, r.timezone FROM work_order o
   JOIN region r ON r.code = o.region ORDER BY o.id DESC OFFSET %s LIMIT 1) last
"""
"""The day of the order that many back, and how many there are since then."""


def measure(say: Say) -> dict[str, Any]:
    """`seconds`, CPU, `peak_mb` of the worker and `bare`; bounds: ≤ 200 MB, no order missing or twice."""
    with on(template(KEPT, say)) as here:
        since, orders = _span(here)
        say(f"导出 {since} 以来的 {orders:,} 件工单")
        ours = _export(here, since)
        say(_words("导出任务", ours) + f"；文件 {ours['file_mb']} MB，{ours['rows']:,} 行")
        minimum = _bare(here, orders)
        say(_words("直接写文件", minimum))
    within = ours["peak_mb"] <= MOST_MB and ours["rows"] == orders
    say(f"{'达标' if within else '未达标'}（上限 {MOST_MB} MB，一件不少）")
    return {"bench": "export", "orders": orders, **ours, "bare": minimum, "within": within}


def _span(here: Ground) -> tuple[str, int]:
    with psycopg.connect(here.database_url) as connection:
        found = connection.execute(_SINCE, (ORDERS - 1,)).fetchone()
    assert found is not None
    return found[0].isoformat(), found[1]


def _words(what: str, r: dict[str, Any]) -> str:
    return f"{what}：{r['seconds']} 秒，CPU {r['cpu_s']} 秒，数据库 {r['pg_cpu_s']} 秒，内存峰值 {r['peak_mb']} MB"


def _export(here: Ground, since: str) -> dict[str, Any]:
    with (
        process(["worker"], here.environment) as worker,
        psycopg.connect(here.database_url, autocommit=True, row_factory=dict_row) as connection,
    ):
        command = [sys.executable, "-c", _ASK, names(here.database_url).dispatchers[0], since]
        ask = subprocess.run(command, env=here.environment, check=True, capture_output=True, text=True)
        job_id = ask.stdout.strip()
        before, server = cpu.seconds(worker.pid), cpu.seconds(here.postgres_pid)
        while (job := _job(connection, job_id))["state"] in ("waiting", "running"):
            time.sleep(0.2)
        if job["state"] != "done":
            raise RuntimeError(job["error"])
        return {
            "seconds": round((job["ended_at"] - job["started_at"]).total_seconds(), 1),
            "cpu_s": round(cpu.seconds(worker.pid) - before, 1),
            "pg_cpu_s": round(cpu.seconds(here.postgres_pid) - server, 1),
            "peak_mb": peak_mb(worker.pid),
            "rows": job["rows"],
            "file_mb": round(job["size"] / 1e6, 1),
        }


def _job(connection: "psycopg.Connection[dict[str, Any]]", job_id: str) -> dict[str, Any]:
    found = connection.execute("SELECT * FROM job WHERE id = %s", (job_id,)).fetchone()
    assert found is not None
    return found


def _bare(here: Ground, orders: int) -> dict[str, Any]:
    with TemporaryDirectory() as folder, bare.prepared(here.database_url, orders):
        server, began = cpu.seconds(here.postgres_pid), time.monotonic()
        command = [sys.executable, "-m", "yihao.app.bench.export.bare", here.database_url, f"{folder}/bare.xlsx"]
        done = subprocess.run(command, env=here.environment, check=True, capture_output=True, text=True)
    peak, own = (float(part) for part in done.stdout.split())
    return {
        "seconds": round(time.monotonic() - began, 1),
        "cpu_s": round(own, 1),
        "pg_cpu_s": round(cpu.seconds(here.postgres_pid) - server, 1),
        "peak_mb": peak,
    }
