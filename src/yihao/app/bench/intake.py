"""`bench intake`: appeals submitted and dispatch-ready orders created over HTTP, beside the same rows written bare."""

import http.client
import json
import random
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from yihao.app.bench import bare, cpu
from yihao.app.bench.stage import PASSWORD, Stage, stage

CONNECTIONS = (1, 8, 32)
PER_RUN = 400
WARM_UP = 60
MOST_CPU_MS = 15.0
MOST_RATIO = 6.0
Say = Callable[[str], None]


def measure(say: Say) -> dict[str, Any]:
    """`runs`, `bare` and `cpu_ratio`; bounds: ≤ 15 ms CPU in all and ≤ 6 × bare."""
    with stage() as on:
        say("预热")
        _run(on, 1, WARM_UP)
        runs = []
        for conns in CONNECTIONS:
            runs.append(_run(on, conns, PER_RUN))
            say(_words(runs[-1]))
        minimum = bare.measure(on, PER_RUN)
        say(f"同样的数据行直接写库：每件 {minimum['cpu_ms']:.2f} 毫秒 CPU（{minimum['statements']} 条语句）")
    cost = statistics.median(r["app_cpu_ms"] + r["pg_cpu_ms"] for r in runs)
    ratio = round(cost / minimum["cpu_ms"], 2)
    within = cost <= MOST_CPU_MS and ratio <= MOST_RATIO
    say(
        f"每件合计 {cost:.2f} 毫秒 CPU，为直接写库的 {ratio} 倍；{'达标' if within else '未达标'}（上限 {MOST_CPU_MS} 毫秒、{MOST_RATIO} 倍）"
    )
    return {
        "bench": "intake",
        "runs": runs,
        "bare": minimum,
        "cpu_ms": round(cost, 2),
        "cpu_ratio": ratio,
        "within": within,
    }


def _words(r: dict[str, Any]) -> str:
    return (
        f"{r['conns']:>2} 个连接：每秒 {r['rate']} 件，中位 {r['p50_ms']} 毫秒，p95 {r['p95_ms']} 毫秒；每件 CPU：网页服务"
        f" {r['app_cpu_ms']}、数据库 {r['pg_cpu_ms']}、后台任务 {r['worker_cpu_ms']} 毫秒；出错 {r['errors']}"
    )


def _run(on: Stage, conns: int, orders: int) -> dict[str, Any]:
    """`orders` appeals over `conns` connections at once."""
    seats = [_Seat(on.url, random.Random(n)) for n in range(conns)]
    before = _cpu(on)
    began = time.monotonic()
    threads = [threading.Thread(target=seat.work, args=(orders // conns,)) for seat in seats]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    wall = time.monotonic() - began
    after = _cpu(on)
    times = sorted(ms for seat in seats for ms in seat.times)
    done = len(times)
    app, pg, worker = (round((b - a) * 1000 / max(1, done), 2) for a, b in zip(before, after, strict=True))
    return {
        "conns": conns,
        "orders": done,
        "errors": sum(seat.errors for seat in seats),
        "rate": round(done / wall, 1),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "app_cpu_ms": app,
        "pg_cpu_ms": pg,
        "worker_cpu_ms": worker,
    }


def _cpu(on: Stage) -> tuple[float, float, float]:
    return cpu.seconds(on.web_pids[0]), cpu.seconds(on.postgres_pid), cpu.seconds(on.worker_pid)


class _Seat:
    """One connection of a signed-in agent."""

    def __init__(self, url: str, dice: random.Random) -> None:
        self.http = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.dice = dice
        self.times: list[float] = []
        self.errors = 0
        self.cookies: dict[str, str] = {}
        self.csrf = self._ask("GET", "/api/session")[1]["csrf"]
        self.csrf = self._ask("POST", "/api/session", {"username": "agent", "password": PASSWORD})[1]["csrf"]
        dictionary = self._ask("GET", "/api/dictionary")[1]
        self.classes = [c["code"] for c in dictionary["classes"] if c["leaf"]]
        self.areas = [a["code"] for a in dictionary["areas"] if a["level"] == "town"]
        self.http.close()  # the others sign in meanwhile; the connection is opened again with the first appeal

    def work(self, orders: int) -> None:
        """Submit appeals, one after the other."""
        for _ in range(orders):
            began = time.monotonic()
            status, _answer = self._ask("POST", "/api/intake/submit", self._appeal())
            if status == 200:
                self.times.append((time.monotonic() - began) * 1000)
            else:
                self.errors += 1

    def _appeal(self) -> dict[str, Any]:
        n = self.dice.randrange(10**8)
        return {
            "channel": "visit",
            "form": {
                "appeal_type": self.dice.choice(["help", "complaint", "consult"]),
                "class_code": self.dice.choice(self.classes),
                "area_code": self.dice.choice(self.areas),
                "address": f"和平路{n % 900}号{n % 30}栋",
                "title": f"小区{n % 70}栋夜间噪声扰民",
                "content": f"来电人反映，从前天晚上开始，小区旁的工地在夜里十一点以后仍在施工，机器声很大，影响老人和孩子休息，曾与现场负责人沟通没有结果，希望尽快派人到现场核查并要求停工。第{n}次反映。",
                "petitioner": {"name": "李小华", "phone": f"139{n:08d}"},
            },
        }

    def _ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method != "GET":
            headers |= {"X-CSRFToken": self.csrf, "Idempotency-Key": str(uuid4())}
        self.http.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.http.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.split(";")[0]
        return answer.status, json.loads(answer.read())
