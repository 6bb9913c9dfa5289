"""`bench lists` and `bench search`: what people read all day, over HTTP, in a city of 10,000 orders and in one of a million."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from yihao.app.bench.lists import bare
from yihao.app.bench.lists.asked import Asked, lists, searches
from yihao.app.bench.lists.city import City, Spent, serving
from yihao.app.bench.stage import on, web
from yihao.app.bench.template import template

SMALL, LARGE = 10_000, 1_000_000
_ROUNDS, _TIMES, _SEARCHES = 10, 6, 4
MOST_QUERIES, MOST_CPU_MS, MOST_GROWTH = 6, 15.0, 1.5
MOST_SEARCH_CPU_MS = 60.0
Say = Callable[[str], None]


def measure(say: Say) -> dict[str, Any]:
    """`lists:[{name,role,queries,cpu_ms,p95_ms_10k,p95_ms_1m}]`; bounds for each: ≤ 6 queries, ≤ 15 ms CPU (web and
    PostgreSQL), p95 at 1 M ≤ 1.5 × that at 10 k."""
    return _run(say, (SMALL, LARGE), _lists)


def measure_search(say: Say) -> dict[str, Any]:
    """`cpu_ms, p95_ms` of searches over a million orders, half of them by somebody who sees one county; bound: ≤ 60 ms
    CPU on average."""
    return _run(say, (LARGE,), _search)


def _run(say: Say, sizes: Sequence[int], play: Callable[[Sequence[City], Say], Any]) -> dict[str, Any]:
    kept = [template(size, say) for size in sizes]
    with ExitStack() as stack:
        grounds = [stack.enter_context(on(one)) for one in kept]
        served = [(ground, *stack.enter_context(web(ground))) for ground in grounds]

        async def played() -> dict[str, Any]:
            async with AsyncExitStack() as cities:
                found = [await cities.enter_async_context(serving(*one)) for one in served]
                result: dict[str, Any] = await play(found, say)
                return result

        return asyncio.run(played())


async def _lists(cities: Sequence[City], say: Say) -> dict[str, Any]:
    small, large = cities
    found = []
    for here, there in zip(lists(small.names, small.values), lists(large.names, large.values), strict=True):
        found.append(await _compare(small, here, large, there))
        say(_words(found[-1]))
    counts = await _count_queries(large, [(r.pop("asked"), r.pop("path")) for r in found])
    for row, queries in zip(found, counts, strict=True):
        row["queries"] = queries
    missed = [r for r in found if not _within(r)]
    for r in missed:
        say(f"未达标：{r['role']}，{r['name']}：{r['queries']} 次查询，CPU {r['cpu_ms']} 毫秒，p95 {r['growth']} 倍")
    return {
        "bench": "lists",
        "lists": found,
        "bare": bare.measure(large.ground.database_url, say),
        "within": not missed,
    }


async def _compare(small: City, here: Asked, large: City, there: Asked) -> dict[str, Any]:
    """The same list in both cities, in turns, so that whatever else the machine does weighs on both."""
    sides = [(small, here, await small.path(here), Spent()), (large, there, await large.path(there), Spent())]
    for city, asked, path, _ in sides:
        await city.ask(asked, path, 3, Spent())
    for _ in range(_ROUNDS):
        given = [_size(await city.ask(asked, path, _TIMES, spent)) for city, asked, path, spent in sides]
    (*_, little), (_, _, path, much) = sides
    return {
        "name": there.name, "role": there.role, "rows_10k": given[0], "rows_1m": given[1], "cpu_ms": round(much.cpu_ms, 1), "cpu_ms_10k": round(little.cpu_ms, 1),
        "p50_ms_10k": round(little.p50, 1), "p50_ms_1m": round(much.p50, 1),
        "p95_ms_10k": round(little.p95, 1), "p95_ms_1m": round(much.p95, 1),
        "growth": round(much.p95 / little.p95, 2), "asked": there, "path": path,
    }  # fmt: skip


async def _count_queries(city: City, paths: list[tuple[Asked, str]]) -> list[int]:
    wanted = []
    for asked, path in paths:
        person = await city.person(asked.username)
        wanted.append(["; ".join(f"{k}={v}" for k, v in person.cookies.items()), path])
    command = [sys.executable, "-m", "yihao.app.bench.lists.queries"]
    done = subprocess.run(
        command, env=city.ground.environment, input=json.dumps(wanted), capture_output=True, text=True, check=True
    )
    return [int(n) for n in json.loads(done.stdout)]


def _size(body: Any) -> int:
    """How much an answer holds: rows, or what was counted."""
    if "queues" in body:
        return sum(int(queue["count"]) for queue in body["queues"])
    return len(body["rows"]) if "rows" in body else int(body["count"])


def _within(row: dict[str, Any]) -> bool:
    """Growth is judged where both cities gave as much: a page with fewer rows on it, or a smaller number, costs less."""
    same = row["rows_10k"] == row["rows_1m"]
    found = row["queries"] <= MOST_QUERIES, row["cpu_ms"] <= MOST_CPU_MS, not same or row["growth"] <= MOST_GROWTH
    return all(found)


def _words(row: dict[str, Any]) -> str:
    told = (
        f"{row['role']}，{row['name']}：CPU {row['cpu_ms']} 毫秒（一万件时 {row['cpu_ms_10k']}），"
        f"p95 {row['p95_ms_1m']} 毫秒（一万件时 {row['p95_ms_10k']}）"
    )
    same = row["rows_10k"] == row["rows_1m"]
    return told if same else f"{told}，得 {row['rows_1m']}（一万件时 {row['rows_10k']}）"


async def _search(cities: Sequence[City], say: Say) -> dict[str, Any]:
    (city,) = cities
    every, found = Spent(), list[dict[str, Any]]()
    for asked in searches(city.names):
        spent = Spent()
        await city.ask(asked, asked.path, 1, Spent())
        body = await city.ask(asked, asked.path, _SEARCHES, spent)
        every.ms += spent.ms
        every.cpu_s += spent.cpu_s
        found.append(
            {
                "word": asked.name,
                "role": asked.role,
                "rows": len(body["rows"]),
                "cpu_ms": round(spent.cpu_ms, 1),
                "p50_ms": round(spent.p50, 1),
            }
        )
        say(
            f"{asked.role}，“{asked.name}”：{len(body['rows'])} 行，CPU {spent.cpu_ms:.1f} 毫秒，中位 {spent.p50:.1f} 毫秒"
        )
    within = every.cpu_ms <= MOST_SEARCH_CPU_MS
    say(
        f"平均 CPU {every.cpu_ms:.1f} 毫秒，p95 {every.p95:.1f} 毫秒：{'达标' if within else '未达标'}（上限 {MOST_SEARCH_CPU_MS:.0f} 毫秒）"
    )
    return {
        "bench": "search", "cpu_ms": round(every.cpu_ms, 1), "p50_ms": round(every.p50, 1), "p95_ms": round(every.p95, 1),
        "worst": sorted(found, key=lambda r: -r["cpu_ms"])[:8], "searches": len(found), "within": within,
    }  # fmt: skip
