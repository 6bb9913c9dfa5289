"""kill -9 of the sequencer while it writes, others writing on: every event gets one place, without gaps, and the head
outside the database never stops the next sequencer.

`KILLS=200 bin/test tests/kernel/test_a_killed_sequencer_loses_and_doubles_nothing.py` is the long run.
"""

import os
import signal
import threading
from itertools import count
from uuid import UUID

import pytest

from tests.kernel.dying import sequencing
from tests.kernel.events import event_ids, feed_ids, happen
from tests.kernel.threads import Running, until
from yihao.kernel import audit, feed, sequencer
from yihao.kernel.head import head_path
from yihao.kernel.sequencer import sequence_all

pytestmark = pytest.mark.django_db(transaction=True)
_KILLS = int(os.environ.get("KILLS", "12"))


def test_killed_before_each_of_its_lines() -> None:
    written: list[UUID] = []
    for line in count(1):
        written += happen()
        process = sequencing(dies_before_line=line)
        process.join(20)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        assert feed_ids() in (written, written[:-1])
        sequence_all()  # the next leader
        assert feed_ids() == written
    assert line > 40
    assert event_ids() == set(written)
    assert audit.verify() == []


def test_killed_again_and_again_while_many_write() -> None:
    done = threading.Event()

    def write() -> list[UUID]:
        mine: list[UUID] = []
        while not done.wait(0.002):
            mine += happen(len(mine) % 5 + 1)
        return mine

    writing = [Running(write) for _ in range(4)]
    try:
        for _ in range(_KILLS):
            process, before = sequencing(for_ever=True), feed.head()
            until(lambda before=before: feed.head() > before + 10)  # type: ignore[misc]
            process.kill()
            process.join(20)
            assert process.exitcode == -signal.SIGKILL
    finally:
        done.set()
    written = [event for thread in writing for event in thread.result()]
    sequence_all()
    placed = feed_ids()
    assert sorted(placed) == sorted(written) and len(set(placed)) == len(placed)
    assert event_ids() == set(written)
    assert sequencer.lag() == 0
    assert audit.verify() == []
    assert f'"position": {len(placed)}' in head_path().read_text()
