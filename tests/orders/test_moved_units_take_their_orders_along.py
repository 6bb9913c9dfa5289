"""A unit that comes below another one takes its orders along: who has it in the subtree now finds them, nobody else."""

from tests.orders.builders import ROLLED_BACK, City, submitted
from tests.orders.test_orders_are_found import seen, some_city
from yihao.kernel import sql
from yihao.kernel.sequencer import sequence_all
from yihao.kernel.values import Actor, Via
from yihao.orders.actions import search
from yihao.orders.queries import finding
from yihao.orders.reader import follow_moved_units
from yihao.orders.values.filters import Filter
from yihao.organisation import actions as organisation

pytestmark = ROLLED_BACK
CLERKS = ("clerk", "other_clerk", "town_clerk", "county_dispatcher", "dispatcher")
KEPT = ("code", "name", "type", "tier", "valid_from", "short_name", "area_code", "handles", "duty_phone")


def move(city: City, code: str, below: str) -> None:
    unit = city.unit(code)
    organisation.save_unit(
        by=Actor(city.region, Via.COMMAND),
        region=city.region,
        parent_id=city.unit(below).id,
        **{name: getattr(unit, name) for name in KEPT},
    )
    city.viewers.clear()
    sequence_all()
    follow_moved_units()


def listed() -> set[tuple[object, ...]]:
    return {tuple(row.values()) for row in sql.rows("SELECT region, facet, order_id FROM listing")}


def everybody_finds_what_they_see(city: City) -> None:
    for name in CLERKS:
        viewer = getattr(city, name)
        found = [row["id"] for row in finding.page(viewer, Filter())["rows"]]
        assert found == [order["id"] for order in seen(viewer)], name


def test_the_new_county_finds_them_and_the_old_one_no_longer(city: City) -> None:
    some_city(city, 12)
    of_the_town = [submitted(city).dispatch(lead="JJ-360402001").id for _ in range(3)]
    before = len(seen(city.other_clerk))
    move(city, "JJ-360402001", "JJ-360403")
    assert {order["id"] for order in seen(city.other_clerk)} >= set(of_the_town)
    everybody_finds_what_they_see(city)
    move(city, "JJ-360402001", "JJ-360402")
    assert len(seen(city.other_clerk)) == before
    everybody_finds_what_they_see(city)


def test_a_listing_made_anew_is_the_one_that_grew(city: City) -> None:
    some_city(city, 24)
    grown = listed()
    assert grown
    sql.execute("DELETE FROM listing")
    search.list_all()
    assert listed() == grown
    for code in ("JJ-360402", "JJ-360402001", "JJ-ZX"):
        search.list_anew(city.unit(code).id)
    assert listed() == grown
