"""骚扰来电: a person limits a number for a reason until a day; the caller appeals; somebody else decides; it ends."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.followups.builders import CALLER, told
from tests.orders.builders import ROLLED_BACK, City, Hands
from tests.orders.desk import Desk
from yihao.calls.actions import nuisance
from yihao.calls.queries.nuisance import limited, nuisance_list
from yihao.calls.values.nuisance import NuisanceReason
from yihao.kernel import clock, sql
from yihao.kernel.crypto import blind_index
from yihao.kernel.problems import Conflict, Forbidden, Invalid, WrongState

pytestmark = ROLLED_BACK
Suspect = Callable[[], dict[str, Any]]


def limit(city: City, row: dict[str, Any], **more: Any) -> None:
    given = {"until": clock.now() + timedelta(days=7), "reason": NuisanceReason.ABUSE, "note": "多次辱骂", **more}
    nuisance.limit(doer=city.supervisor, nuisance_id=row["id"], version=row["version"], **given)


def appeal(city: City, row: dict[str, Any], text: str = "手机被孩子拿去玩") -> None:
    nuisance.appeal(doer=city.supervisor, nuisance_id=row["id"], version=row["version"], text=text)


def review(city: City, row: dict[str, Any], who: str, *, lift: bool) -> None:
    doer = getattr(city, who)
    nuisance.review(doer=doer, nuisance_id=row["id"], version=row["version"], lift=lift, answer="情况属实")


def holds(city: City, at: datetime | None = None, caller: str = CALLER) -> bool:
    return limited(city.region, blind_index("phone", caller), at or clock.now())


def test_a_limit_holds_until_its_end_and_for_that_number_only(city: City, hands: Hands, suspect: Suspect) -> None:
    until = clock.now() + timedelta(days=7)
    limit(city, suspect(), until=until)
    assert holds(city)
    assert not holds(city, caller="13900000001")
    assert holds(city, until - timedelta(seconds=1))
    assert not holds(city, until)
    assert nuisance.expire_due() == 0
    hands.move(days=7)
    assert nuisance.expire_due() == 1
    assert nuisance.expire_due() == 0
    assert suspect()["state"] == "expired"
    assert len(told("nuisance.expired")) == 1


@pytest.mark.parametrize("until", [timedelta(0), timedelta(days=-1), timedelta(days=180, seconds=1)])
def test_a_limit_has_an_end_within_reason(city: City, suspect: Suspect, until: timedelta) -> None:
    with pytest.raises(Invalid):
        limit(city, suspect(), until=clock.now() + until)
    assert not holds(city)


def test_what_is_decided_is_not_decided_again(city: City, suspect: Suspect) -> None:
    stale = suspect()
    limit(city, stale)
    with pytest.raises(Conflict):
        limit(city, stale)
    with pytest.raises(WrongState):
        nuisance.dismiss(doer=city.supervisor, nuisance_id=stale["id"], version=suspect()["version"])


class TestAppeal:
    def test_somebody_else_lifts_it(self, city: City, suspect: Suspect) -> None:
        limit(city, suspect())
        appeal(city, suspect())
        assert [r["appeal"] for r in nuisance_list(city.supervisor, which="open")] == ["手机被孩子拿去玩"]
        review(city, suspect(), "second_supervisor", lift=True)
        assert suspect()["state"] == "lifted"
        assert not holds(city)
        assert "孩子" not in json.dumps([str(e) for e in sql.rows("SELECT payload FROM event")], ensure_ascii=False)

    def test_or_keeps_it_and_a_new_appeal_may_follow(self, city: City, suspect: Suspect) -> None:
        limit(city, suspect())
        appeal(city, suspect())
        with pytest.raises(Conflict):
            appeal(city, suspect())
        review(city, suspect(), "second_supervisor", lift=False)
        assert holds(city)
        assert nuisance_list(city.supervisor, which="open") == []
        appeal(city, suspect(), "再次申诉")
        assert suspect()["reviewed_at"] is None

    def test_never_who_decided(self, city: City, suspect: Suspect) -> None:
        limit(city, suspect())
        with pytest.raises(WrongState):
            review(city, suspect(), "second_supervisor", lift=True)
        appeal(city, suspect())
        with pytest.raises(Forbidden, match="以外的人"):
            review(city, suspect(), "supervisor", lift=True)

    def test_it_says_something(self, city: City, suspect: Suspect) -> None:
        limit(city, suspect())
        with pytest.raises(Invalid):
            appeal(city, suspect(), "  ")


def test_the_evidence_names_number_and_calls_and_leaves_a_trace(city: City, suspect: Suspect) -> None:
    found = nuisance.evidence(doer=city.supervisor, nuisance_id=suspect()["id"])
    assert found["number"] == CALLER
    assert len(found["rows"]) == 30
    assert {(r["called"], r["outcome_name"], r["seconds"]) for r in found["rows"]} == {("12345", "已接听", 55)}
    looks = sql.rows("SELECT account_id, subject_id FROM access_log WHERE action = 'evidence'")
    assert looks == [{"account_id": city.supervisor.account_id, "subject_id": suspect()["id"]}]
    assert told("nuisance.evidenced") == [{"calls": 30}]


@pytest.mark.parametrize("somebody", ["agent", "other_supervisor", "dispatcher"])
def test_nobody_else_decides(city: City, suspect: Suspect, somebody: str) -> None:
    doer = getattr(city, somebody)
    for work in (
        lambda: nuisance_list(doer, which="open"),
        lambda: nuisance.dismiss(doer=doer, nuisance_id=suspect()["id"], version=1),
        lambda: nuisance.evidence(doer=doer, nuisance_id=suspect()["id"]),
    ):
        with pytest.raises(Forbidden):
            work()


def test_over_http(city: City, suspect: Suspect) -> None:
    desk, second = Desk(city, "supervisor"), Desk(city, "second_supervisor")
    answer = desk.get("/api/nuisance")
    [row] = answer.json()["rows"]
    assert (row["caller"], row["calls"]) == ("138****5678", 30)
    assert CALLER not in answer.content.decode()
    path = f"/api/nuisance/{UUID(row['id'])}"
    until = (clock.now() + timedelta(days=3)).isoformat()
    body = {"version": 1, "reason": "abuse", "note": "", "until": until}
    assert desk.post(f"{path}/limit", {**body, "reason": "x"}).status_code == 422
    assert desk.post(f"{path}/limit", {**body, "until": until[:19]}).status_code == 422
    assert desk.post(f"{path}/limit", body).status_code == 200
    assert desk.post(f"{path}/appeal", {"version": 2, "text": "误会"}).status_code == 200
    assert desk.post(f"{path}/review", {"version": 3, "text": "维持", "lift": True}).status_code == 403
    assert second.post(f"{path}/review", {"version": 3, "text": "解除", "lift": True}).json()["message"] == "已解除限制"
    assert [r["state_name"] for r in desk.get("/api/nuisance", which="ended").json()["rows"]] == ["申诉解除"]
    assert desk.post(f"{path}/evidence", {}).json()["number"] == CALLER


def test_the_rail_counts_what_waits_for_who_decides(city: City, suspect: Suspect) -> None:
    assert suspect()["state"] == "suspected"

    def waiting(username: str) -> list[int]:
        return [q["count"] for q in Desk(city, username).get("/api/queues").json()["queues"] if q["key"] == "nuisance"]

    assert (waiting("supervisor"), waiting("agent"), waiting("other_supervisor")) == ([1], [], [])
