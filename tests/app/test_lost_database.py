"""The database goes away and comes back: people are told what is kept, no process dies, work goes on by itself.

`AWAY_SECONDS=30 CROWD=200 bin/test tests/app/test_lost_database.py` is the long run.
"""

import os
import time
from typing import Any
from uuid import uuid4

from tests.app.crowd import crowd, nothing_is_lost_or_doubled
from tests.app.streams import stream
from tests.app.support import Person, Town, file_order, form, refused, until

_AWAY_SECONDS = float(os.environ.get("AWAY_SECONDS", "0.5"))
_CROWD = int(os.environ.get("CROWD", "8"))


def test_everybody_is_told_and_everything_goes_on(town: Town) -> None:
    agent, web, worker = town.person("agent"), town.web, town.worker
    taken = file_order(town)
    before = taken["order_id"]
    body, key = {"form": form(town)}, uuid4().hex
    with town.database_away():
        for answer in (agent.get("/api/queues"), agent.get(f"/api/orders/{before}")):
            assert "数据库" in refused(answer, 503)["title"]
        said = refused(agent.post("/api/intake/submit", body, key=key), 503)
        assert "没有保存" in said["detail"] and "仍在本页" in said["detail"]
        assert refused(agent.get("/sse/events"), 503)["code"] == said["code"]
        _pages_say_so(agent, taken)
        assert web.runs and worker.runs
    taken = agent.insist("/api/intake/submit", body, key=key)
    assert agent.get("/healthz").json() == {"status": "ok"}
    assert agent.get(f"/api/orders/{taken['order_id']}").status_code == 200
    town.sequenced()
    assert web.runs and worker.runs


def test_who_acts_meanwhile_loses_and_doubles_nothing(town: Town) -> None:
    web, worker = town.web, town.worker
    with crowd(town, _CROWD) as acting:
        acting.go_on()
        with town.database_away():
            came_back = time.monotonic() + _AWAY_SECONDS
            until(lambda: acting.told and time.monotonic() > came_back, _AWAY_SECONDS + 30)
        acting.go_on()
    assert web.runs and worker.runs
    nothing_is_lost_or_doubled(acting)


def test_an_open_stream_goes_on_afterwards(town: Town) -> None:
    with stream(town.person("dispatcher")) as frames:
        next(frames)
        with town.database_away():
            until(lambda: town.person("agent").get("/healthz").status_code == 503)
        until(lambda: town.person("agent").get("/healthz").status_code == 200)
        order_id = file_order(town)["order_id"]
        assert order_id in {next(frames).data["order_id"] for _ in range(2)}


def _pages_say_so(agent: Person, filed: dict[str, Any]) -> None:
    """What a page says from memory it still says; what needs the database is refused in words."""
    assert agent.get("/healthz").status_code == 503
    pages = [agent.get("/"), agent.get("/file/"), agent.get("/admin/")]
    looked_up = {"number": filed["number"], "code": filed["query_code"], "csrfmiddlewaretoken": agent.csrf}
    pages.append(agent.http.post("/track/", data=looked_up))
    for page in pages:
        assert page.headers["content-type"].startswith("text/html")
        assert page.status_code in (200, 503), page.url
        assert page.status_code == 200 or "连不上数据库" in page.text and "没有保存" in page.text
    assert [page.status_code for page in pages[2:]] == [503, 503]


def test_the_worker_ends_when_asked_though_the_database_is_away(town: Town) -> None:
    worker = town.start_worker()
    with town.database_away():
        until(lambda: "waits for the database" in worker.log.read_text(encoding="utf-8"))
        assert worker.stop() == 0
    until(lambda: town.person("agent").get("/healthz").status_code == 200)
    file_order(town)
    town.sequenced()


def test_long_work_goes_on_afterwards(town: Town) -> None:
    file_order(town)
    worker = town.worker
    before = len(worker.log.read_text(encoding="utf-8"))
    with town.database_away():
        until(
            lambda: any(
                said in worker.log.read_text(encoding="utf-8")[before:] for said in ("jobs ", "ended by itself")
            )
        )
    until(lambda: town.person("agent").get("/healthz").status_code == 200)
    wanted = {"format": "csv", "columns": "desk", "purpose": "statistics", "filter": {}}
    job_id = town.person("dispatcher").post("/api/exports", wanted).json()["job_id"]
    until(lambda: town.value(f"SELECT state = 'done' FROM job WHERE id = '{job_id}'"))
    assert worker.runs
