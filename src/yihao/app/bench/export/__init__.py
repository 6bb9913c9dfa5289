"""`bench export`: 100,000 orders to XLSX by a worker, beside the same rows by psycopg straight into a workbook."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from yihao.app.bench import cpu
from yihao.app.bench.export import bare
from yihao.app.bench.memory import peak_mb
from yihao.app.bench.stage import Ground, ground, process

ORDERS = 100_000
MOST_MB = 200
Say = Callable[[str], None]
_ASK = """
import django; django.setup()
from yihao.orders.exports import actions
from yihao.organisation import queries
from yihao.organisation.models import Account
doer = queries.viewer_of(Account.objects.get(username="dispatcher"))
wanted = actions.Asked("xlsx", "exchange", "statistics", "", {})
print(actions.ask(doer=doer, wanted=wanted))
"""


def measure(say: Say) -> dict[str, Any]:
    """`seconds`, CPU, `peak_mb` of the worker and `bare`; bounds: ≤ 200 MB, no order missing or twice."""
    with ground() as on:
        say(f"准备 {ORDERS:,} 件工单")
        for module in (["yihao.app.bench.prepare"], ["yihao.app.bench.export.fill", str(ORDERS)]):
            subprocess.run([sys.executable, "-m", *module], env=on.environment, check=True)
        ours = _export(on)
        say(_words("导出任务", ours) + f"；文件 {ours['file_mb']} MB，{ours['rows']:,} 行")
        minimum = _bare(on)
        say(_words("直接写文件", minimum))
    within = ours["peak_mb"] <= MOST_MB and ours["rows"] == ORDERS
    say(f"{'达标' if within else '未达标'}（上限 {MOST_MB} MB，一件不少）")
    return {"bench": "export", "orders": ORDERS, **ours, "bare": minimum, "within": within}


def _words(what: str, r: dict[str, Any]) -> str:
    return f"{what}：{r['seconds']} 秒，CPU {r['cpu_s']} 秒，数据库 {r['pg_cpu_s']} 秒，内存峰值 {r['peak_mb']} MB"


def _export(on: Ground) -> dict[str, Any]:
    with (
        process(["worker"], on.environment) as worker,
        psycopg.connect(on.database_url, autocommit=True, row_factory=dict_row) as connection,
    ):
        ask = subprocess.run(
            [sys.executable, "-c", _ASK], env=on.environment, check=True, capture_output=True, text=True
        )
        job_id = ask.stdout.strip()
        before, server = cpu.seconds(worker.pid), cpu.seconds(on.postgres_pid)
        while (job := _job(connection, job_id))["state"] in ("waiting", "running"):
            time.sleep(0.2)
        if job["state"] != "done":
            raise RuntimeError(job["error"])
        return {
            "seconds": round((job["ended_at"] - job["started_at"]).total_seconds(), 1),
            "cpu_s": round(cpu.seconds(worker.pid) - before, 1),
            "pg_cpu_s": round(cpu.seconds(on.postgres_pid) - server, 1),
            "peak_mb": peak_mb(worker.pid),
            "rows": job["rows"],
            "file_mb": round(job["size"] / 1e6, 1),
        }


def _job(connection: "psycopg.Connection[dict[str, Any]]", job_id: str) -> dict[str, Any]:
    found = connection.execute("SELECT * FROM job WHERE id = %s", (job_id,)).fetchone()
    assert found is not None
    return found


def _bare(on: Ground) -> dict[str, Any]:
    with psycopg.connect(on.database_url, autocommit=True) as connection:
        bare.prepare(connection)
    server, began = cpu.seconds(on.postgres_pid), time.monotonic()
    path = str(Path(on.folder) / "bare.xlsx")
    command = [sys.executable, "-m", "yihao.app.bench.export.bare", on.database_url, path]
    done = subprocess.run(command, env=on.environment, check=True, capture_output=True, text=True)
    peak, own = (float(part) for part in done.stdout.split())
    return {
        "seconds": round(time.monotonic() - began, 1),
        "cpu_s": round(own, 1),
        "pg_cpu_s": round(cpu.seconds(on.postgres_pid) - server, 1),
        "peak_mb": peak,
    }
