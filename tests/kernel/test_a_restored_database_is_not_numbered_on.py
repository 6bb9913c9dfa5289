"""After a restore from an older backup the head outside knows more: nothing is numbered until somebody accepts it."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from tests.kernel.events import feed_ids, happen, payload_of, unguarded
from yihao.kernel import audit, head, sequencer, sql
from yihao.kernel.crypto import sm3
from yihao.kernel.head import Head, LedgerBehind, head_path, read_head_file, write_head_file
from yihao.kernel.models import LedgerStop
from yihao.kernel.problems import WrongState
from yihao.kernel.sequencer import sequence_all
from yihao.kernel.values import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def restored(head_file: Path) -> list[UUID]:
    """Six events; then the database as it was after the fourth, with two that were written since the restore."""
    written = happen(6)
    sequence_all()
    with unguarded():
        sql.execute("DELETE FROM feed WHERE position > 4")
        sql.execute("DELETE FROM event WHERE id = ANY(%s)", (written[4:],))
    sql.execute("UPDATE feed_head SET (position, seal) = (SELECT position, seal FROM feed WHERE position = 4)")
    happen(2)
    return written[:4]


def test_nothing_is_numbered_and_the_file_stays(restored: list[UUID], head_file: Path) -> None:
    before = head_file.read_text()
    with pytest.raises(LedgerBehind, match="库外的账本头记到第 6 位，数据库里只到第 4 位"):
        sequence_all()
    assert feed_ids() == restored
    assert sequencer.lag() == 2
    assert head_file.read_text() == before


def test_the_stop_is_noted_once(restored: list[UUID]) -> None:
    news = []
    for _ in range(3):
        with pytest.raises(LedgerBehind) as stopped:
            sequence_all()
        news.append(head.note_stop(stopped.value))
    assert news == [True, False, False]
    stop = head.standing()
    assert stop is not None
    assert (stop.outside_position, stop.inside_position) == (6, 4)


def test_a_reason_lets_it_go_on_and_is_in_the_ledger(restored: list[UUID], head_file: Path, by: Actor) -> None:
    lost = json.loads(head_file.read_text())
    head.accept(by=by, reason="由昨夜备份恢复，热线中心批准")
    assert sequence_all() == 3
    assert head.standing() is None
    event = sql.row("SELECT id FROM event WHERE kind = 'ledger.restore_accepted'")
    assert event is not None
    told = payload_of(event["id"])
    assert (told["outside_position"], told["outside_seal"]) == (6, lost["seal"])
    assert (told["inside_position"], told["reason_digest"]) == (4, sm3("由昨夜备份恢复，热线中心批准".encode()))
    assert LedgerStop.objects.get().reason == "由昨夜备份恢复，热线中心批准"
    assert audit.verify() == []
    assert [json.loads(p.read_text()) for p in head_file.parent.glob("*.old")] == [lost]


def test_it_may_be_accepted_before_a_worker_came_upon_it(restored: list[UUID], by: Actor) -> None:
    assert head.standing() is None
    head.accept(by=by, reason="恢复演练")
    assert sequence_all() == 3


def test_without_a_restore_there_is_nothing_to_accept(by: Actor) -> None:
    happen(1)
    sequence_all()
    with pytest.raises(WrongState):
        head.accept(by=by, reason="误操作")
    assert sequencer.lag() == 0


def test_a_ledger_written_anew_to_the_same_length_is_not_numbered_on(head_file: Path) -> None:
    happen(2)
    sequence_all()
    write_head_file(Head(2, bytes(31) + b"x"))
    happen(1)
    with pytest.raises(LedgerBehind, match="封印与库外的账本头不符"):
        sequence_all()


def test_a_file_that_is_behind_but_fits_is_no_stop(head_file: Path) -> None:
    """The worker was killed between the commit and the file, or another host led meanwhile."""
    happen(2)
    sequence_all()
    older = head_file.read_text()
    happen(1)
    sequence_all()
    head_file.write_text(older)
    happen(1)
    assert sequence_all() == 1
    found = read_head_file()
    assert found is not None and found.position == 4


def test_a_file_that_is_behind_and_does_not_fit_is_a_stop(head_file: Path) -> None:
    happen(3)
    sequence_all()
    write_head_file(Head(2, bytes(32)))
    happen(1)
    with pytest.raises(LedgerBehind):
        sequence_all()


def test_a_file_that_cannot_be_read_is_a_stop_and_can_be_accepted(head_file: Path, by: Actor) -> None:
    happen(1)
    sequence_all()
    head_file.write_text("{")
    happen(1)
    with pytest.raises(LedgerBehind, match="读不出来"):
        sequence_all()
    head.accept(by=by, reason="文件损坏，已核对备份")
    assert sequence_all() == 2
    assert audit.verify() == []


def test_no_file_is_a_first_start() -> None:
    happen(1)
    assert not head_path().exists()
    assert sequence_all() == 1
