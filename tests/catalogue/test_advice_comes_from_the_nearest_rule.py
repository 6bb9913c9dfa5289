"""派单目录: the rule for the nearest class wins, among those the one for the nearest place; else the default unit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.trees import AREAS, CLASSES
from yihao.catalogue.rules import Advice, advise, chain
from yihao.catalogue.values import DispatchRule

DAY = date(2026, 10, 8)


def rule(class_code: str, area: str, lead: str, **more: object) -> DispatchRule:
    return DispatchRule(f"{class_code}-{area}-{lead}", class_code, area, lead, **more)  # type: ignore[arg-type]


def advice(rules: list[DispatchRule], class_code: str = "040101", area_code: str = "990403001") -> Advice | None:
    return advise(
        rules=rules, classes=CLASSES, areas=AREAS, class_code=class_code, area_code=area_code, day=DAY
    )  # fmt: skip


def lead(rules: list[DispatchRule], class_code: str = "040101", area_code: str = "990403001") -> str | None:
    found = advice(rules, class_code, area_code)
    return found.lead if found else None


def test_an_entry_and_its_ancestors() -> None:
    assert [c.code for c in chain(CLASSES, "040101")] == ["040101", "0401", "04"]
    assert [a.name for a in chain(AREAS, "990403001001")] == ["庐峰路社区", "甘棠街道", "浔阳区", "九江市"]
    assert chain(CLASSES, "99") == []


def test_a_tree_that_bites_its_tail_ends() -> None:
    from yihao.catalogue.values import Area

    ring = {"a": Area("a", "甲", "b", "town"), "b": Area("b", "乙", "a", "town")}
    assert [a.code for a in chain(ring, "a")] == ["a", "b"]


def test_the_nearest_class_wins_even_against_a_nearer_place() -> None:
    assert lead([rule("0401", "990403001", "FAR CLASS"), rule("040101", "", "NEAR CLASS")]) == "NEAR CLASS"


def test_for_one_class_the_nearest_place_wins() -> None:
    rules = [
        rule("040101", "", "ANYWHERE"),
        rule("040101", "990400", "CITY"),
        rule("040101", "990403", "COUNTY"),
        rule("040101", "990403001", "TOWN"),
    ]
    assert lead(rules) == "TOWN"
    assert lead(rules[:3]) == "COUNTY"
    assert lead(rules[:2]) == "CITY"
    assert lead(rules[:1]) == "ANYWHERE"
    assert lead(rules, area_code="990403001001") == "TOWN"
    assert lead(rules, area_code="990424") == "CITY"
    assert lead(rules, area_code="unknown") == "ANYWHERE"


def test_what_is_said_for_other_classes_and_places_does_not_count() -> None:
    assert lead([rule("0402", "", "X"), rule("040101", "990424", "Y"), rule("040102", "990403", "Z")]) == "SWGS"


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "counts"),
    [
        (None, None, True),
        (date(2026, 10, 8), None, True),
        (date(2026, 10, 9), None, False),
        (None, date(2026, 10, 8), True),
        (None, date(2026, 10, 7), False),
    ],
)
def test_a_rule_counts_from_its_first_to_its_last_day(
    valid_from: date | None, valid_to: date | None, counts: bool
) -> None:
    found = lead([rule("040101", "", "DATED", valid_from=valid_from, valid_to=valid_to), rule("0401", "", "ELSE")])
    assert found == ("DATED" if counts else "ELSE")


def test_the_advice_says_why() -> None:
    (own,) = [rule("0401", "990403", "SWJ", copies=("CGJ", "JSJ"), basis="三定方案")]
    assert advice([own]) == Advice("SWJ", ("CGJ", "JSJ"), "三定方案", "派单目录：供水 × 浔阳区", own.code)
    everywhere = advice([rule("04", "", "SWJ")])
    assert everywhere is not None
    assert everywhere.why == "派单目录：水电气热 × 全市"


def test_without_a_rule_the_default_unit_of_the_class_or_the_nearest_above() -> None:
    own = advice([])
    assert own == Advice("SWGS", (), "分类默认承办单位", "分类“停水”的默认承办单位", "")
    assert lead([], class_code="040102") == "GJJ"


def test_without_either_there_is_no_advice() -> None:
    assert advice([], class_code="0901") is None
    assert advice([rule("040101", "", "X")], class_code="unknown") is None


_rules = st.lists(
    st.builds(
        DispatchRule,
        st.uuids().map(str),
        st.sampled_from([*CLASSES, "99"]),
        st.sampled_from(["", *AREAS, "99"]),
        st.sampled_from("ABCDE"),
        valid_from=st.sampled_from([None, date(2026, 1, 1), date(2027, 1, 1)]),
        valid_to=st.sampled_from([None, date(2026, 6, 1), date(2027, 6, 1)]),
    ),
    max_size=12,
)


@given(_rules, st.sampled_from([*CLASSES, "none"]), st.sampled_from([*AREAS, "none"]))
def test_the_rule_that_is_chosen_fits_and_no_other_is_nearer(
    rules: list[DispatchRule], class_code: str, area_code: str
) -> None:
    classes = [c.code for c in chain(CLASSES, class_code)]
    areas = [a.code for a in chain(AREAS, area_code)] + [""]

    def distance(one: DispatchRule) -> tuple[int, int]:
        return classes.index(one.class_code), areas.index(one.area)

    fitting = [
        one
        for one in rules
        if one.class_code in classes and one.area in areas and (one.valid_from or DAY) <= DAY <= (one.valid_to or DAY)
    ]
    found = advice(rules, class_code, area_code)
    if fitting:
        assert found is not None
        (chosen,) = [one for one in fitting if one.code == found.rule]
        assert distance(chosen) == min(map(distance, fitting))
        assert found.lead == chosen.lead
    else:
        assert found == advice([], class_code, area_code)


@given(_rules, st.permutations(range(12)))
def test_the_order_of_the_rules_matters_only_between_equals(rules: list[DispatchRule], order: list[int]) -> None:
    unique = list({(one.class_code, one.area): one for one in rules}.values())
    shuffled = [unique[n] for n in order if n < len(unique)]
    assert advice(shuffled) == advice(unique)
