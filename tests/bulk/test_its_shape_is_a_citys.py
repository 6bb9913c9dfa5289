"""What a bulk holds is shaped like a city's years: answered and ordered, open only lately, all over the city."""

from tests.bulk.conftest import ORDERS, Bulk


def test_more_than_half_is_answered_on_the_line(bulk: Bulk) -> None:
    appeals = bulk.value("SELECT count(*) FROM appeal")
    assert 0.5 < 1 - ORDERS / appeals < 0.56


def test_what_is_open_is_recent(bulk: Bulk) -> None:
    old = "submitted_at < (SELECT max(submitted_at) FROM work_order) - interval '40 days'"
    ended = "state IN ('closed', 'archived', 'withdrawn')"
    assert bulk.value(f"SELECT count(*) FROM work_order WHERE {old} AND NOT {ended}") == 0
    assert bulk.value(f"SELECT count(*) FROM work_order WHERE NOT {ended}") > 0


def test_every_county_has_some(bulk: Bulk) -> None:
    assert bulk.value("SELECT count(DISTINCT left(area_code, 6)) FROM work_order") >= 10


def test_people_turn_to_the_line_again(bulk: Bulk) -> None:
    assert bulk.value("SELECT max(n) FROM (SELECT count(*) AS n FROM appeal GROUP BY petitioner_id) t") > 1
