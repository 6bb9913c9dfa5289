"""A kept city served by a web process, people signed in to it, and what a request costs there."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import psycopg

from yihao.app.bench import cpu
from yihao.app.bench.client import Person, Web
from yihao.app.bench.lists.asked import SPAN, Asked, Values
from yihao.app.bench.people import Names, names
from yihao.app.bench.stage import Ground

_VALUES = """
WITH post AS (SELECT g.unit_id AS id, u.type FROM "grant" g JOIN unit u ON u.id = g.unit_id JOIN account a ON a.id = g.account_id
  WHERE a.username = %(username)s),
seen AS (SELECT o.* FROM post, listing l JOIN work_order o ON o.id = l.order_id
  WHERE l.facet = 'u:' || replace(post.id::text, '-', '')),
place AS (SELECT CASE type WHEN 'COUNTY' THEN 9 ELSE 6 END AS digits FROM post)
SELECT (SELECT left(class_code, 2) FROM seen GROUP BY 1 ORDER BY count(*) DESC LIMIT 1),
       (SELECT left(area_code, digits) FROM seen, place GROUP BY 1 ORDER BY count(*) DESC LIMIT 1),
       (SELECT lead_unit_id::text FROM seen WHERE lead_unit_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1),
       (SELECT max(submitted_at)::date FROM work_order)
"""
"""Of the orders that somebody sees, what occurs most: the class, the county (to a county: the township), the unit."""


@dataclass
class Spent:
    """What the repetitions of one request took."""

    ms: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    @property
    def p50(self) -> float:
        return sorted(self.ms)[len(self.ms) // 2]

    @property
    def p95(self) -> float:
        return sorted(self.ms)[min(len(self.ms) - 1, int(len(self.ms) * 0.95))]

    @property
    def cpu_ms(self) -> float:
        return self.cpu_s * 1000 / len(self.ms)


@dataclass
class City:
    """Where the requests go."""

    ground: Ground
    web: Web
    web_pid: int
    names: Names
    people: dict[str, Person] = field(default_factory=dict)

    async def person(self, username: str) -> Person:
        """Signed in once."""
        if username not in self.people:
            self.people[username] = Person(username, [self.web])
            await self.people[username].sign_in()
        return self.people[username]

    def values(self, username: str) -> Values:
        """What this person would set the filters to."""
        with psycopg.connect(self.ground.database_url) as connection:
            found = connection.execute(_VALUES, {"username": username}).fetchone()
        assert found is not None
        class_code, area_code, unit, last = found
        assert isinstance(last, date)
        old = last - timedelta(days=730)
        return Values(
            class_code, area_code, unit, (last - SPAN).isoformat(), ((old - SPAN).isoformat(), old.isoformat())
        )

    async def path(self, asked: Asked) -> str:
        """The path of what is asked, leafed to its page."""
        person, path = await self.person(asked.username), asked.path
        for _ in range(asked.pages):
            cursor = (await person.get(path))[1].get("next")
            if not cursor:
                break
            path = f"{asked.path}{'&' if '?' in asked.path else '?'}cursor={cursor}"
        return path

    async def ask(self, asked: Asked, path: str, times: int, spent: Spent) -> Any:
        """Ask so many times, one after the other; the last answer. Raises RuntimeError on any but 200."""
        person, before = await self.person(asked.username), self._cpu()
        for _ in range(times):
            began = time.perf_counter()
            status, body = await person.get(path)
            spent.ms.append((time.perf_counter() - began) * 1000)
            if status != 200:
                raise RuntimeError(f"{status} {asked.name}：{body.get('title')}")
        spent.cpu_s += self._cpu() - before
        return body

    def _cpu(self) -> float:
        return cpu.seconds(self.web_pid) + cpu.seconds(self.ground.postgres_pid)


@asynccontextmanager
async def serving(ground: Ground, port: int, pid: int) -> AsyncIterator[City]:
    """The city of a ground whose web process is up."""
    web = Web(port)
    yield City(ground, web, pid, names(ground.database_url))
    web.close()
