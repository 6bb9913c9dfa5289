"""The desk's requests: a planner's week, an agent's own duties, and who may ask for what."""

from datetime import date
from typing import Any

from django.test import Client

from tests.rosters.conftest import Line, at
from yihao.kernel.clock import clock_at
from yihao.organisation.models import Account


class Desk:
    """A person's browser; the first password is changed already."""

    def __init__(self, line: Line, username: str) -> None:
        Account.objects.filter(id=line.accounts[username]).update(must_change_password=False)
        self.client = Client()
        self.client.force_login(Account.objects.get(id=line.accounts[username]))

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(path, query)

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(path, body, content_type="application/json")


def duty(line: Line, who: str, day: int) -> dict[str, Any]:
    return {
        "account_id": str(line.accounts[who]), "day": f"2026-11-{day}", "shift_id": str(line.shifts["早班"]), "skills": ["general"],
    }  # fmt: skip


def test_a_week_from_planning_to_the_agents_own_page(line: Line) -> None:
    with clock_at(at(22, "12:00")):
        planner, agent = Desk(line, "supervisor"), Desk(line, "li")
        said = planner.post("/api/rosters/duties", unit_id=str(line.centre), duties=[duty(line, "li", 25), duty(line, "wang", 26)])
        assert said.json() == {"said": "已排入 2 个班次"}
        assert agent.get("/api/rosters/mine").json()["duties"] == []
        published = planner.post("/api/rosters/publish", unit_id=str(line.centre), monday="2026-11-23")
        assert published.json()["said"].startswith("已发布 2 个班次")
        week = planner.get("/api/rosters/week", monday="2026-11-25").json()
        assert (week["monday"], week["unit"]["name"], len(week["people"])) == ("2026-11-23", "ZX 单位", 3)
        assert [d["shift_name"] for d in week["duties"]] == ["早班", "早班"]
        assert week["published_at"] is not None
        assert week["edits_shifts"] is True
    with clock_at(at(23, "12:00")):
        mine = agent.get("/api/rosters/mine").json()
        assert [d["day"] for d in mine["duties"]] == ["2026-11-25"]
        assert [d["account_name"] for d in mine["colleagues"]] == ["员工wang"]


def test_an_agent_plans_nothing(line: Line) -> None:
    agent = Desk(line, "li")
    assert agent.get("/api/rosters/week").status_code == 403
    refused = agent.post("/api/rosters/duties", unit_id=str(line.centre), duties=[duty(line, "li", 25)])
    assert refused.status_code == 403


def test_a_departments_leader_sees_the_own_unit_only(line: Line) -> None:
    leader = Desk(line, "leader")
    week = leader.get("/api/rosters/week").json()
    assert [u["name"] for u in week["units"]] == ["SF 单位"]
    assert [p["name"] for p in week["people"]] == ["员工qian"]
    assert week["edits_shifts"] is False
    assert leader.get("/api/rosters/week", unit=str(line.centre)).status_code == 404
    assert leader.post("/api/rosters/shifts", name="新班", start="08:00", end="12:00").status_code == 403


def test_a_swap_and_an_absence_over_http(line: Line) -> None:
    with clock_at(at(22, "12:00")):
        made = line.enter(line.wish("li", 25, "早班"))
        line.publish()
        li, wang, planner = (Desk(line, who) for who in ("li", "wang", "supervisor"))
        assert li.post("/api/rosters/swaps", duty_id=str(made[0]), to_account_id=str(line.accounts["wang"])).status_code == 200
        (swap,) = wang.get("/api/rosters/mine").json()["swaps"]
        assert swap["state_name"] == "待对方同意"
        assert wang.post(f"/api/rosters/swaps/{swap['id']}/answer", accept=True).status_code == 200
        said = planner.post(f"/api/rosters/swaps/{swap['id']}/decide", approve=True)
        assert said.json()["said"] == "已批准换班，排班已调整"
        away = {"kind": "leave", "starts_at": at(26, "00:00").isoformat(), "ends_at": at(27, "00:00").isoformat()}
        assert li.post("/api/rosters/absences", **away).json()["said"] == "已提交请假申请，等待审批"
        (absence,) = planner.get("/api/rosters/week", monday="2026-11-23").json()["absences"]
        decided = planner.post(f"/api/rosters/absences/{absence['id']}/decide", unit_id=str(line.centre), approve=False, reason="")
        assert decided.status_code == 422


def test_an_empty_week_is_not_published(line: Line) -> None:
    planner = Desk(line, "supervisor")
    empty = planner.post("/api/rosters/publish", unit_id=str(line.centre), monday=date(2026, 11, 23).isoformat())
    assert (empty.status_code, empty.json()["title"]) == (422, "这一周还没有排班，没有发布")


def test_a_shift_with_a_slip_names_the_field(line: Line) -> None:
    planner = Desk(line, "supervisor")
    slip = planner.post("/api/rosters/shifts", name="早班", start="08:00", end="08:00")
    assert slip.status_code == 422
    assert {e["field"] for e in slip.json()["errors"]} == {"name", "end"}
    wrong = planner.post("/api/rosters/shifts", name="新班", start="8点", end="12:00")
    assert wrong.status_code == 422
