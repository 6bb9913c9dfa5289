"""`@county` and `@town` in a rule mean the government of the place; a dissolved unit is followed to its successor.

The check of a region pack (`tests/region/test_dispatch.py`) reads the tokens in the same way.
"""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tests.catalogue.conftest import City
from yihao.catalogue import queries
from yihao.catalogue.values import COUNTY, TOWN
from yihao.kernel.clock import clock_at
from yihao.organisation import queries as organisation
from yihao.organisation.values import UnitType

LAST = date(2026, 6, 30)
NOON = datetime(2026, 10, 8, 4, tzinfo=UTC)
DAY = date(2026, 10, 8)


@pytest.fixture
def units(city: City) -> dict[str, UUID]:
    """A district with a street office in it, a county without, and a department of the city."""
    return {
        "XYQ": city.unit("XYQ", UnitType.COUNTY, "990403"),
        "GTJD": city.unit("GTJD", UnitType.TOWN, "990403001"),
        "XSX": city.unit("XSX", UnitType.COUNTY, "990424"),
        "SWJ": city.unit("SWJ", UnitType.GOV_DEPT, "990400"),
    }


def resolved(city: City, token: str, area: str = "990403001001") -> str | None:
    with clock_at(NOON):
        found = queries.resolve(city.code, city.now, token, area)
    return found.code if found else None


@pytest.mark.parametrize(
    ("token", "area", "unit"),
    [
        (COUNTY, "990403001001", "XYQ"),
        (COUNTY, "990403", "XYQ"),
        (COUNTY, "990424", "XSX"),
        (COUNTY, "990400", None),  # somewhere in the city
        (COUNTY, "unknown", None),
        (TOWN, "990403001001", "GTJD"),
        (TOWN, "990403001", "GTJD"),
        (TOWN, "990403", "XYQ"),  # nobody knows which town: the county finds out
        (TOWN, "990424", "XSX"),
        (TOWN, "990400", None),
        ("SWJ", "990424", "SWJ"),
        ("NONE", "990424", None),
    ],
)
def test_who_is_meant(city: City, units: dict[str, UUID], token: str, area: str, unit: str | None) -> None:
    assert resolved(city, token, area) == unit


def test_a_town_without_a_government_of_its_own_is_its_countys(city: City) -> None:
    city.unit("XYQ", UnitType.COUNTY, "990403")
    assert resolved(city, TOWN) == "XYQ"


def test_a_department_of_the_place_is_not_its_government(city: City, units: dict[str, UUID]) -> None:
    city.unit("AJJ", UnitType.GOV_DEPT, "990403")
    city.unit("DIANLI", UnitType.VERTICAL, "990403001")
    assert resolved(city, COUNTY) == "XYQ"
    assert resolved(city, TOWN) == "GTJD"


def test_a_unit_with_the_same_code_in_another_city_is_not_meant(city: City, region: str) -> None:
    assert organisation.units_by_code()[region, "JJ-SWGS"]
    assert resolved(city, "JJ-SWGS") is None


def test_a_unit_that_ended_is_followed_to_its_successor(city: City) -> None:
    third = city.unit("THIRD", UnitType.GOV_DEPT, "990400")
    second = city.unit("SECOND", UnitType.GOV_DEPT, "990400", valid_to=LAST, successor_id=third)
    city.unit("FIRST", UnitType.TEMP_HQ, "990400", valid_to=date(2025, 1, 1), successor_id=second)
    assert resolved(city, "FIRST") == resolved(city, "SECOND") == resolved(city, "THIRD") == "THIRD"


def test_on_its_last_day_it_is_still_the_unit_itself(city: City) -> None:
    new = city.unit("NEW", UnitType.GOV_DEPT, "990400")
    old = city.unit("OLD", UnitType.GOV_DEPT, "990400", valid_to=LAST, successor_id=new)
    unit = organisation.unit(old)
    assert queries.in_force(unit, LAST) == unit
    assert queries.in_force(unit, date(2026, 7, 1)) == organisation.unit(new)


def test_without_a_successor_there_is_nobody(city: City) -> None:
    city.unit("OLD", UnitType.GOV_DEPT, "990400", valid_to=LAST)
    assert resolved(city, "OLD") is None
    assert queries.in_force(None, DAY) is None


def test_a_unit_that_handles_no_orders_is_not_advised(city: City) -> None:
    desk = city.unit("DESK", UnitType.GOVERNMENT, "990400", handles=False)
    city.unit("OLD", UnitType.GOV_DEPT, "990400", valid_to=LAST, successor_id=desk)
    assert resolved(city, "DESK") is None
    assert resolved(city, "OLD") is None


def test_a_unit_that_does_not_exist_yet_is_not_advised(city: City) -> None:
    city.unit("FUTURE", UnitType.GOV_DEPT, "990400", valid_from=date(2027, 1, 1))
    assert resolved(city, "FUTURE") is None


def test_successors_that_name_each_other_lead_to_nobody(city: City) -> None:
    one = city.unit("ONE", UnitType.GOV_DEPT, "990400", valid_to=LAST)
    other = city.unit("OTHER", UnitType.GOV_DEPT, "990400", valid_to=LAST, successor_id=one)
    city.unit("ONE", UnitType.GOV_DEPT, "990400", valid_to=LAST, successor_id=other)
    assert resolved(city, "ONE") is None


def test_at_a_place_the_government_in_force_is_meant_not_one_of_the_past(city: City) -> None:
    """Towns are merged and districts renamed: two units have stood at the same place."""
    city.unit("OLD", UnitType.TOWN, "990403001", valid_to=LAST)
    city.unit("NEW", UnitType.TOWN, "990403001", valid_from=date(2026, 7, 1))
    assert resolved(city, TOWN) == "NEW"
