"""Audit 审计: after each state all rows are what their events say; whatever was done beside the ledger is named."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from tests.orders.builders import (
    BAD,
    GOOD,
    ROLLED_BACK,
    City,
    Hands,
    closed,
    dispatched,
    filed,
    form,
    signed,
    submitted,
    waiting,
)
from yihao.kernel import sql
from yihao.kernel.ids import new_id
from yihao.kernel.problems import WrongState
from yihao.orders import audit
from yihao.orders.actions import closing, intake
from yihao.orders.values.states import OrderState

pytestmark = ROLLED_BACK


def test_a_whole_story_agrees_with_its_ledger_at_every_step(city: City, hands: Hands) -> None:
    case = submitted(city)
    steps: list[Callable[[], object]] = [
        lambda: case.send_back(),
        lambda: case.supplement(),
        lambda: case.dispatch(copies=["JJ-ZJJ"], instruction="请先联系诉求人"),
        lambda: case.sign(),
        lambda: case.contact(note="已电话联系"),
        lambda: case.reply(internal_note="维修队已出发"),
        lambda: case.fail_check(),
        lambda: case.reply(),
        lambda: case.pass_check(),
        lambda: case.ring(),
        lambda: case.visit(BAD, opinion="还在漏"),
        lambda: case.redo(),
        lambda: case.handled(),
        lambda: case.visit(GOOD),
        lambda: case.rate(BAD),
        lambda: case.explain_end(),
        lambda: case.archive(),
    ]
    for step in steps:
        hands.move(minutes=7)
        step()
        assert audit.verify() == []
    assert case.state == OrderState.ARCHIVED


@pytest.mark.parametrize(
    ("column", "value"),
    [("state", "closed"), ("round", 1), ("lead_unit_id", None), ("check_failures", 3), ("urgency", "critical"),
     ("limits_version", 99), ("number", "3604002603100000000"), ("version", 40)],
)  # fmt: skip
def test_a_changed_column_of_an_order_is_named(city: City, column: str, value: object) -> None:
    case = dispatched(city)
    before = case.row[column]
    sql.execute(f"UPDATE work_order SET {column} = %s WHERE id = %s", (value, case.id))
    [finding] = audit.verify()
    assert finding.row == f"工单 {case.row['number']}"
    assert column in finding.what
    assert repr(value) in finding.what
    assert str(before) in finding.what


def test_a_changed_instant_is_named(city: City) -> None:
    case = closed(city)
    sql.execute("UPDATE work_order SET replied_at = replied_at - interval '1 second' WHERE id = %s", (case.id,))
    assert [f.what.split()[0] for f in audit.verify()] == ["replied_at"]


def test_a_changed_appeal_and_a_changed_assignment_are_named(city: City) -> None:
    case = signed(city)
    sql.execute("UPDATE appeal SET appeal_type = 'praise' WHERE id = %s", (case.taken.appeal_id,))
    sql.execute("UPDATE assignment SET signed_at = now() WHERE order_id = %s", (case.id,))
    found = audit.verify()
    assert [f.row.split()[0] for f in found] == ["诉求", "承办环节"]
    assert "appeal_type" in found[0].what and "signed_at" in found[1].what


@pytest.mark.parametrize(
    "change", ["closed_at = now()", "outcome = 'satisfied'", "replied_at = now()", "result = 'solved'"]
)
def test_a_column_that_no_event_has_set_yet_is_named_too(city: City, change: str) -> None:
    case = dispatched(city)
    sql.execute(f"UPDATE work_order SET {change} WHERE id = %s", (case.id,))
    assert [f.what.split()[0] for f in audit.verify()] == [change.split()[0]]


def test_a_removed_row_is_named(city: City) -> None:
    case = submitted(city).dispatch(copies=["JJ-ZJJ"])
    copy = next(a for a in case.assignments if a["role"] == "copy")
    sql.execute("DELETE FROM assignment WHERE id = %s", (copy["id"],))
    [finding] = audit.verify()
    assert (finding.row, finding.what) == (f"承办环节 {copy['id']}", "账本有记载，数据行被删除")


def test_a_row_without_events_is_named(city: City) -> None:
    case = dispatched(city)
    key = new_id()
    sql.execute(
        "INSERT INTO assignment (id, region, order_id, unit_id, role, state, version, issued_at, result)"
        " SELECT %s, region, order_id, unit_id, 'copy', 'informed', 1, issued_at, '' FROM assignment WHERE order_id = %s",
        (key, case.id),
    )
    [finding] = audit.verify()
    assert finding.row == f"承办环节 {key}"
    assert "没有它的事件" in finding.what


def test_the_database_refuses_to_change_an_event_or_a_text(city: City) -> None:
    waiting(city)
    for statement in (
        "UPDATE event SET actor = 'system'", "DELETE FROM event", "UPDATE appeal_text SET kind = 'note'", "DELETE FROM appeal_text",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql.execute(statement)


def test_a_refused_act_leaves_neither_row_nor_event(city: City) -> None:
    case = dispatched(city)
    before = sql.row("SELECT count(*) AS n FROM event")
    with pytest.raises(WrongState):
        closing.pass_check(doer=city.dispatcher, order_id=case.id, version=case.version)
    assert sql.row("SELECT count(*) AS n FROM event") == before
    assert audit.verify() == []


def test_what_the_agent_adds_to_a_filed_appeal_is_no_finding(city: City) -> None:
    taken = filed(city)
    intake.submit(
        doer=city.agent, form=form(urgency="critical", secrecy="confidential"), appeal_id=taken.appeal_id, version=1
    )
    assert audit.verify() == []
