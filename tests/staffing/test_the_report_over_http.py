"""The coverage report of Jiujiang's queues over HTTP: holes by name, a proposal that mends them, who sees what."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import Settings

from yihao.calls.models import Skills
from yihao.catalogue.models import Version
from yihao.kernel.clock import clock_at
from yihao.kernel.snapshot import forget
from yihao.kernel.values import Actor, Via
from yihao.organisation import actions, queries
from yihao.organisation.models import Account
from yihao.organisation.values import Role

MONDAY = "2026-11-23"


class Desk:
    """A person's browser."""

    def __init__(self, account_id: UUID) -> None:
        Account.objects.filter(id=account_id).update(must_change_password=False)
        self.id = account_id
        self.client = Client()
        self.client.force_login(Account.objects.get(id=account_id))

    def get(self, path: str, **query: str) -> Any:
        answer = self.client.get(path, {"monday": MONDAY, **query})
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        answer = self.client.post(path, body, content_type="application/json")
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


@pytest.fixture(autouse=True)
def _now(settings: Settings, region: str) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["tests.organisation.hashing.Cheap"]
    Version.objects.update(effective_from=datetime(2026, 1, 1, tzinfo=UTC))
    forget()
    with clock_at(datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        yield


@pytest.fixture
def hire(region: str) -> Callable[[str, Role, str], Desk]:
    """Opens an account with a post at a unit."""
    by = Actor(region, Via.COMMAND)

    def hired(username: str, role: Role, unit: str) -> Desk:
        account_id, _ = actions.make_account(by=by, username=username, name=f"员工{username}", password="x")
        unit_id = queries.units_by_code()[region, unit].id
        actions.give_grant(by=by, account_id=account_id, role=role, unit_id=unit_id, valid_from=date(2026, 1, 1))
        return Desk(account_id)

    return hired


@pytest.fixture
def supervisor(hire: Callable[[str, Role, str], Desk]) -> Desk:
    """The centre's planner, with six agents."""
    for number in range(6):
        hire(f"agent{number}", Role.AGENT, "JJ-ZX")
    return hire("planner", Role.SUPERVISOR, "JJ-ZX")


def test_an_empty_week_is_one_hole_for_each_queue_and_need(supervisor: Desk) -> None:
    report = supervisor.get("/api/rosters/coverage")
    names = [q["name"] for q in report["queues"]]
    assert names[0] == "综合座席" and "税务分中心座席" in names and len(names) == 7
    assert not report["proved"]
    assert "其中 2352 个半小时无人值守" in report["words"]  # 7 × 336
    assert {len(q["needed"]) for q in report["queues"]} == {336}
    tax = [h for h in report["holes"] if h["skill"] == "sub_tax"]
    assert tax[0]["words"].startswith("周一 11月23日 00:00–")
    general = report["queues"][0]
    assert general["history"] == "synthetic" and "非实际来电" in general["history_words"]
    assert min(general["needed"]) == general["least"] == 2
    assert 15 <= max(general["needed"]) <= 24  # the size of this line's busy half-hour


def test_a_sub_centre_that_keeps_its_seats_ready_has_no_hole(
    supervisor: Desk, hire: Callable[[str, Role, str], Desk], region: str
) -> None:
    leader = hire("tax", Role.UNIT_LEADER, "JJ-SWJ")
    assert [q["skill"] for q in leader.get("/api/rosters/coverage")["queues"]] == ["sub_tax"]
    unit = queries.units_by_code()[region, "JJ-SWJ"].id
    leader.post(
        "/api/rosters/standing", unit_id=str(unit), skill="sub_tax", weekdays=list(range(7)), start="00:00", end="00:00",
        seats=3, valid_from="2026-11-01",
    )  # fmt: skip
    report = leader.get("/api/rosters/coverage")
    assert report["proved"] and report["words"] == "全周 336 个半小时、1 个队列，座席全部足够"
    assert not [h for h in supervisor.get("/api/rosters/coverage")["holes"] if h["skill"] == "sub_tax"]


def test_the_proposal_can_be_entered_as_it_is_and_mends(supervisor: Desk) -> None:
    before = supervisor.get("/api/rosters/coverage")["queues"][0]["missing"]
    week = supervisor.get("/api/rosters/week")
    made = supervisor.get("/api/rosters/proposal", unit=week["unit"]["id"])
    assert 30 <= len(made["duties"]) <= 36  # six people with 48 hours each, in duties of eight or nine hours
    assert made["duties"][0]["why"].startswith("保证最低值守，补 ")
    wishes = [{k: d[k] for k in ("account_id", "day", "shift_id", "skills")} for d in made["duties"]]
    supervisor.post("/api/rosters/duties", unit_id=week["unit"]["id"], duties=wishes)
    after = supervisor.get("/api/rosters/coverage")["queues"][0]["missing"]
    assert sum(before) - sum(after) >= 30 * 14


def test_only_who_can_take_the_queue_is_proposed(supervisor: Desk) -> None:
    week = supervisor.get("/api/rosters/week")
    apart, *others = [p["id"] for p in week["people"]]
    Skills.objects.create(account_id=apart, skills=["enterprise"])
    Skills.objects.create(account_id=others[0], skills=["general", "enterprise"])
    made = supervisor.get("/api/rosters/proposal", unit=week["unit"]["id"])
    assert {d["account_id"] for d in made["duties"]} == set(others)


def test_who_is_away_is_named_at_the_hole(supervisor: Desk) -> None:
    week = supervisor.get("/api/rosters/week")
    unit, person = week["unit"]["id"], week["people"][0]
    night = next(s["id"] for s in week["shifts"] if s["name"] == "夜班甲")
    duty = {"account_id": person["id"], "day": "2026-11-24", "shift_id": night, "skills": ["general"]}
    supervisor.post("/api/rosters/duties", unit_id=unit, duties=[duty])
    supervisor.post(
        "/api/rosters/absences", unit_id=unit, account_id=person["id"], kind="sick", starts_at="2026-11-25T01:00:00+08:00",
        ends_at="2026-11-25T12:00:00+08:00",
    )  # fmt: skip
    holes = [h for h in supervisor.get("/api/rosters/coverage")["holes"] if h["absent"]]
    assert holes[0]["absent"] == [person["name"]]
    assert holes[0]["words"].startswith("周三 11月25日 01:00–")
    assert holes[0]["words"].endswith(f" 席（{person['name']}请假）")


def test_a_holiday_is_named_and_needs_less(supervisor: Desk) -> None:
    report = supervisor.get("/api/rosters/coverage", monday="2026-09-28")
    named = {d["day"]: d["holiday"] for d in report["days"]}
    assert "国庆" in named["2026-10-01"]
    by_day = report["queues"][0]["calls_by_day"]
    assert by_day[3] < by_day[1]


def test_an_agent_sees_no_report(supervisor: Desk, hire: Callable[[str, Role, str], Desk]) -> None:
    agent = hire("agent9", Role.AGENT, "JJ-ZX")
    assert agent.client.get("/api/rosters/coverage").status_code == 403
    assert agent.client.get("/api/rosters/adherence", {"monday": MONDAY, "unit": str(UUID(int=1))}).status_code == 403
