"""The duties that people come to stand in a published roster, and the next week is there for whoever takes over."""

from tests.simulation.city import City

Cities = tuple[City, City]


def test_whoever_sat_at_a_telephone_had_a_duty(cities: Cities) -> None:
    """But for the night before the first day, whose duty began before the past does."""
    city = cities[0]
    without = (
        "SELECT count(*) FROM seat s WHERE signed_on > (SELECT min(signed_on) FROM seat) AND NOT EXISTS (SELECT 1 FROM duty d"
        " WHERE d.account_id = s.account_id AND d.starts_at < s.signed_off AND d.ends_at > s.signed_on)"
    )
    assert city.value("SELECT count(*) FROM seat") > 8
    assert city.value(without) == 0


def test_all_duties_belong_to_a_published_week(cities: Cities) -> None:
    city = cities[0]
    assert city.value("SELECT count(*) FROM duty") > 0
    unpublished = (
        "SELECT count(*) FROM duty d WHERE NOT EXISTS (SELECT 1 FROM roster_week w WHERE w.unit_id = d.unit_id"
        " AND d.day BETWEEN w.monday AND w.monday + 6)"
    )
    assert city.value(unpublished) == 0


def test_there_are_duties_to_come(cities: Cities) -> None:
    assert cities[0].value("SELECT count(*) FROM duty WHERE starts_at > (SELECT reached FROM simulation_run)") > 0
