"""The catalogue names a handling unit for every leaf everywhere."""

from datetime import date

import pytest

from yihao.app.region import Pack, Resolution, Resolver
from yihao.app.region.values import AreaLevel, UnitType

DAY = date(2026, 7, 15)


@pytest.fixture(scope="module")
def resolver(pack: Pack) -> Resolver:
    return Resolver(pack.areas, pack.units, pack.classes, pack.catalogue)


def resolve(resolver: Resolver, pack: Pack, name: str, area: str) -> Resolution:
    code = next(item.code for item in pack.classes if item.name == name)
    found = resolver.resolve(code, area, DAY)
    assert found is not None
    return found


def test_every_leaf_in_every_county_and_township(resolver: Resolver, pack: Pack) -> None:
    units = {unit.code: unit for unit in pack.units}
    parents = {item.parent for item in pack.classes}
    for item in pack.classes:
        if item.code in parents:
            continue
        for area in pack.areas:
            if area.level is not AreaLevel.CITY:
                found = resolver.resolve(item.code, area.code, DAY)
                assert found is not None, (item.name, area.name)
                assert units[found.lead].handles
                assert found.lead not in found.copies


def test_a_township_lead_always_has_its_county_as_copy(resolver: Resolver, pack: Pack) -> None:
    units = {unit.code: unit for unit in pack.units}
    leads = 0
    for rule in pack.catalogue:
        found = resolver.resolve(rule.class_code, "360424101", DAY)
        if found and units[found.lead].type is UnitType.TOWN:
            leads += 1
            assert units[found.lead].parent in found.copies
    assert leads > 10


def test_county_leads_with_the_department_as_copy(resolver: Resolver, pack: Pack) -> None:
    found = resolve(resolver, pack, "占道经营", "360403001")
    assert (found.lead, found.copies) == ("JJ-360403", ("JJ-CGJ",))


def test_the_nearest_place_wins(resolver: Resolver, pack: Pack) -> None:
    assert resolve(resolver, pack, "停水", "360403001").lead == "JJ-SWGS"
    assert resolve(resolver, pack, "停水", "360424").lead == "JJ-360424"


def test_vertical_business_goes_to_the_city_unit(resolver: Resolver, pack: Pack) -> None:
    assert resolve(resolver, pack, "发票问题", "360428").lead == "JJ-SWJ"
    assert resolve(resolver, pack, "停电", "360428").lead == "JJ-GDGS"


def test_where_the_township_is_unknown_the_county_leads(resolver: Resolver, pack: Pack) -> None:
    found = resolve(resolver, pack, "农村人居环境整治", "360424")
    assert found.lead == "JJ-360424"
    assert found.lead not in found.copies


def test_a_functional_zone_leads_by_its_committee(resolver: Resolver, pack: Pack) -> None:
    assert resolve(resolver, pack, "拖欠农民工工资", "3604Z1").lead == "JJ-3604Z1"


def test_a_class_without_a_rule_of_its_own_follows_its_parents(pack: Pack) -> None:
    leaf = next(item for item in pack.classes if item.name == "占道经营")
    rules = [rule for rule in pack.catalogue if rule.class_code != leaf.code]
    found = Resolver(pack.areas, pack.units, pack.classes, rules).resolve(leaf.code, "360403", DAY)
    assert found is not None
    assert found.rule is not None
    assert found.rule.class_code == leaf.code[:2]


def test_without_any_rule_the_default_unit_leads(pack: Pack) -> None:
    leaf = next(item for item in pack.classes if item.name == "占道经营")
    found = Resolver(pack.areas, pack.units, pack.classes, ()).resolve(leaf.code, "360403", DAY)
    assert found == Resolution(lead=leaf.default_unit, copies=(), rule=None)


def test_most_orders_go_to_counties(resolver: Resolver, pack: Pack) -> None:
    parents = {item.parent for item in pack.classes}
    codes = [item.code for item in pack.classes if item.code not in parents]
    leads = [found.lead for code in codes if (found := resolver.resolve(code, "360424101", DAY))]
    assert sum(lead.startswith("JJ-360424") for lead in leads) / len(leads) > 0.75
