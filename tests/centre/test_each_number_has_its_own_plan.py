"""一号一策 (方案 五(二)): which tasks a number has, and when they are due."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from yihao.centre import rules
from yihao.centre.models import MergePlan
from yihao.centre.values import Standing, Tally, TaskFact, TaskState
from yihao.hotlines import queries as hotlines
from yihao.kernel.values import Actor

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
TASKS = st.lists(st.builds(TaskFact, st.sampled_from(TaskState), DAYS, st.none() | DAYS), max_size=12)


def tasks(number: str) -> dict[str, str]:
    return {t.kind: t.due.isoformat() for t in MergePlan.objects.get(number=number).tasks.all()}


def test_three_phases_with_22_14_and_1(december: str) -> None:
    phases = [MergePlan.objects.filter(region=december, phase=n).count() for n in (1, 2, 3)]
    assert phases == [22, 14, 1]


def test_a_full_merge_is_announced_before_and_its_operator_told(december: str) -> None:
    assert tasks("12318") == {
        "notice": "2021-11-18", "prompt": "2021-11-24", "knowledge": "2021-11-22", "data": "2021-12-05",
        "handover": "2021-12-10", "test": "2021-11-26",
    }  # fmt: skip


def test_a_dual_number_with_experts_and_seats_of_its_own(december: str) -> None:
    assert set(tasks("12333")) == {
        *("knowledge", "system", "transfer", "data", "experts", "training", "handover", "test"),
    }
    assert "experts" not in tasks("12328")


def test_the_sub_centre_hands_nobody_over(december: str) -> None:
    assert {"transfer", "system", "data"} <= set(tasks("12366"))
    assert "handover" not in tasks("12366")


def test_numbers_taken_up_by_another_have_no_plan_of_their_own(december: str) -> None:
    assert not MergePlan.objects.filter(number="12358").exists()


def test_a_plan_is_made_once(december: str, by: Actor) -> None:
    from yihao.centre.actions import open_plan

    hotline = hotlines.plan(december).hotlines["12318"]
    assert open_plan(by=by, hotline=hotline) is None


def test_what_was_merged_long_before_the_system_is_not_asked_for(region: str) -> None:
    """(The pack of these tests is loaded years after 2021.)"""
    states = set(MergePlan.objects.get(region=region, number="12318").tasks.values_list("state", flat=True))
    assert states == {"before"}


@given(TASKS, DAYS)
def test_a_plan_stands_as_its_worst_task(found: list[TaskFact], today: date) -> None:
    count = rules.tally(found, today)
    stands = rules.plan_standing(found, today)
    assert count.settled + count.late <= count.total == len([t for t in found if t.state is not TaskState.BEFORE])
    assert (stands is Standing.LATE) == (count.late > 0)
    assert (stands is Standing.DONE) == (count.settled == count.total)


@given(TASKS, TASKS, DAYS)
def test_tallies_add_up(one: list[TaskFact], other: list[TaskFact], today: date) -> None:
    assert rules.tally(one, today) + rules.tally(other, today) == rules.tally([*one, *other], today)


@given(DAYS, DAYS)
def test_late_begins_the_day_after(due: date, today: date) -> None:
    task = TaskFact(TaskState.OPEN, due)
    assert (rules.standing(task, today) is Standing.LATE) == (today > due)
    assert rules.days_late(task, today) == max(0, (today - due).days)
    assert rules.days_late(TaskFact(TaskState.WAIVED, due), today) == 0


def test_tally_of_nothing() -> None:
    assert rules.tally([], date(2021, 12, 1)) == Tally(0, 0, 0)


def test_numbers_merged_before_the_plan_have_nothing_left_to_do(december: str) -> None:
    """领域档案 8.2-3: phase 1 really has 19 left to do, phase 2 has 13."""
    left = [
        len({p.number for p in MergePlan.objects.filter(phase=n, tasks__state="open").distinct()}) for n in (1, 2, 3)
    ]
    assert left == [19, 13, 1]
