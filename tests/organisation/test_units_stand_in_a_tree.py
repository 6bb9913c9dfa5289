"""A unit's path leads from the root down; it moves with its parent, and nobody can stand below itself."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.organisation.conftest import City
from tests.organisation.ledger import events
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid, NotFound
from yihao.kernel.snapshot import forget
from yihao.organisation import actions, queries
from yihao.organisation.models import Unit
from yihao.organisation.values import UnitType


def paths(city: City) -> dict[str, str]:
    """The paths of the city's units within the city."""
    found = Unit.objects.filter(region=city.code).values_list("code", "path")
    return {code: path.removeprefix(f"{city.code}/") for code, path in found}


def test_a_path_is_the_codes_from_the_root_down(city: City) -> None:
    assert paths(city) == {"GOV": "GOV/", "ZWB": "GOV/ZWB/", "ZX": "GOV/ZWB/ZX/"}


def test_a_unit_moves_with_all_below_it(city: City) -> None:
    city.unit("A", "GOV")
    city.unit("B", "A")
    city.unit("C", "B")
    city.unit("NEW", "GOV")
    before = city.fact("C").id
    city.unit("B", "NEW")
    found = paths(city)
    assert [found[code] for code in ("A", "B", "C")] == ["GOV/A/", "GOV/NEW/B/", "GOV/NEW/B/C/"]
    assert city.fact("C").id == before
    assert city.fact("C").path.endswith("GOV/NEW/B/C/")


def test_a_unit_may_become_a_root_with_all_below_it(city: City) -> None:
    city.unit("ZWB")
    assert paths(city) == {"GOV": "GOV/", "ZWB": "ZWB/", "ZX": "ZWB/ZX/"}


def test_only_what_stands_below_moves_not_what_is_spelt_alike(city: City) -> None:
    city.unit("A", "GOV")
    city.unit("A1", "GOV")
    city.unit("B", "A1")
    city.unit("A", "ZWB")
    assert paths(city)["B"] == "GOV/A1/B/"


def test_a_new_code_changes_the_paths_below(city: City) -> None:
    zwb = city.fact("ZWB").id
    city.unit("ZSJ", "GOV", unit_id=zwb)
    assert paths(city) == {"GOV": "GOV/", "ZSJ": "GOV/ZSJ/", "ZX": "GOV/ZSJ/ZX/"}
    assert city.fact("ZSJ").id == zwb


def test_moving_a_unit_leaves_another_city_alone(city: City) -> None:
    """Codes are a city's own; another may use the same."""
    elsewhere = City("990002", city.by)
    elsewhere.unit("GOV")
    elsewhere.unit("ZWB", "GOV")
    elsewhere.unit("ZX", "ZWB")
    before = paths(elsewhere)
    city.unit("ZWB")
    assert paths(elsewhere) == before


@pytest.mark.parametrize(("unit", "parent"), [("GOV", "GOV"), ("GOV", "ZWB"), ("GOV", "ZX"), ("ZWB", "ZX")])
def test_nobody_stands_below_itself(city: City, unit: str, parent: str) -> None:
    before = paths(city)
    with pytest.raises(Invalid, match="上级机构不能是本机构或其下级") as refusal, transaction.atomic():
        city.unit(unit, parent)
    assert refusal.value.errors[0].field == "parent"
    assert paths(city) == before


def test_a_parent_that_is_not_there_or_in_another_city_is_refused(city: City, region: str) -> None:
    """Below a unit of another city, that city's people would see it as theirs."""
    abroad = queries.centre(region).id
    for parent in (new_id(), abroad):
        with pytest.raises(Invalid, match="上级机构") as refusal, transaction.atomic():
            city.unit("A", parent_id=parent)
        assert refusal.value.errors[0].field == "parent"


_moves = st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["", *"ABCDE"])), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_moves)
def test_after_any_moves_every_path_is_the_parents_path_and_the_code(city: City, moves: list[tuple[str, str]]) -> None:
    sid = transaction.savepoint()
    for code in "ABCDE":
        city.unit(code)
    for code, parent in moves:
        try:
            with transaction.atomic():
                city.unit(code, parent)
        except Invalid:
            assert paths(city)[parent].startswith(paths(city)[code])
    found = paths(city)
    for unit in Unit.objects.filter(region=city.code).select_related("parent"):
        assert found[unit.code] == (found[unit.parent.code] if unit.parent else "") + unit.code + "/"
    transaction.savepoint_rollback(sid)
    forget()


def test_a_code_belongs_to_one_unit(city: City) -> None:
    with pytest.raises(Invalid, match="代码 ZX 已被“ZX 局”使用") as refusal:
        city.unit("ZX", "GOV", unit_id=city.fact("ZWB").id)
    assert refusal.value.errors[0].field == "code"
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(region=city.code, code="ZX", name="x", path="x", tier=1, valid_from=date(2020, 1, 1))


def test_entering_the_same_again_changes_nothing_and_tells_nothing(city: City) -> None:
    unit = city.unit("A", "GOV", duty_phone="8123456")
    assert city.unit("A", "GOV", duty_phone="8123456") == unit
    assert len(events(unit)) == 1
    city.unit("A", "GOV", duty_phone="8123457")
    assert len(events(unit)) == 2


def test_the_ledger_says_where_a_unit_stands_and_until_when(city: City) -> None:
    successor = city.unit("NEW", "GOV")
    unit = city.unit("OLD", "GOV", valid_to=date(2026, 12, 31), successor_id=successor, type=UnitType.TEMP_HQ)
    assert events(unit) == [
        (
            "unit.saved",
            {
                "code": "OLD",
                "type": "TEMP_HQ",
                "parent_id": str(city.fact("GOV").id),
                "valid_from": "2020-01-01",
                "valid_to": "2026-12-31",
                "successor_id": str(successor),
            },
        )
    ]


def test_a_dissolved_unit_stays_with_its_successor_named(city: City) -> None:
    successor = city.unit("NEW", "GOV")
    old = city.unit("OLD", "GOV", valid_to=date(2026, 12, 31), successor_id=successor)
    found = queries.unit(old)
    assert (found.valid_to, found.successor_id) == (date(2026, 12, 31), successor)


def test_a_unit_cannot_end_before_it_begins(city: City) -> None:
    with pytest.raises(Invalid, match="停用日期早于启用日期"):
        city.unit("A", "GOV", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 31))


def test_the_county_above_a_unit(city: City) -> None:
    city.unit("XYQ", "GOV", type=UnitType.COUNTY)
    city.unit("GTJD", "XYQ", type=UnitType.TOWN)
    city.unit("CUN", "GTJD", tier=4)
    county = city.fact("XYQ")
    for code in ("XYQ", "GTJD", "CUN"):
        assert queries.county_of(city.fact(code)) == county
    assert queries.county_of(city.fact("ZX")) is None


def test_units_are_found_by_id_code_and_as_the_centre(city: City) -> None:
    zx = city.fact("ZX")
    assert queries.centre(city.code) == zx == queries.unit(zx.id)
    assert queries.unit_label(zx.id) == "ZX 局"
    city.unit("ZX", "ZWB", type=UnitType.CENTER, short_name="热线中心")
    assert queries.unit_label(zx.id) == "热线中心"
    assert queries.unit_label(None) == ""
    actions.save_region(
        code=city.code, name="试验市", short_name="试验", timezone="Asia/Shanghai", number="12345",
        phone_area_code="0799", names=[], texts={}, centre_code="NONE",
    )  # fmt: skip
    with pytest.raises(NotFound, match="没有热线工作机构"):
        queries.centre(city.code)
