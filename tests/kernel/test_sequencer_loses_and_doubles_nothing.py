"""Every committed event gets exactly one place, without gaps: however many write, whoever is late, whoever dies."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from tests.kernel.events import entry, event_ids, feed_ids, happen
from tests.kernel.threads import Running, at_once, until, wait_for
from yihao.kernel import audit, feed, ledger, sequencer, sql
from yihao.kernel.head import head_path
from yihao.kernel.sequencer import sequence_all, sequence_batch

pytestmark = pytest.mark.django_db(transaction=True)


def test_places_follow_without_gaps_batch_by_batch() -> None:
    written = happen(7)
    assert [sequence_batch(3) for _ in range(4)] == [3, 3, 1, 0]
    assert feed_ids() == written
    assert feed.head() == 7
    assert sequencer.lag() == 0


def test_many_writers_one_sequencer_and_a_reader() -> None:
    """A reader that follows the feed while everybody writes sees each event once, in the feed's order."""
    done = threading.Event()
    seen: list[UUID] = []

    def write() -> list[UUID]:
        return [event for size in (1, 3, 2, 5, 1, 4, 1, 2) * 3 for event in happen(size)]

    def sequence() -> None:
        while not done.is_set():
            sequence_batch(10)
        sequence_all()

    def read() -> None:
        while not done.is_set() or feed.consume("reader", lambda event: seen.append(event["id"]), 15):
            feed.consume("reader", lambda event: seen.append(event["id"]), 15)

    sequencing, reading = Running(sequence), Running(read)
    written = at_once(*[write] * 5)
    done.set()
    sequencing.result()
    reading.result()
    feed.consume("reader", lambda event: seen.append(event["id"]), 1000)
    placed = feed_ids()
    assert sorted(placed) == sorted(event for mine in written for event in mine)
    assert seen == placed
    assert sequencer.lag() == 0
    assert audit.verify() == []


def test_a_long_transaction_is_not_skipped() -> None:
    """The commit order is not the order of the ids: the late one has the smallest id and must still be read."""
    written, may_commit = threading.Event(), threading.Event()
    late = entry()

    def slow() -> None:
        with transaction.atomic():
            ledger.write(late)
            written.set()
            wait_for(may_commit)

    waiting = Running(slow)
    wait_for(written)
    quick = [happen(2), happen(2)]
    assert sequence_all() == 4
    seen: list[UUID] = []
    feed.consume("reader", lambda event: seen.append(event["id"]))
    assert seen == [event for pair in quick for event in pair]
    assert late.id < min(seen)
    may_commit.set()
    waiting.result()
    assert sequence_all() == 1
    assert feed.consume("reader", lambda event: seen.append(event["id"])) == 1
    assert seen[-1] == late.id == feed_ids()[-1]


def test_a_sequencer_that_fails_in_the_middle_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    written = happen(6)
    sealed: Iterator[int] = iter(range(3))
    real = sequencer.seal_of

    def fails_at_the_fourth(*given: Any) -> bytes:
        next(sealed)
        return real(*given)

    with monkeypatch.context() as broken:
        broken.setattr(sequencer, "seal_of", fails_at_the_fourth)
        with pytest.raises(StopIteration):
            sequence_all()
    assert feed_ids() == []
    assert (sequencer.lag(), feed.head()) == (6, 0)
    assert sequence_all() == 6
    assert feed_ids() == written
    assert audit.verify() == []


def test_a_sequencer_whose_connection_is_cut_loses_nothing() -> None:
    """As when its process is killed with -9 before it commits (and so before it writes the head outside)."""
    written = happen(6)
    moved, cut = threading.Event(), threading.Event()
    process: list[int] = []

    def dies() -> None:
        with transaction.atomic():
            process.append(connection.connection.info.backend_pid)
            sequence_batch()
            moved.set()
            wait_for(cut)
            sql.row("SELECT 1")

    dying = Running(dies)
    wait_for(moved)
    sql.execute("SELECT pg_terminate_backend(%s)", (process[0],))
    cut.set()
    with pytest.raises(OperationalError):
        dying.result()
    head_path().unlink()
    assert sequence_all() == 6
    assert feed_ids() == written
    assert event_ids() == set(written)
    assert audit.verify() == []


def test_two_sequencers_at_once_give_no_place_twice() -> None:
    """They should not run at once (there is a leader), but if they do nothing breaks."""
    written = happen(60)

    def sequence() -> int:
        total = 0
        while moved := sequence_batch(5):
            total += moved
        return total

    assert sum(at_once(*[sequence] * 4)) == 60
    assert sorted(feed_ids()) == sorted(written)
    assert audit.verify() == []


def test_the_second_sequencer_waits_for_the_first_and_goes_on_behind_it() -> None:
    written = happen(6)
    moved, may_commit = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            sequence_batch(3)
            moved.set()
            wait_for(may_commit)

    one = Running(first)
    wait_for(moved)
    other = Running(sequence_batch)
    until(lambda: sql.row("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'") is not None)
    assert other.under_way
    may_commit.set()
    one.result()
    assert other.result() == 3
    assert feed_ids() == written
    assert audit.verify() == []


def test_the_head_is_also_kept_outside_the_database() -> None:
    happen(2)
    sequence_all()
    head = head_path()
    assert head.exists()
    before = head.read_text()
    assert f'"position": {feed.head()}' in before
    happen(1)
    sequence_all()
    assert head.read_text() != before
    assert [path.name for path in head.parent.iterdir()] == [head.name]
