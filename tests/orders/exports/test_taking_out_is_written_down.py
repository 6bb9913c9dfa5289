"""Whoever takes orders out says what for; asking and fetching stand in the access log, without anything personal."""

import json
from typing import Any
from uuid import UUID

import pytest

from tests.orders.builders import PHONE, ROLLED_BACK, City, submitted
from tests.orders.desk import Desk
from tests.orders.exports.ground import ask, body, sheets, table
from yihao.kernel import sql
from yihao.kernel.problems import Conflict, Invalid
from yihao.kernel.snapshot import forget
from yihao.kernel.work import run

pytestmark = ROLLED_BACK


def looks(job_id: UUID) -> list[dict[str, Any]]:
    found = sql.rows(
        "SELECT action, reason, detail, account_id FROM access_log WHERE subject_id = %s ORDER BY at", (job_id,)
    )
    return [{**r, "detail": json.loads(r["detail"])} for r in found]


def test_asking_and_fetching_are_in_the_access_log(city: City) -> None:
    submitted(city)
    job_id = ask(city.dispatcher, filter={"state": "open", "appeal_type": "help"}, purpose="supervision")
    run.work_on(job_id)
    body(city.dispatcher, job_id)
    asked, fetched = looks(job_id)
    assert (asked["action"], asked["reason"]) == ("export", "supervision")
    assert asked["detail"] == {
        "filter": {"state": "open", "appeal_type": "help"}, "format": "csv", "columns": "desk", "count": 1, "more": False,
    }  # fmt: skip
    assert fetched["action"] == "export_fetch" and fetched["detail"]["rows"] == 1
    assert asked["account_id"] == fetched["account_id"] == city.dispatcher.account_id


def test_what_was_typed_is_in_no_log(city: City) -> None:
    case = submitted(city, title="张三丰反映漏水")
    job_id = ask(city.dispatcher, filter={"q": "漏水"}, purpose="other", note="给李四光主任")
    run.work_on(job_id)
    told = json.dumps(
        [looks(job_id), sql.rows("SELECT payload FROM event WHERE subject_id = %s", (job_id,))], default=str
    )
    assert "漏水" not in told and "李四光" not in told and case.row["number"] not in told
    assert looks(job_id)[0]["detail"]["filter"] == {"q": "*"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "fun"}, "purpose"),
        ({"purpose": "other", "note": "  "}, "note"),
        ({"format": "pdf"}, "format"),
        ({"columns": "all"}, "columns"),
        ({"filter": {"state": "lost"}}, "state"),
        ({"filter": {"queue": "lost"}}, "queue"),
    ],
)
def test_a_slip_is_named(city: City, changes: dict[str, Any], field: str) -> None:
    submitted(city)
    with pytest.raises(Invalid) as refused:
        ask(city.dispatcher, **changes)
    assert [e.field for e in refused.value.errors] == [field]


def test_nothing_is_not_taken_out(city: City) -> None:
    with pytest.raises(Invalid, match="invalid"):
        ask(city.dispatcher)


def test_a_pack_of_before_says_what_to_do(city: City) -> None:
    sql.execute("UPDATE region SET texts = texts - 'exports'")
    forget()
    answer = Desk(city, "dispatcher").get("/api/exports/options")
    assert answer.status_code == 404 and "region load" in answer.json()["detail"]


def test_one_person_has_few_under_way(city: City) -> None:
    submitted(city)
    ask(city.dispatcher)
    ask(city.dispatcher)
    with pytest.raises(Conflict):
        ask(city.dispatcher)
    ask(city.second_dispatcher)


def test_every_file_says_whose_it_is(city: City) -> None:
    submitted(city)
    cover, _ = sheets(city.dispatcher, purpose="other", note="市政府督查", filter={"state": "open"})
    told = {row[0]: row[1] for row in cover if row[0]}
    assert told["导出人"] == city.dispatcher.name and told["用途"] == "其他：市政府督查"
    assert told["筛选条件"] == "状态：未办结" and told["导出编号"].startswith("DC-")
    (row,) = table(city.dispatcher)
    assert city.dispatcher.name in row["导出标记"] and "2026-03-10" in row["导出标记"]


def test_over_http_by_its_owner_only(city: City) -> None:
    submitted(city, phone=PHONE)
    desk, other = Desk(city, "dispatcher"), Desk(city, "second_dispatcher")
    assert desk.get("/api/exports/count").json() == {"count": 1, "more": False}
    wanted = {"format": "csv", "columns": "desk", "purpose": "report", "filter": {}}
    said = desk.post("/api/exports", wanted, key="once").json()
    assert desk.post("/api/exports", wanted, key="once").json() == said
    assert desk.get(f"/api/exports/{said['job_id']}/file").status_code == 404
    run.work_on(UUID(said["job_id"]))
    (mine,) = desk.get("/api/jobs/mine").json()["jobs"]
    assert (mine["id"], mine["state"], mine["rows"], mine["fetchable"]) == (said["job_id"], "done", 1, True)
    answer = desk.get(f"/api/exports/{said['job_id']}/file")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    assert answer.getvalue().startswith(b"\xef\xbb\xbf")
    assert other.get(f"/api/exports/{said['job_id']}/file").status_code == 404
    assert other.post(f"/api/jobs/{said['job_id']}/again", {}).status_code == 404
    assert Desk(city, "agent").get("/api/exports/options").status_code == 403
