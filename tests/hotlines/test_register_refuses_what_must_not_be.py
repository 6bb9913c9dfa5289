"""Overlaps, unknown units, emergency numbers, new and re-opened numbers (方案 一、三(一))."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yihao.hotlines.rules.register import (
    faults,
    menu_faults,
    needs_approval,
    planned_merge,
    skill_faults,
    transition_last_day,
)
from yihao.hotlines.rules.routing import normalise, period_on
from yihao.hotlines.values import Choice, HotlineFact, MenuFact, Mode, NumberPlan, Period, Stage

DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))
START = date(2021, 11, 25)


def number(plan: NumberPlan, **changes: object) -> HotlineFact:
    periods = planned_merge(START, plan.transition_months)
    return replace(
        HotlineFact(number="12320", name="卫生热线", mode=Mode.FULL_MERGE, owner="JJ-WJW", periods=periods), **changes
    )


def reasons(plan: NumberPlan, hotline: HotlineFact) -> str:
    return "；".join(f"{f.field} {f.reason}" for f in faults(hotline, plan, {"JJ-WJW"}))


def test_a_sound_number(plan: NumberPlan) -> None:
    assert not reasons(plan, number(plan))


def test_overlap_and_gap(plan: NumberPlan) -> None:
    first, second = planned_merge(START, 1)
    earlier = replace(second, start=second.start - timedelta(days=1))
    later = replace(second, start=second.start + timedelta(days=1))
    assert "重叠" in reasons(plan, number(plan, periods=(first, earlier)))
    assert "空档" in reasons(plan, number(plan, periods=(first, later)))


def test_wrong_unit_and_forbidden_numbers(plan: NumberPlan) -> None:
    assert "没有“JJ-NONE”" in reasons(plan, number(plan, owner="JJ-NONE"))
    for emergency in ("110", "119", "120", "122"):
        assert "紧急号码" in reasons(plan, number(plan, number=emergency))
    assert "自己的号码" in reasons(plan, number(plan, number="12345"))


def test_transition_lasts_its_month(plan: NumberPlan) -> None:
    first, second = planned_merge(START, 2)
    assert "2021-12-25" in reasons(plan, number(plan, periods=(first, second)))


def test_a_length_the_clause_does_not_name_must_be_decided(plan: NumberPlan) -> None:
    assert "需要指定" in reasons(plan, number(plan, number="967799"))


def test_dual_number_without_any_seats(plan: NumberPlan) -> None:
    dual = number(plan, mode=Mode.DUAL_NUMBER, periods=(Period(stage=Stage.DUAL, start=START),))
    assert "座席并入" in reasons(plan, dual)


def test_ring_of_absorbed_numbers(plan: NumberPlan) -> None:
    assert "回到自己" in reasons(plan, replace(plan.hotlines["12315"], absorbed_into="12358"))


def test_new_and_reopened_numbers_need_approval(plan: NumberPlan) -> None:
    known = plan.hotlines["12318"]
    assert "不得新设" in needs_approval(None, known)
    assert not needs_approval(known, replace(known, note="改了备注"))
    closed = replace(known.periods[-1], end=date(2024, 12, 31))
    again = Period(stage=Stage.DUAL, start=date(2025, 1, 1), seats_in=True)
    assert "不再恢复" in needs_approval(known, replace(known, periods=(known.periods[0], closed, again)))


def test_menu_must_reach_a_person_and_say_its_keys(plan: NumberPlan) -> None:
    away = MenuFact("x", (Choice("1", "报修", skill="kept_water"),))
    assert any("人工座席" in r for _, _, r in menu_faults(away, "报修请按1", plan.skills))
    silent = MenuFact("x", (Choice("0", "人工", skill="general"),))
    assert any("没有说到按键 0" in r for _, _, r in menu_faults(silent, "请稍候", plan.skills))
    assert not list(menu_faults(silent, "人工请按0", plan.skills))


def test_the_line_has_one_queue_of_its_own(plan: NumberPlan) -> None:
    units = {s.unit for s in plan.skills.values()}
    none = {c: s for c, s in plan.skills.items() if c != "general"}
    assert any("只有一个综合" in reason for _, _, reason in skill_faults(none, units))
    assert not list(skill_faults(plan.skills, units))


def test_overflow_in_a_ring(plan: NumberPlan) -> None:
    ring = dict(plan.skills) | {"general": replace(plan.skills["general"], overflow="consult", overflow_after=10)}
    assert any("回到自己" in reason for _, _, reason in skill_faults(ring, {s.unit for s in ring.values()}))


@given(start=DAYS, months=st.integers(0, 24))
def test_transition_ends_on_the_corresponding_day(start: date, months: int) -> None:
    end = transition_last_day(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(start=DAYS, day=DAYS, months=st.integers(0, 6))
def test_a_number_is_one_thing_on_every_day(start: date, day: date, months: int) -> None:
    periods = planned_merge(start, months)
    hotline = HotlineFact(number="12318", name="x", mode=Mode.FULL_MERGE, owner="U", periods=periods)
    holding = [p for p in periods if p.start <= day and (p.end is None or day <= p.end)]
    found = period_on(hotline, day)
    assert found in holding if holding else found.stage is Stage.SEPARATE


def _written(digits: str) -> Iterator[str]:
    yield from (digits, "0792" + digits, f"0792-{digits}", f"+86 792 {digits}", f"(0792){digits}")


@given(st.from_regex(r"12\d{3}|8[0-5]\d{5}|9\d{5}", fullmatch=True))
def test_a_number_has_one_form(digits: str) -> None:
    assert {normalise(w, "0792") for w in _written(digits)} == {digits}
