"""Finding by telephone: for those who may know the number; a number is no way around the mask."""

from typing import Any

import pytest

from tests.orders.builders import PHONE, ROLLED_BACK, City, dispatched, submitted
from tests.orders.desk import Desk
from yihao.kernel import sql
from yihao.kernel.problems import Forbidden, Invalid
from yihao.orders.queries import finding
from yihao.organisation.values import Viewer

pytestmark = ROLLED_BACK
OTHER = "13900000000"


def found(viewer: Viewer, phone: str) -> list[Any]:
    return [r["id"] for r in finding.by_phone(viewer, phone)["rows"]]


def test_all_orders_of_a_number_newest_first(city: City) -> None:
    first = submitted(city)
    city.hands.move(days=400)
    second = submitted(city)
    submitted(city, phone=OTHER)
    assert found(city.dispatcher, " +86 138 1234 5678 ") == [second.id, first.id]


def test_within_the_viewers_scope(city: City) -> None:
    case = dispatched(city)
    submitted(city)
    assert found(city.clerk, PHONE) == [case.id]
    assert found(city.other_clerk, PHONE) == []


def test_a_unit_does_not_learn_who_asked_for_secrecy(city: City) -> None:
    case = dispatched(city, secrecy="confidential")
    assert found(city.dispatcher, PHONE) == [case.id]
    assert found(city.clerk, PHONE) == []


def test_who_may_not_see_a_number_may_not_look_by_it(city: City) -> None:
    dispatched(city)
    with pytest.raises(Forbidden):
        finding.by_phone(city.leader, PHONE)


def test_what_is_no_number_is_said(city: City) -> None:
    with pytest.raises(Invalid):
        finding.by_phone(city.dispatcher, "一三八")


def test_the_look_is_in_the_access_log_and_the_number_is_not(city: City) -> None:
    case = submitted(city)
    answer = Desk(city, "dispatcher").post("/api/orders/by_phone", {"phone": PHONE})
    assert [r["id"] for r in answer.json()["rows"]] == [str(case.id)]
    kept = sql.rows("SELECT * FROM access_log WHERE action = 'find_phone'")
    assert [r["account_id"] for r in kept] == [city.accounts["dispatcher"].id]
    assert PHONE not in str(kept)


def test_a_long_history_is_paged(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    made = []
    for _ in range(5):
        city.hands.move(minutes=1)
        made.append(submitted(city).id)
    seen: list[Any] = []
    cursor = ""
    for _ in range(3):
        page = finding.by_phone(city.dispatcher, PHONE, cursor=cursor)
        seen += [r["id"] for r in page["rows"]]
        cursor = page["next"]
    assert seen == made[::-1] and cursor == ""
