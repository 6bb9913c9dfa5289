"""Every opening is written down: who, for which unit, what, when, from where, why."""

import pytest

from tests.kernel.events import NOON
from yihao.kernel import access, sql
from yihao.kernel.clock import clock_at
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Via


@pytest.mark.django_db
def test_a_look_is_written_down() -> None:
    account, unit, order = new_id(), new_id(), new_id()
    by = Actor("360400", Via.DESK, account, "张三", unit, "10.0.0.1")
    with clock_at(NOON):
        access.note(
            by=by, action="reveal", subject_type="order", subject_id=order, field="phone", reason="contact", detail={"n": 1}
        )
    row = sql.row("SELECT * FROM access_log")
    assert row is not None
    assert row.pop("id").version == 7
    assert row == {
        "region": "360400",
        "account_id": account,
        "unit_id": unit,
        "action": "reveal",
        "subject_type": "order",
        "subject_id": order,
        "field": "phone",
        "reason": "contact",
        "address": "10.0.0.1",
        "at": NOON,
        "detail": '{"n": 1}',
    }


@pytest.mark.django_db
def test_a_look_at_a_list_has_no_subject_and_a_citizen_no_account() -> None:
    access.note(by=Actor("360400", Via.PORTAL), action="list", subject_type="order", subject_id=None)
    row = sql.row("SELECT account_id, unit_id, subject_id, field, reason, address FROM access_log")
    assert row == {"account_id": None, "unit_id": None, "subject_id": None, "field": "", "reason": "", "address": ""}
