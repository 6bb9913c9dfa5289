"""常用筛选: a person's own, replaced by name, sealed at rest."""

from typing import Any

import pytest

from tests.orders.builders import ROLLED_BACK, City
from tests.orders.desk import Desk
from yihao.kernel import sql
from yihao.kernel.problems import Invalid, NotFound
from yihao.orders.actions import views as actions
from yihao.orders.queries.views import views

pytestmark = ROLLED_BACK
WATER = {"q": "停水 漏水", "state": "open", "class_code": ""}


def kept(city: City, who: str) -> list[tuple[str, dict[str, str]]]:
    return [(v["name"], v["fields"]) for v in views(getattr(city, who))]


def test_a_view_comes_back_as_it_was_saved(city: City) -> None:
    actions.save(doer=city.clerk, name=" 停水未办结 ", queue="handling", wanted=WATER)
    assert kept(city, "clerk") == [("停水未办结", {"q": "停水 漏水", "state": "open", "queue": "handling"})]


def test_saving_under_the_same_name_replaces(city: City) -> None:
    first = actions.save(doer=city.clerk, name="甲", queue="all", wanted=WATER)
    assert actions.save(doer=city.clerk, name="甲", queue="all", wanted={"state": "closed"}) == first
    assert kept(city, "clerk") == [("甲", {"state": "closed"})]


def test_it_is_nobody_elses(city: City) -> None:
    key = actions.save(doer=city.clerk, name="甲", queue="all", wanted=WATER)
    assert kept(city, "leader") == []
    with pytest.raises(NotFound):
        actions.forget(doer=city.leader, view_id=key)
    actions.forget(doer=city.clerk, view_id=key)
    assert kept(city, "clerk") == []


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"queue": "nothing"}, {"wanted": {"state": "done"}}, {"wanted": {}}, {"wanted": {"q": " "}}],
)
def test_what_cannot_be_a_view_is_refused(city: City, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        actions.save(**{"doer": city.clerk, "name": "甲", "queue": "all", "wanted": WATER, **wrong})


def test_there_is_an_end_to_them(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    for name in ("甲", "乙"):
        actions.save(doer=city.clerk, name=name, queue="all", wanted=WATER)
    actions.save(doer=city.clerk, name="乙", queue="all", wanted={"state": "open"})
    with pytest.raises(Invalid, match="最多保存 2 组"):
        actions.save(doer=city.clerk, name="丙", queue="all", wanted=WATER)


def test_words_that_were_typed_are_sealed(city: City) -> None:
    actions.save(doer=city.clerk, name="甲", queue="all", wanted=WATER)
    row = sql.row("SELECT fields FROM saved_view")
    assert row is not None and "停水".encode() not in bytes(row["fields"])


def test_over_http(city: City) -> None:
    desk = Desk(city, "dispatcher")
    answer = desk.post("/api/views", {"name": "红灯", "wanted": {"light": "red"}})
    assert answer.status_code == 200, answer.content
    (view,) = answer.json()["views"]
    assert (view["name"], view["fields"]) == ("红灯", {"light": "red"})
    assert desk.get("/api/views").json()["views"] == [view]
    assert desk.client.delete(f"/api/views/{view['id']}").json() == {"views": []}
    assert desk.client.delete(f"/api/views/{view['id']}").status_code == 404
