"""`bench live`: a thousand desks listen to one web process while people work through another; then five thousand."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import uvloop

from yihao.app.bench.live import bare, town
from yihao.app.bench.stage import ground, staged

DESKS, MORE = 1000, 5000
MOST_MS, MOST_KIB = 300, 24
Say = Callable[[str], None]


def measure(say: Say) -> dict[str, Any]:
    """`desks, p95_ms, kib_per_desk`, CPU, and what a restart costs; bounds for 1,000 desks: ≤ 300 ms, ≤ 24 KiB each,
    nothing missing, no error. Beside it what 5,000 desks do, and a process that only keeps connections and writes."""
    with ground() as here:
        people = _people(here.environment)
        say(f"{len(people)} 人已登录")
        with staged(here) as stage:
            found = uvloop.run(town.run(here, stage, people, DESKS, say))
            more = uvloop.run(town.run(here, stage, people, MORE, say))
    minimum = uvloop.run(bare.measure(DESKS))
    say(_bare_words(minimum))
    within = found["p95_ms"] <= MOST_MS and found["kib_per_desk"] <= MOST_KIB and not found["missing"] + found["errors"]
    say(f"{'达标' if within else '未达标'}（上限 {MOST_MS} 毫秒、每个 {MOST_KIB} KiB，一条不少）")
    return {"bench": "live", **found, "more": more, "bare": minimum, "within": within}


def _people(environment: dict[str, str]) -> list[dict[str, str]]:
    command = [sys.executable, "-m", "yihao.app.bench.live.prepare"]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: list[dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def _bare_words(r: dict[str, Any]) -> str:
    return f"只保持连接、只写：{r['desks']:,} 个，p95 {r['p95_ms']} 毫秒，每个 {r['kib_per_desk']} KiB，每条 CPU {r['frame_us']} 微秒"
