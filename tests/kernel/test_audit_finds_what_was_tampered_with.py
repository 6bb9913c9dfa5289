"""Audit 审计: whoever has the database's password can change rows, but not unnoticed; the row is named."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.kernel.events import entry, event_ids, happen, unguarded
from yihao.kernel import audit, crypto, ledger, sequencer, sql
from yihao.kernel.head import FIRST_SEAL, Head, write_head_file
from yihao.kernel.ids import new_id
from yihao.kernel.sequencer import seal_of, sequence_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def events() -> list[UUID]:
    """Six events with their places in the feed; the third of them stands at place 3."""
    written = happen(6)
    sequence_all()
    assert audit.verify() == []
    return written


def findings() -> dict[str, str]:
    """What the audit says, by the row that it names."""
    return {finding.row: finding.what for finding in audit.verify()}


def tamper(order: str, *values: object) -> None:
    with unguarded():
        assert sql.execute(order, values) >= 1


def test_an_empty_ledger_is_intact() -> None:
    assert audit.verify() == []


def test_an_intact_ledger_is_intact_also_in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_BATCH", 4)
    for _ in range(3):
        happen(3)
        sequence_all()
    happen(2)  # not sequenced yet
    told: list[int] = []
    assert audit.verify(told.append) == []
    assert told == [4, 8]


@pytest.mark.parametrize(
    "change",
    [
        "region = '360100'",
        "kind = 'grant.given'",
        "subject_type = 'unit'",
        "subject_id = gen_random_uuid()",
        "order_id = gen_random_uuid()",
        "actor = 'citizen'",
        "acting_unit = gen_random_uuid()",
        "channel = 'desk'",
        "occurred_at = occurred_at + interval '1 microsecond'",
        "version = version + 1",
        'payload = payload || \'{"valid_to": "2030-01-01"}\'',
        "payload = payload - 'valid_to'",
        "payload = payload || '{\"more\": null}'",
    ],
)
def test_a_changed_event_is_named_whatever_was_changed(events: list[UUID], change: str) -> None:
    tamper(f"UPDATE event SET {change} WHERE id = %s", events[2])
    assert findings() == {f"event {events[2]}": f"第 3 位的事件（{kind_of(events[2])}）或其封印被改动"}


def kind_of(event: UUID) -> str:
    found = sql.row("SELECT kind FROM event WHERE id = %s", (event,))
    assert found is not None
    return str(found["kind"])


def test_a_changed_time_of_recording_is_named(events: list[UUID]) -> None:
    tamper("UPDATE event SET recorded_at = recorded_at - interval '1 hour' WHERE id = %s", events[2])
    assert f"event {events[2]}" in findings()


def test_a_removed_event_is_named(events: list[UUID]) -> None:
    tamper("DELETE FROM event WHERE id = %s", events[2])
    assert findings() == {f"event {events[2]}": "第 3 位的事件被删除或改了记录时间"}


def test_a_removed_place_is_named_with_its_event(events: list[UUID]) -> None:
    tamper("DELETE FROM feed WHERE position = 3")
    assert findings() == {
        "feed 3": "第 3 位被删除",
        f"event {events[2]}": "事件（grant.ended）未经账本排序，是插入的",
    }


def test_an_event_removed_together_with_its_place_is_named(events: list[UUID]) -> None:
    tamper("DELETE FROM event WHERE id = %s", events[2])
    tamper("DELETE FROM feed WHERE position = 3")
    assert findings() == {"feed 3": "第 3 位被删除"}


def test_closing_the_gap_afterwards_does_not_help(events: list[UUID]) -> None:
    tamper("DELETE FROM event WHERE id = %s", events[2])
    tamper("DELETE FROM feed WHERE position = 3")
    tamper("UPDATE feed SET position = position - 1 WHERE position > 3")
    sql.execute("UPDATE feed_head SET position = 5")
    named = findings()
    assert {f"event {event}" for event in events[3:]} <= set(named)
    assert "ledger-head.json" in named  # and outside it is known that there were six


def test_two_events_that_changed_places_are_named(events: list[UUID]) -> None:
    tamper("DELETE FROM feed WHERE position IN (3, 4)")
    for position, event in ((3, events[3]), (4, events[2])):
        sql.execute(
            "INSERT INTO feed (position, event_id, recorded_at, seal)"
            " SELECT %s, id, recorded_at, decode(repeat('00', 32), 'hex') FROM event WHERE id = %s",
            (position, event),
        )
    assert {f"event {events[2]}", f"event {events[3]}"} <= set(findings())


@pytest.mark.parametrize("recorded", [timedelta(), timedelta(days=-40), timedelta(hours=1)])
def test_an_inserted_event_is_named(events: list[UUID], recorded: timedelta) -> None:
    forged = new_id()
    copy_event(events[0], forged, recorded)
    assert findings() == {f"event {forged}": "事件（grant.ended）未经账本排序，是插入的"}


def test_an_event_inserted_under_the_id_of_another_is_named(events: list[UUID]) -> None:
    """The id is unique only together with the time of recording, which decides about the month's partition."""
    copy_event(events[0], events[0], timedelta(hours=1))
    assert findings() == {f"event {events[0]}": "事件（grant.ended）未经账本排序，是插入的"}


def test_an_event_inserted_under_the_id_of_a_waiting_one_is_named() -> None:
    (waiting,) = happen(1)
    copy_event(waiting, waiting, timedelta(hours=1))
    assert set(findings()) == {f"event {waiting}"}


