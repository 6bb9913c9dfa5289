"""Asked to end, a process leaves its backlog between two pieces; nothing of it is lost."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.kernel.events import happen
from yihao.kernel import feed, sequencer
from yihao.kernel.leaving import leaving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _staying_in_the_end() -> Iterator[None]:
    yield
    leaving.clear()


def test_a_reader_stops_behind_what_it_has_read_and_the_next_goes_on_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_BATCH", 2)
    written, seen = happen(5), list[UUID]()
    sequencer.sequence_all()

    def take(event: dict[str, Any]) -> None:
        seen.append(event["id"])
        if len(seen) == 3:
            leaving.set()

    assert feed.follow("r", take) == 4
    assert feed.follow("r", take) == 0
    leaving.clear()
    assert feed.follow("r", take) == 1
    assert seen == written


def test_the_sequencer_leaves_what_is_pending() -> None:
    happen(3)
    leaving.set()
    assert sequencer.sequence_all() == 0
    assert sequencer.lag() == 3
    leaving.clear()
    assert sequencer.sequence_all() == 3
