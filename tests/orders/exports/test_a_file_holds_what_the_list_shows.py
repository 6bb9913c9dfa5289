"""A file has the orders of the list, newest first, each once, with the persons masked as on the screen."""

from datetime import datetime

import pytest

from tests.orders.builders import NAME, PHONE, ROLLED_BACK, WATER, City, checked, closed, dispatched, submitted
from tests.orders.exports.ground import sheets, table
from yihao.kernel import sql
from yihao.kernel.paging import PAGE
from yihao.orders.exports import jobs
from yihao.orders.queries import finding
from yihao.orders.values.filters import Filter

pytestmark = ROLLED_BACK


def test_it_is_the_list(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PART", 2)
    for n in range(5):
        city.hands.move(minutes=1)
        submitted(city, phone=f"1390000000{n}", title=f"第 {n} 件，路面破损")
    found = table(city.dispatcher)
    shown = finding.page(city.dispatcher, Filter())["rows"]
    assert [r["工单编号"].strip() for r in found] == [r["number"] for r in shown]
    assert [r["标题"] for r in found] == [r["title"] for r in shown]
    assert {r["诉求人"] for r in found} == {r["petitioner"] for r in shown} == {"张**"}


def test_more_than_a_page_of_the_screen_is_whole(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """For whoever sees every order, and for a unit, which reads them by another way."""
    monkeypatch.setattr(jobs, "PART", 40)
    count = PAGE + 12
    for n in range(count):
        dispatched(city, phone=f"139{n:08d}")
    for who in (city.dispatcher, city.leader):
        found = table(who)
        assert len(found) == len({r["工单编号"] for r in found}) == count


def test_nobody_can_be_recognised(city: City) -> None:
    submitted(city, content=f"请回电{PHONE}，身份证36040219800101123X。", title="漏水")
    whole = str(table(city.dispatcher, columns="exchange")) + str(table(city.dispatcher))
    for secret in (NAME, PHONE, "19800101", "3栋502"):
        assert secret not in whole
    assert "138****5678" in whole


def test_a_confidential_petitioner_is_hidden_from_a_unit(city: City) -> None:
    dispatched(city, secrecy="confidential")
    (unit,), (centre,) = table(city.leader), table(city.dispatcher)
    assert (unit["诉求人"], unit["联系电话"]) == ("***", "***")
    assert (centre["诉求人"], centre["联系电话"]) == ("张**", "138****5678")


def test_the_filter_narrows_the_file(city: City) -> None:
    submitted(city)
    submitted(city, class_code=WATER, phone="13900000001")
    assert len(table(city.dispatcher)) == 2
    (water,) = table(city.dispatcher, filter={"class_code": WATER, "state": "open"})
    assert water["问题分类"].endswith("停水")


def test_a_queue_can_be_taken_out(city: City) -> None:
    submitted(city)
    dispatched(city, phone="13900000001")
    (waiting,) = table(city.dispatcher, filter={"queue": "review"})
    assert waiting["工单状态"] == "待派单"


def test_the_columns_are_those_of_the_region(city: City) -> None:
    case = closed(city)
    cover, (head, row) = sheets(city.dispatcher, columns="exchange")
    assert "、".join(head) == (
        "工单编号、工单类型、问题分类(a->b->c)、标签、标题、主要内容、工单状态、来电人、来电人电话/账号、被反映区、被反映街乡镇、"
        "办理结果、回复内容、处理受理方式、办结时间、企业名称、是否解决、是否满意、工单性质(主办/协办/转办)、村/社区、小区点位"
    )
    told = dict(zip(head, row, strict=True))
    assert told["工单编号"] == case.row["number"] and "->" in told["问题分类(a->b->c)"]
    assert (told["被反映区"], told["被反映街乡镇"]) == ("濂溪区", "十里街道")
    assert (told["办理结果"], told["是否解决"], told["是否满意"]) == ("已解决", "已解决", "满意")
    assert (told["工单性质(主办/协办/转办)"], told["处理受理方式"]) == ("转办", "电话")
    assert isinstance(told["办结时间"], datetime) and told["回复内容"]
    assert ["导出人", city.dispatcher.name] in cover and ["件数", "1"] in cover


def test_a_unit_sees_its_capacity(city: City) -> None:
    checked(city)
    (own,) = table(city.leader, columns="exchange")
    assert own["工单性质(主办/协办/转办)"] == "主办"


def test_an_order_that_moves_on_meanwhile_is_there_once(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PART", 1)
    cases = [submitted(city, phone=f"1390000000{n}") for n in range(3)]
    found = jobs._find

    def find_then_move(run: jobs.Run) -> None:
        found(run)
        sql.execute("UPDATE work_order SET state = 'closed' WHERE id = %s", (cases[1].id,))

    monkeypatch.setattr(jobs, "_find", find_then_move)
    rows = table(city.dispatcher, filter={"state": "open"})
    assert sorted(r["工单编号"].strip() for r in rows) == sorted(c.row["number"] for c in cases)
