"""One run: so many desks, an order a second through another web process, then the desks' process is exchanged for a new one."""

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from yihao.app.bench import cpu
from yihao.app.bench.client import Person, Web
from yihao.app.bench.lifecycle.course import City, Score, arriving
from yihao.app.bench.live.streams import Crowd, Sitter
from yihao.app.bench.memory import now_kib
from yihao.app.bench.stage import Ground, Stage, free_port, process, ready

RATE, SECONDS, WHILE_AWAY = 1, 30.0, 4
_CENTRE_SHARE = 5
"""Of so many desks one is the centre's, where everything is heard; the others are the units'."""
_PATIENCE = 15.0
_POLL = 0.1
_HEARD = """
SELECT f.position, p.unit_id::text FROM feed f JOIN event e ON e.id = f.event_id AND e.recorded_at = f.recorded_at
JOIN participation p ON p.order_id = e.order_id AND p.since <= e.occurred_at WHERE f.position > %s
"""
Say = Callable[[str], None]


async def run(here: Ground, stage: Stage, people: Sequence[dict[str, str]], desks: int, say: Say) -> dict[str, Any]:
    """Figures of so many desks."""
    city = await _city(stage, people)
    port = free_port()
    head = _value(here, "SELECT position FROM feed_head")
    crowd, score = Crowd(port), Score()
    sitters = _sitters(people, desks)
    with process(["web", "--port", str(port)], here.environment) as web:
        await ready(port, web)
        empty, before, began = now_kib(web.pid), cpu.seconds(web.pid), time.monotonic()
        await crowd.come(sitters)
        opened, seconds = cpu.seconds(web.pid), time.monotonic() - began
        full = now_kib(web.pid)
        say(f"{desks:,} 个工作台已接通，用时 {seconds:.1f} 秒")
        await arriving(city, score, (RATE,), SECONDS)
        missing = await _all_there(here, crowd, head)
        driven, most = cpu.seconds(web.pid), now_kib(web.pid)
    late, frames = crowd.late_ms, len(crowd.late_ms)
    found: dict[str, Any] = {
        "desks": desks,
        "p50_ms": round(statistics.median(late), 1),
        "p95_ms": round(sorted(late)[int(frames * 0.95)], 1),
        "kib_per_desk": round((max(full, most) - empty) / desks, 1),
        "frames": frames,
        "missing": missing,
        "faults": score.errors[:5],
        "errors": len(score.errors) + sum(desk.refused for desk in crowd.desks),
        "open_ms": round((opened - before) * 1000 / desks, 2),
        "frame_us": round((driven - opened) * 1e6 / frames, 1),
    }
    say(_words(found))
    found["back"] = await _exchanged(here, crowd, city, port, head, say)
    crowd.leave()
    for each in city.people[0].webs:
        each.close()
    return found


async def _exchanged(here: Ground, crowd: Crowd, city: City, port: int, head: int, say: Say) -> dict[str, Any]:
    """A new process in the old one's place, while work goes on: all desks come back and miss nothing."""
    away, cut, began = Score(), len(crowd.desks), time.monotonic()
    await arriving(city, away, (WHILE_AWAY,), 1.0)
    with process(["web", "--port", str(port)], here.environment) as web:
        await ready(port, web)
        serving, before = time.monotonic(), cpu.seconds(web.pid)
        await crowd.back(cut)
        found = {
            "seconds": round(time.monotonic() - serving, 1),
            "cpu_ms": round((cpu.seconds(web.pid) - before) * 1000 / cut, 2),
            "away_s": round(serving - began, 1),
            "missing": await _all_there(here, crowd, head),
            "errors": len(away.errors),
        }
        crowd.closing = True
    say(f"换进程：就绪后 {found['seconds']} 秒全部回来，每个 CPU {found['cpu_ms']} 毫秒，缺 {found['missing']} 条")
    return found


async def _city(stage: Stage, people: Sequence[dict[str, str]]) -> City:
    webs = [Web(port) for port in stage.ports]
    by_role: dict[str, list[Person]] = defaultdict(list)
    centre = {p["unit"] for p in people if p["role"] == "dispatcher"}
    for one in people:
        if one["kind"] == "COUNTY" if one["role"] == "unit_clerk" else one["unit"] in centre:
            person = Person(one["name"], webs)
            await person.come_back(one["session"])
            by_role[one["role"]].append(person)
    _, known = await by_role["agent"][0].get("/api/dictionary")
    classes = [c["code"] for c in known["classes"] if c["leaf"]]
    areas = [a["code"] for a in known["areas"] if a["level"] == "town"]
    agents, dispatchers, clerks, follow_ups = (
        by_role[name] for name in ("agent", "dispatcher", "unit_clerk", "follow_up")
    )
    return City(agents, dispatchers, clerks, follow_ups, classes, areas)


def _sitters(people: Sequence[dict[str, str]], desks: int) -> list[Sitter]:
    """Whose desks are open: some are at the centre, the others in turn at the units; a person may have several."""
    units = [Sitter(p["unit"], p["session"]) for p in people if p["role"] == "unit_clerk"]
    centre = [Sitter(p["unit"], p["session"]) for p in people if p["role"] == "dispatcher"]
    return [
        centre[n // _CENTRE_SHARE % len(centre)] if n % _CENTRE_SHARE == 0 else units[n % len(units)] for n in range(desks)
    ]


async def _all_there(here: Ground, crowd: Crowd, head: int) -> int:
    """Wait until each desk has heard what its unit takes part in; how many are missing when patience is over."""
    until = time.monotonic() + _PATIENCE
    while (missing := _missing(here, crowd, head)) and time.monotonic() < until:
        await asyncio.sleep(_POLL)
    return missing


def _missing(here: Ground, crowd: Crowd, head: int) -> int:
    wanted: dict[str, set[int]] = defaultdict(set)
    with psycopg.connect(here.database_url) as connection:
        for position, unit in connection.execute(_HEARD, (head,)):
            wanted[unit].add(position)
    return sum(len(wanted[desk.sitter.unit].difference(desk.positions)) for desk in crowd.desks)


def _value(here: Ground, text: str) -> int:
    with psycopg.connect(here.database_url) as connection:
        found = connection.execute(text.encode()).fetchone()
    assert found is not None
    return int(found[0])


def _words(r: dict[str, Any]) -> str:
    return (
        f"{r['desks']:,} 个工作台：p50 {r['p50_ms']}、p95 {r['p95_ms']} 毫秒，每个 {r['kib_per_desk']} KiB；{r['frames']:,} 条，"
        f"缺 {r['missing']}，出错 {r['errors']}；每条 CPU {r['frame_us']} 微秒，接通一个 {r['open_ms']} 毫秒"
    )
