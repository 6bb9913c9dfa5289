"""`bench lifecycle`: whole orders over HTTP on two web processes, from submission to the closed end; then a spike."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import uvloop

from yihao.app.bench import cpu
from yihao.app.bench.client import Web
from yihao.app.bench.lifecycle import bare, counted
from yihao.app.bench.lifecycle.course import Score, arriving, gather, steadily
from yihao.app.bench.people import names
from yihao.app.bench.stage import Stage, on, staged
from yihao.app.bench.template import template

GROUND = 1_000_000
ORDERS, AT_ONCE, WARM_UP = 600, 16, 40
SPIKE, SPIKE_SECONDS = (1, 15, 1, 25, 2, 35, 10), 10.0
LEAST_RATE = 15.0
Say = Callable[[str], None]


def measure(say: Say) -> dict[str, Any]:
    """`orders, rate, errors, cpu_ms_per_order, spike`; bounds: ≥ 15 whole orders a second, no error, no order lost."""
    with on(template(GROUND, say)) as ground:
        behind = counted.last_position(ground)
        with staged(ground, webs=2) as stage:
            result = uvloop.run(_play(stage, say))
            result["lost"] = counted.lost(stage, result.pop("scores"), say)
            result["bare"] = bare.measure(stage, result["orders"])
            say(
                f"同样的数据行直接写库：每件 {result['bare']['cpu_ms']:.2f} 毫秒 CPU（{result['bare']['statements']} 条语句）"
            )
        result["ledger"] = counted.verified(ground, behind, say)
    result["within"] = (
        result["rate"] >= LEAST_RATE
        and not result["errors"] + result["spike"]["errors"] + result["lost"]
        and result["ledger"]
    )
    return {"bench": "lifecycle", **result}


async def _play(stage: Stage, say: Say) -> dict[str, Any]:
    webs = [Web(port) for port in stage.ports]
    city = await gather(webs, names(stage.database_url))
    say(f"{len(city.people)} 人登录，预热")
    await steadily(city, warm := Score(), WARM_UP, 8)
    steady = Score()
    before, began = _cpu(stage), time.monotonic()
    await steadily(city, steady, ORDERS, AT_ONCE)
    wall = time.monotonic() - began
    costs = {k: round((v - before[k]) * 1000 / ORDERS, 2) for k, v in _cpu(stage).items()}
    rate = round(len(steady.orders_s) / wall, 1)
    say(_words(steady, rate, costs))
    spike = Score()
    offered = await arriving(city, spike, SPIKE, SPIKE_SECONDS)
    say(_spike_words(spike, offered))
    for web in webs:
        web.close()
    return {
        "orders": len(steady.orders_s),
        "rate": rate,
        "errors": len(steady.errors) + len(warm.errors),
        "cpu_ms_per_order": round(sum(v for k, v in costs.items() if k != "client"), 2),
        "cpu": costs,
        "requests_per_order": round(len(steady.answers_ms) / ORDERS, 1),
        "p95_ms": _quantile(steady.answers_ms, 0.95),
        "spike": {
            "offered": offered,
            "errors": len(spike.errors),
            "p95_ms": _quantile(spike.answers_ms, 0.95),
            "order_p50_s": _quantile(spike.orders_s, 0.5),
            "order_p95_s": _quantile(spike.orders_s, 0.95),
        },
        "sent_again": sum(p.retries for p in city.people),
        "faults": (warm.errors + steady.errors + spike.errors)[:20],
        "scores": [warm, steady, spike],
    }


def _cpu(stage: Stage) -> dict[str, float]:
    return {
        "web": sum(cpu.seconds(pid) for pid in stage.web_pids),
        "postgres": cpu.seconds(stage.postgres_pid),
        "worker": cpu.seconds(stage.worker_pid),
        "client": time.process_time(),
    }


def _words(score: Score, rate: float, costs: dict[str, float]) -> str:
    parts = f"网页服务 {costs['web']}、数据库 {costs['postgres']}、后台任务 {costs['worker']}（另：客户端 {costs['client']}）"
    p95 = _quantile(score.answers_ms, 0.95)
    return f"{len(score.orders_s)} 件全程：每秒 {rate} 件，每件 CPU {parts} 毫秒；单次请求 p95 {p95} 毫秒；出错 {len(score.errors)}"


def _spike_words(score: Score, offered: int) -> str:
    profile = "→".join(map(str, SPIKE))
    return (
        f"突发（每秒 {profile} 件，各 {SPIKE_SECONDS:.0f} 秒）：到达 {offered} 件，办结 {len(score.orders_s)} 件，"
        f"全程中位 {_quantile(score.orders_s, 0.5)} 秒、p95 {_quantile(score.orders_s, 0.95)} 秒；出错 {len(score.errors)}"
    )


def _quantile(values: list[float], q: float) -> float:
    if not values:
        return 0.0
    if q == 0.5:
        return round(statistics.median(values), 1)
    return round(sorted(values)[int(len(values) * q)], 1)
