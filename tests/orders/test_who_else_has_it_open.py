"""在看的人: whoever may see an order is told who else has it open and what they are about to do, for as long as their
windows say so; nobody else learns anything."""

from typing import Any
from uuid import UUID, uuid4

from tests.orders.builders import ROLLED_BACK, City, dispatched, signed
from tests.orders.desk import Desk
from yihao.kernel import sql

pytestmark = ROLLED_BACK


def beat(desk: Desk, window: UUID, order: UUID, doing: str = "") -> Any:
    body = {"window": str(window), "subject": "order", "subject_id": str(order), "doing": doing}
    return desk.post("/api/presence", body)


def people(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.content
    return [(one["name"], one["doing_name"]) for one in answer.json()["people"]]


def test_each_sees_the_other_and_what_they_are_about_to_do(city: City) -> None:
    case = signed(city)
    clerk, supervisor = Desk(city, "clerk"), Desk(city, "supervisor")
    one, two = uuid4(), uuid4()
    assert people(beat(clerk, one, case.id)) == []
    assert people(beat(supervisor, two, case.id)) == [(city.clerk.name, "")]
    assert people(beat(clerk, one, case.id, "reply")) == [(city.supervisor.name, "")]
    [(name, doing)] = people(beat(supervisor, two, case.id))
    assert name == city.clerk.name and doing and doing != "reply"


def test_one_person_with_two_windows_is_there_once_with_what_is_being_done(city: City) -> None:
    case = signed(city)
    clerk, supervisor = Desk(city, "clerk"), Desk(city, "supervisor")
    beat(clerk, uuid4(), case.id)
    beat(clerk, uuid4(), case.id, "reply")
    [(name, doing)] = people(beat(supervisor, uuid4(), case.id))
    assert name == city.clerk.name and doing


def test_gone_when_the_window_says_so_and_when_it_says_nothing_more(city: City) -> None:
    case = signed(city)
    clerk, supervisor = Desk(city, "clerk"), Desk(city, "supervisor")
    one, two = uuid4(), uuid4()
    beat(clerk, one, case.id)
    supervisor.client.delete(f"/api/presence/{one}")  # not hers
    assert people(beat(supervisor, two, case.id)) == [(city.clerk.name, "")]
    assert clerk.client.delete(f"/api/presence/{one}").status_code == 200
    assert people(beat(supervisor, two, case.id)) == []
    beat(clerk, one, case.id)
    city.hands.move(seconds=10)
    assert people(beat(supervisor, two, case.id)) == [(city.clerk.name, "")]
    city.hands.move(seconds=2)
    assert people(beat(supervisor, two, case.id)) == []


def test_a_window_that_went_on_is_gone_from_the_order_before(city: City) -> None:
    case, other = signed(city), signed(city, phone="13900000017")
    clerk, supervisor = Desk(city, "clerk"), Desk(city, "supervisor")
    one = uuid4()
    beat(clerk, one, case.id)
    beat(clerk, one, other.id)
    assert people(beat(supervisor, uuid4(), case.id)) == []
    assert people(beat(supervisor, uuid4(), other.id)) == [(city.clerk.name, "")]


def test_nobody_takes_over_the_window_of_somebody_else(city: City) -> None:
    case = signed(city)
    one = uuid4()
    beat(Desk(city, "clerk"), one, case.id)
    beat(Desk(city, "supervisor"), one, case.id)
    assert sql.rows("SELECT account_id FROM presence WHERE window_id = %s", (one,)) == [
        {"account_id": city.clerk.account_id}
    ]


def test_who_may_not_see_the_order_learns_nothing(city: City) -> None:
    case = dispatched(city)
    beat(Desk(city, "clerk"), uuid4(), case.id)
    assert beat(Desk(city, "water_clerk"), uuid4(), case.id).status_code == 404
    assert beat(Desk(city, "clerk"), uuid4(), uuid4()).status_code == 404


def test_a_beat_is_no_look_and_old_windows_are_forgotten(city: City) -> None:
    case = signed(city)
    clerk = Desk(city, "clerk")
    looks = sql.rows("SELECT count(*) AS n FROM access_log")
    beat(clerk, uuid4(), case.id)
    city.hands.move(hours=2)
    beat(clerk, uuid4(), case.id)
    assert sql.rows("SELECT count(*) AS n FROM access_log") == looks
    assert sql.rows("SELECT count(*) AS n FROM presence") == [{"n": 1}]
