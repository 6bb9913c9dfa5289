"""An event is written in the transaction of what it tells, or not at all."""

from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.kernel.events import NOON, SOMEBODY, entry, event_ids, happen, payload_of
from yihao.kernel import clock, ledger, sequencer, sql
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject, Via
from yihao.organisation.values import GrantEnded


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_an_event_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        ledger.write(entry())
    assert event_ids() == set()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_nothing() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        ledger.write(entry(), entry())
        raise KeyError
    assert event_ids() == set()
    assert sequencer.lag() == 0
    assert sequencer.sequence_all() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_within_a_transaction_leaves_nothing_either() -> None:
    with transaction.atomic():
        ledger.write(kept := entry())
        with pytest.raises(KeyError), transaction.atomic():
            ledger.write(entry())
            raise KeyError
    assert event_ids() == {kept.id}


@pytest.mark.django_db
def test_a_committed_event_waits_for_the_sequencer() -> None:
    happen(3)
    assert sequencer.lag() == 3


@pytest.mark.django_db
def test_writing_nothing_is_nothing() -> None:
    ledger.write()
    assert event_ids() == set()


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_what_and_when() -> None:
    account, unit, order, grant = new_id(), new_id(), new_id(), new_id()
    by = Actor("360400", Via.DESK, account, "张三", unit, "10.0.0.1")
    with clock.clock_at(learnt := NOON.replace(hour=9)):
        ledger.write(
            made := ledger.Entry(GrantEnded(grant, NOON.date()), Subject("account", account), by, NOON, order, 7)
        )
    row = sql.row("SELECT * FROM event WHERE id = %s", (made.id,))
    assert row is not None
    assert payload_of(made.id) == {"grant_id": str(grant), "valid_to": "2026-10-08"}
    del row["payload"]
    assert row == {
        "id": made.id,
        "region": "360400",
        "kind": "grant.ended",
        "subject_type": "account",
        "subject_id": account,
        "order_id": order,
        "actor": str(account),
        "acting_unit": unit,
        "channel": "desk",
        "occurred_at": NOON,
        "recorded_at": learnt,
        "version": 7,
    }


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (Actor("360400", Via.DESK, UUID(int=7), "张三"), str(UUID(int=7))),
        (Actor("360400", Via.PORTAL, name="李四"), "citizen"),
        (Actor("360400", Via.SYSTEM), "system"),
        (SOMEBODY, "system"),
    ],
)
def test_the_actor_is_a_code_never_a_name(by: Actor, code: str) -> None:
    assert by.code == code


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_the_sequencer_and_sequencing_wakes_the_readers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {ledger.WAKE_SEQUENCER}")
        cursor.execute(f"LISTEN {sequencer.WAKE_READERS}")

    def heard() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [note.channel for note in connection.connection.notifies(timeout=0)]

    try:
        with pytest.raises(KeyError), transaction.atomic():
            ledger.write(entry())
            raise KeyError
        assert heard() == []
        happen(2)
        assert heard() == [ledger.WAKE_SEQUENCER]
        sequencer.sequence_all()
        assert heard() == [sequencer.WAKE_READERS]
        sequencer.sequence_all()
        assert heard() == []
    finally:
        connection.close()
