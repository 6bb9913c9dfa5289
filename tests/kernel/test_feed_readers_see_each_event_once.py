"""A reader of the ledger handles each event once, in order, and stands where it stopped."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.kernel.events import NOON, happen
from tests.kernel.threads import Running, at_once, wait_for
from yihao.kernel import clock, feed, sql
from yihao.kernel.sequencer import sequence_all


def sequenced(count: int) -> list[UUID]:
    written = happen(count)
    sequence_all()
    return written


class Reader:
    """Notes what it is given."""

    def __init__(self) -> None:
        self.seen: list[UUID] = []

    def __call__(self, event: dict[str, Any]) -> None:
        self.seen.append(event["id"])


@pytest.mark.django_db
def test_each_event_once_in_order_over_several_visits() -> None:
    written, reader = sequenced(5), Reader()
    assert [feed.consume("r", reader, 2) for _ in range(4)] == [2, 2, 1, 0]
    written += sequenced(2)
    assert feed.consume("r", reader) == 2
    assert reader.seen == written


@pytest.mark.django_db
def test_readers_do_not_disturb_each_other() -> None:
    written, one, other = sequenced(3), Reader(), Reader()
    feed.consume("one", one)
    feed.consume("other", other, 2)
    assert (one.seen, other.seen) == (written, written[:2])


@pytest.mark.django_db
def test_what_is_not_sequenced_is_not_there_yet() -> None:
    happen(2)
    assert feed.consume("r", Reader()) == 0
    assert feed.head() == 0


@pytest.mark.django_db
def test_a_reader_that_fails_sees_the_same_events_again() -> None:
    written, reader = sequenced(3), Reader()

    def fails_at_the_second(event: dict[str, Any]) -> None:
        sql.execute("INSERT INTO rate_bucket (key, count, until) VALUES (%s, 1, now())", (str(event["id"]),))
        if event["id"] == written[1]:
            raise KeyError

    with pytest.raises(KeyError):
        feed.consume("r", fails_at_the_second)
    assert sql.row("SELECT count(*) AS n FROM rate_bucket") == {"n": 0}  # what it had done is undone with it
    assert feed.consume("r", reader) == 3
    assert reader.seen == written


@pytest.mark.django_db
def test_what_is_too_old_for_a_reader_is_passed_over_at_once() -> None:
    """A reader that comes with an upgrade does not read a city's years one by one."""
    reader = Reader()
    with clock.clock_at(lambda: NOON):
        sequenced(40)
    with clock.clock_at(lambda: NOON + timedelta(days=30)):
        new = sequenced(5)
    since = NOON + timedelta(days=1)
    assert feed.consume("r", reader, 2, since=since) == 2
    assert feed.consume("r", reader, since=since) == 5
    assert reader.seen == new
    assert feed.consume("all", Reader(), 100) == 45  # another reader, that wants all, gets all


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 40])
def test_a_feed_that_is_old_or_new_throughout_is_read_to_its_end(days: int) -> None:
    reader, since = Reader(), NOON + timedelta(days=days)
    with clock.clock_at(lambda: NOON):
        written = sequenced(3)
    while feed.consume("r", reader, 2, since=since):
        pass
    assert reader.seen == ([] if days else written)
    with clock.clock_at(lambda: since):
        late = sequenced(1)
    assert feed.consume("r", reader, since=since) == 1
    assert reader.seen[-1:] == late


@pytest.mark.django_db
def test_reading_from_a_place_gives_whole_events() -> None:
    written = sequenced(4)
    found = feed.read(1, 2)
    assert [(event["position"], event["id"]) for event in found] == [(2, written[1]), (3, written[2])]
    assert found[0]["kind"] == "grant.ended"
    assert {"subject_id", "order_id", "actor", "occurred_at", "version", "payload"} <= set(found[0])


@pytest.mark.django_db(transaction=True)
def test_a_second_copy_of_a_reader_skips() -> None:
    written, first, second = sequenced(3), Reader(), Reader()
    feed.consume("r", lambda event: None, 1)  # the cursor exists
    reading, may_go_on = threading.Event(), threading.Event()

    def slowly(event: dict[str, Any]) -> None:
        first(event)
        reading.set()
        wait_for(may_go_on)

    copy = Running(lambda: feed.consume("r", slowly))
    wait_for(reading)
    assert feed.consume("r", second) == 0
    may_go_on.set()
    assert copy.result() == 2
    assert (first.seen, second.seen) == (written[1:], [])
    assert feed.consume("r", second) == 0


@pytest.mark.django_db(transaction=True)
def test_copies_that_start_together_handle_each_event_once() -> None:
    written, reader = sequenced(40), Reader()

    def copy() -> int:
        taken = 0
        while len(reader.seen) < len(written):
            taken += feed.consume("new", reader, 3)
        return taken

    assert sum(at_once(*[copy] * 4)) == 40
    assert reader.seen == written
