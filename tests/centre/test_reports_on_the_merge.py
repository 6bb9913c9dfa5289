"""Units report on their own numbers; the centre decides what is not needed and when things are due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from yihao.centre import actions, queries
from yihao.centre.models import MergePlan
from yihao.centre.values import TaskState
from yihao.hotlines import queries as hotlines
from yihao.hotlines.actions import save_hotline
from yihao.kernel import sql
from yihao.kernel.problems import Conflict, Forbidden, Invalid, NotFound, WrongState
from yihao.kernel.snapshot import forget
from yihao.kernel.values import Actor, Via
from yihao.organisation.values import Viewer

Person = Callable[[str, str], Viewer]


@pytest.fixture
def clerk(person: Person) -> Viewer:
    return person("unit_clerk", "JJ-RSJ")


@pytest.fixture
def supervisor(person: Person) -> Viewer:
    return person("supervisor", "JJ-ZX")


def plan(viewer: Viewer, number: str) -> dict[str, object]:
    return next(p for p in queries.board(viewer)["plans"] if p["number"] == number)


def task(viewer: Viewer, number: str, kind: str) -> dict[str, object]:
    return next(t for t in plan(viewer, number)["tasks"] if t["kind"] == kind)  # type: ignore[attr-defined]


def test_a_unit_sees_and_reports_its_own_number_only(december: str, clerk: Viewer) -> None:
    assert [p["number"] for p in queries.board(clerk)["plans"]] == ["12333"]
    actions.report(
        doer=clerk, number="12333", version=1, task="training", state=TaskState.DONE, done_on=date(2021, 12, 7)
    )
    found = task(clerk, "12333", "training")
    assert (found["state"], found["standing"], found["days_late"]) == ("done", "done", 2)
    with pytest.raises(NotFound):
        actions.report(
            doer=clerk, number="12348", version=1, task="training", state=TaskState.DONE, done_on=date(2021, 12, 7)
        )


def test_what_is_late_is_told(december: str, supervisor: Viewer) -> None:
    board = queries.board(supervisor)
    first, second, third = board["phases"]
    assert (first["plans"], second["plans"], third["plans"]) == (22, 14, 1)
    assert (first["plans_late"], third["plans_late"]) == (19, 0)  # three were merged before the plan
    assert task(supervisor, "12318", "notice")["days_late"] == 20
    assert task(supervisor, "12366", "test")["standing"] == "open"


def test_done_needs_its_day_and_not_one_to_come(december: str, clerk: Viewer) -> None:
    for day in (None, date(2021, 12, 9)):
        with pytest.raises(Invalid):
            actions.report(doer=clerk, number="12333", version=1, task="data", state=TaskState.DONE, done_on=day)


def test_the_centre_says_what_is_not_needed_and_why(december: str, clerk: Viewer, supervisor: Viewer) -> None:
    waive = {"number": "12333", "version": 1, "task": "system", "state": TaskState.WAIVED}
    with pytest.raises(Forbidden):
        actions.report(doer=clerk, **waive, note="没有系统")  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        actions.report(doer=supervisor, **waive)  # type: ignore[arg-type]
    actions.report(doer=supervisor, **waive, note="该号码没有业务系统")  # type: ignore[arg-type]
    assert task(supervisor, "12333", "system")["state_name"] == "不需要"


def test_the_centre_moves_a_due_date(december: str, clerk: Viewer, supervisor: Viewer) -> None:
    move = {"number": "12333", "task": "data", "due": date(2021, 12, 31), "note": "接口联调延后"}
    with pytest.raises(Forbidden):
        actions.move_due(doer=clerk, version=1, **move)  # type: ignore[arg-type]
    actions.move_due(doer=supervisor, version=1, **move)  # type: ignore[arg-type]
    actions.report(doer=clerk, number="12333", version=2, task="data", state=TaskState.DONE, done_on=date(2021, 12, 8))
    with pytest.raises(WrongState):
        actions.move_due(doer=supervisor, version=3, **move)  # type: ignore[arg-type]
    assert [h["detail"] for h in queries.history(supervisor, "12333")][:2] == [
        "数据归集：完成 2021-12-08", "数据归集：2021-12-16 → 2021-12-31",
    ]  # fmt: skip


def test_a_plan_follows_the_first_day_in_the_register(december: str, supervisor: Viewer) -> None:
    old = hotlines.plan(december).hotlines["12366"]
    later = replace(old, periods=(replace(old.periods[0], start=date(2021, 12, 20)),))
    save_hotline(by=Actor(december, Via.DESK), hotline=later)
    forget()
    assert plan(supervisor, "12366")["new_first_day"] == date(2021, 12, 20)
    before = task(supervisor, "12366", "test")["due"]
    actions.realign(doer=supervisor, number="12366", version=1)
    assert plan(supervisor, "12366")["new_first_day"] is None
    assert task(supervisor, "12366", "test")["due"] == before + timedelta(days=5)  # type: ignore[operator]
    with pytest.raises(WrongState):
        actions.realign(doer=supervisor, number="12366", version=2)


def test_a_stale_version_is_told(december: str, clerk: Viewer) -> None:
    assigned = {"number": "12333", "department": "综合科", "person": "某某", "phone": "8222333"}
    actions.assign(doer=clerk, version=1, **assigned)
    with pytest.raises(Conflict):
        actions.assign(doer=clerk, version=1, **assigned)


def test_seats_and_staff_are_handed_over(december: str, clerk: Viewer) -> None:
    with pytest.raises(Invalid, match="不能多于"):
        actions.hand_over(doer=clerk, number="12333", version=1, seats=(4, 5), staff=(6, 0))
    actions.hand_over(doer=clerk, number="12333", version=1, seats=(4, 3), staff=(6, 6))
    found = MergePlan.objects.get(number="12333")
    assert (found.seats_planned, found.seats_moved, found.staff_moved) == (4, 3, 6)


def test_the_ledger_holds_no_names(december: str, clerk: Viewer) -> None:
    actions.assign(doer=clerk, number="12333", version=1, department="综合科", person="张三丰", phone="13812345678")
    texts = " ".join(r["payload"] for r in sql.rows("SELECT payload::text FROM event WHERE kind LIKE 'merge.%%'"))
    assert "13812345678" not in texts
    assert "张" not in texts


def test_the_board_asks_a_bounded_number_of_times(
    december: str, supervisor: Viewer, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        queries.board(supervisor)
