"""后台任务: the administrator sees what runs and what failed, may go on with it, and sees nothing of any order."""

from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django import app

from tests.orders.builders import ROLLED_BACK, City, submitted
from tests.orders.desk import Desk
from tests.orders.exports.ground import ask, job
from yihao.kernel import sql
from yihao.kernel.clock import now
from yihao.kernel.files import Folder
from yihao.kernel.ids import new_id
from yihao.kernel.work import run
from yihao.kernel.work.queue import TASK_NAMES

pytestmark = ROLLED_BACK


def test_everything_by_the_clock_has_a_name() -> None:
    assert {name for name, _ in app.periodic_registry.periodic_tasks} <= set(TASK_NAMES)


def test_a_failed_export_is_gone_on_with(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(city, title="张三丰家漏水")
    job_id = ask(city.dispatcher, filter={"q": "漏水"})
    with monkeypatch.context() as full:
        full.setattr(Folder, "put", _no_room)
        run.work_on(job_id)
    desk = Desk(city, "administrator")
    answer = desk.get("/api/jobs")
    assert "漏水" not in answer.content.decode()
    (shown,) = answer.json()["jobs"]
    assert (shown["who"], shown["unit_name"], shown["state_name"]) == (city.dispatcher.name, "市热线中心", "未完成")
    assert "存储空间不足" in shown["error"] and shown["repeatable"]
    assert desk.post(f"/api/jobs/{job_id}/again", {}).json()["said"]
    run.work_on(job_id)
    assert job(job_id)["state"] == "done"
    assert desk.get(f"/api/exports/{job_id}/file").status_code == 403


def _no_room(*_: Any) -> None:
    raise OSError(28, "no space left")


def test_work_under_way_is_given_up_by_its_owner_or_the_administrator(city: City) -> None:
    submitted(city)
    mine, other = ask(city.dispatcher), ask(city.dispatcher)
    assert Desk(city, "second_dispatcher").post(f"/api/jobs/{mine}/cancel", {}).status_code == 404
    assert Desk(city, "dispatcher").post(f"/api/jobs/{mine}/cancel", {}).status_code == 200
    assert Desk(city, "administrator").post(f"/api/jobs/{other}/cancel", {}).status_code == 200
    assert [job(j)["state"] for j in (mine, other)] == ["cancelled", "cancelled"]


def test_only_the_administrator_has_the_page(city: City) -> None:
    for who in ("agent", "dispatcher", "supervisor", "leader", "auditor"):
        assert Desk(city, who).get("/api/jobs").status_code == 403


def test_a_message_that_was_given_up_is_sent_once_more(city: City) -> None:
    message = _given_up(city.region)
    desk = Desk(city, "administrator")
    (shown,) = desk.get("/api/jobs").json()["messages"]
    assert (shown["id"], shown["channel_name"], shown["template_name"]) == (str(message), "短信", "给诉求人的消息")
    assert Desk(city, "dispatcher").post(f"/api/messages/{message}/again", {}).status_code == 403
    assert desk.post(f"/api/messages/{message}/again", {}).status_code == 200
    found = sql.row("SELECT state FROM message WHERE id = %s", (message,))
    assert found == {"state": "waiting"}
    assert desk.post(f"/api/messages/{message}/again", {}).status_code == 409


def _given_up(region: str) -> UUID:
    key = new_id()
    sql.execute(
        "INSERT INTO message (id, region, channel, template, subject_type, receiver, text, state, attempts, created_at)"
        " VALUES (%s, %s, 'sms', 'appeal_received', 'appeal', 'x', 'x', 'failed', 6, %s)",
        (key, region, now()),
    )
    return key


def test_what_a_gone_worker_was_doing_is_told(city: City) -> None:
    """A worker that was killed leaves its entries under way for ever; they are given up, and shown as failed."""
    from yihao.kernel.work import queue

    name = "yihao.kernel.jobs.keep_house"
    sql.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, status) VALUES ('default', %s, 0, 'todo')",
        (name,),
    )
    sql.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %s", (name,))
    assert queue.give_up_orphans(own="none") == 1
    tasks = {t["name"]: t for t in Desk(city, "administrator").get("/api/jobs").json()["tasks"]}
    assert tasks[TASK_NAMES[name]]["failed"] == 1
    assert all("yihao." not in name for name in tasks)