def test_an_inserted_event_with_a_place_of_its_own_is_named(events: list[UUID]) -> None:
    forged = new_id()
    copy_event(events[0], forged, timedelta())
    sql.execute(
        "INSERT INTO feed (position, event_id, recorded_at, seal) SELECT 7, id, recorded_at, sha256('x') FROM event"
        " WHERE id = %s",
        (forged,),
    )
    named = findings()
    assert f"event {forged}" in named
    assert named["feed_head"] == "账本头与最后一位（7）不符：末尾有记录被删除或插入"


def copy_event(model: UUID, as_id: UUID, later: timedelta) -> None:
    sql.execute(
        "INSERT INTO event SELECT %s, region, kind, subject_type, subject_id, order_id, actor, acting_unit, channel,"
        " occurred_at, recorded_at + %s, version, payload FROM event WHERE id = %s",
        (as_id, later, model),
    )


def test_a_waiting_event_that_was_removed_is_named() -> None:
    (waiting,) = happen(1)
    tamper("DELETE FROM event WHERE id = %s", waiting)
    assert findings() == {f"event {waiting}": "待排序的事件被删除"}


def test_an_event_kept_from_the_sequencer_is_named() -> None:
    (waiting,) = happen(1)
    sql.execute("DELETE FROM event_pending")
    assert set(findings()) == {f"event {waiting}"}


def test_a_cut_off_tail_is_found(events: list[UUID]) -> None:
    tamper("DELETE FROM feed WHERE position > 4")
    tamper("DELETE FROM event WHERE id = ANY(%s)", events[4:])
    assert set(findings()) == {"feed_head", "ledger-head.json"}


def test_a_cut_off_tail_is_found_by_the_file_even_when_the_head_was_put_back(events: list[UUID]) -> None:
    tamper("DELETE FROM feed WHERE position > 4")
    tamper("DELETE FROM event WHERE id = ANY(%s)", events[4:])
    sql.execute("UPDATE feed_head SET (position, seal) = (SELECT position, seal FROM feed WHERE position = 4)")
    assert findings() == {"ledger-head.json": "库外记到第 6 位，库内只到第 4 位：末尾被删除或数据库被回退"}


def test_everything_removed_is_found_by_the_file(events: list[UUID]) -> None:
    tamper("DELETE FROM feed")
    tamper("DELETE FROM event")
    sql.execute("UPDATE feed_head SET position = 0, seal = %s", (FIRST_SEAL,))
    assert set(findings()) == {"ledger-head.json"}


def rewrite_seals() -> None:
    """Seal the whole chain anew and put the head where it belongs, with whatever key is in use."""
    head = Head(0, FIRST_SEAL)
    for place in sql.rows("SELECT f.position, e.* FROM feed f JOIN event e ON e.id = f.event_id ORDER BY f.position"):
        head = Head(place["position"], seal_of(place["position"], head.seal, place))
        tamper("UPDATE feed SET seal = %s WHERE position = %s", head.seal, head.position)
    sql.execute("UPDATE feed_head SET seal = %s", (head.seal,))


def test_seals_rewritten_without_the_key_are_found(
    events: list[UUID], monkeypatch: pytest.MonkeyPatch, head_file: Path
) -> None:
    tamper("UPDATE event SET version = 9 WHERE id = %s", events[2])
    with monkeypatch.context() as forger:
        forger.setattr(sequencer, "ledger_seal", lambda data: crypto._mac(b"a guess", data))
        rewrite_seals()
    assert {f"event {event}" for event in events} <= set(findings())


def test_seals_rewritten_with_the_key_are_found_by_the_file(events: list[UUID]) -> None:
    """Whoever also stole the key still cannot reach the head outside the database."""
    tamper("UPDATE event SET version = 9 WHERE id = %s", events[2])
    rewrite_seals()
    assert findings() == {"feed 6": "封印与库外的账本头不符：账本被重写"}


def test_a_head_outside_that_is_behind_is_no_finding(events: list[UUID], head_file: Path) -> None:
    """The process was killed between the commit and the file."""
    before = head_file.read_text()
    happen(2)
    sequence_all()
    head_file.write_text(before)
    assert audit.verify() == []


def test_the_sequencer_may_go_on_meanwhile(events: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    """The last place was read, and before the head is, another event gets its place."""
    real = audit._places

    def and_then_more(*asked: Any) -> list[dict[str, Any]]:
        found = real(*asked)
        happen(1)
        sequence_all()
        return found

    monkeypatch.setattr(audit, "_places", and_then_more)
    assert audit.verify() == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), {"库外的账本头不见了"}),
        (lambda file: file.write_text("{"), {"库外的账本头读不出来", "库外的账本头不见了"}),
        (lambda file: file.write_text("[]"), {"库外的账本头读不出来", "库外的账本头不见了"}),
    ],
)
def test_a_head_outside_that_is_gone_or_broken_is_found(
    events: list[UUID], head_file: Path, spoil: Callable[[Path], object], said: set[str]
) -> None:
    spoil(head_file)
    assert {finding.what for finding in audit.verify()} == said


def test_a_head_inside_that_is_gone_is_found(events: list[UUID]) -> None:
    sql.execute("DELETE FROM feed_head")
    assert set(findings()) == {"feed_head"}


def test_an_honest_head_file_is_what_the_sequencer_writes(events: list[UUID], head_file: Path) -> None:
    last = sql.row("SELECT position, seal FROM feed ORDER BY position DESC LIMIT 1")
    assert last is not None
    write_head_file(Head(last["position"], bytes(last["seal"])))
    assert audit.verify() == []


def test_a_change_that_changes_nothing_is_no_finding(events: list[UUID]) -> None:
    tamper("UPDATE event SET payload = payload WHERE id = %s", events[2])
    assert audit.verify() == []


def test_what_is_being_written_now_does_not_alarm() -> None:
    with transaction.atomic():
        ledger.write(entry())
        assert audit.verify() == []
    assert len(event_ids()) == 1
