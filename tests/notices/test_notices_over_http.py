"""The bell and its panel: one's own notices only, read one by one or all that were seen."""

from typing import Any

from tests.notices.builders import told
from tests.orders.builders import ROLLED_BACK, City, submitted
from tests.orders.desk import Desk

pytestmark = ROLLED_BACK


def returned(city: City, count: int) -> None:
    for n in range(count):
        submitted(city, phone=f"139{n:08d}").send_back()
        city.hands.move(minutes=1)
    told()


def page(desk: Desk, **query: str) -> Any:
    return desk.get("/api/notices", **query).json()


def test_pages_have_no_gap_and_no_double(city: City) -> None:
    returned(city, 23)
    desk = Desk(city, "agent")
    first = page(desk)
    second = page(desk, cursor=first["next"])
    places = [n["position"] for n in first["rows"] + second["rows"]]
    assert [len(first["rows"]), len(second["rows"]), second["next"], first["unread"]] == [20, 3, "", 23]
    assert places == sorted(places, reverse=True) and len(set(places)) == 23


def test_reading_one_and_then_all_that_were_seen(city: City) -> None:
    returned(city, 3)
    desk = Desk(city, "agent")
    newest, middle, _ = page(desk)["rows"]
    assert desk.post("/api/notices/read", {"ids": [middle["id"]]}).json() == {"unread": 2, "more": False}
    returned(city, 1)
    assert desk.post("/api/notices/read", {"up_to": newest["position"]}).json() == {"unread": 1, "more": False}
    assert [n["read"] for n in page(desk)["rows"]] == [False, True, True, True]
    assert [n["read"] for n in page(desk, unread="true")["rows"]] == [False]


def test_nobody_reads_for_another(city: City) -> None:
    returned(city, 1)
    [mine] = page(Desk(city, "agent"))["rows"]
    other = Desk(city, "second_agent")
    assert page(other)["rows"] == []
    other.post("/api/notices/read", {"ids": [mine["id"]], "up_to": mine["position"]})
    assert Desk(city, "agent").get("/api/notices/unread").json() == {"unread": 1, "more": False}


def test_a_cursor_that_is_not_ours_is_refused(city: City) -> None:
    assert Desk(city, "agent").get("/api/notices", cursor="x").status_code == 422
