"""What the database says, as `queries` reads it: warm, a route asks nothing."""

from datetime import UTC, datetime

from pytest_django import DjangoAssertNumQueries

from yihao.hotlines import queries
from yihao.hotlines.values import NumberPlan


def test_the_register_holds_the_pack(region: str, plan: NumberPlan) -> None:
    from dataclasses import replace

    stored = queries.plan(region)
    assert len(stored.hotlines) == 43
    assert {n: replace(h, id=None) for n, h in stored.hotlines.items()} == dict(plan.hotlines)
    assert stored.skills == plan.skills
    assert stored.menus == plan.menus
    assert stored.emergency == plan.emergency == {"110", "119", "120", "122"}


def test_a_warm_route_asks_no_database(region: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.plan(region)
    with django_assert_num_queries(0):
        assert queries.route(region, "0792-12318", datetime(2021, 12, 26, 9, tzinfo=UTC)).lands_on == "12345"
        assert queries.skills(region)["general"].kind == "general"
    found = queries.hotline_of(region, "079212318")
    assert found is not None
    assert found.name == "文化市场举报电话"
