"""The database itself refuses to change or remove what was written: events, their places, and the access log."""

import pytest
from django.db import DatabaseError, transaction

from tests.kernel.events import event_ids, feed_ids, happen
from yihao.kernel import access, clock, partitions, sequencer, sql
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "order",
    [
        "UPDATE event SET kind = 'x'",
        "UPDATE event SET payload = '{}' WHERE true",
        "DELETE FROM event",
        "UPDATE feed SET position = position + 100",
        "DELETE FROM feed",
        "UPDATE access_log SET reason = 'x'",
        "DELETE FROM access_log",
    ],
)
def test_changing_and_deleting_are_refused(order: str, by: Actor) -> None:
    happen(2)
    sequencer.sequence_all()
    access.note(by=by, action="open", subject_type="order", subject_id=new_id())
    with pytest.raises(DatabaseError, match=f"append-only: {order.split()[0]}"), transaction.atomic():
        sql.execute(order)
    assert len(event_ids()) == len(feed_ids()) == 2
    assert sql.row("SELECT count(*) AS n FROM access_log") == {"n": 1}


def test_a_month_of_its_own_is_guarded_as_well(by: Actor) -> None:
    partitions.ensure(clock.now())
    month = f"{clock.now():%Y%m}"
    happen()
    access.note(by=by, action="open", subject_type="order", subject_id=new_id())
    for table in (f"event_{month}", f"access_log_{month}"):
        assert sql.row(f"SELECT count(*) AS n FROM {table}") == {"n": 1}
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql.execute(f"DELETE FROM {table}")
