"""A stream that is cut comes back with the last position: nothing is missing, nothing comes twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tests.app.streams import stream
from tests.app.support import Town, dispatched, file_order, until
from yihao.kernel.ids import new_id

_CUTS = 8


def test_cut_again_and_again_while_people_act(town: Town) -> None:
    dispatcher = town.person("dispatcher")
    start = town.value("SELECT position FROM feed_head")
    heard: list[int] = []
    with ThreadPoolExecutor(1) as other:
        acting = other.submit(lambda: [dispatched(town) for _ in range(12)])
        at: int | None = start
        for cut in range(_CUTS):
            with stream(dispatcher, after=at) as frames:
                for frame in frames:
                    if frame.event == "change":
                        heard.append(frame.id or 0)
                        if len(heard) >= 5 * (cut + 1):
                            break
                at = heard[-1] if heard else at
        orders = acting.result()
    town.sequenced()
    concerned = _positions(town, start)
    with stream(dispatcher, after=at) as frames:
        while heard[-1] < concerned[-1]:
            frame = next(frames)
            heard += [frame.id or 0] if frame.event == "change" else []
    assert heard == concerned
    assert len(concerned) > len(orders) * 2


def test_too_far_behind_begins_anew(town: Town) -> None:
    town.sequenced()
    _grow_feed(town, 2100)
    head = town.value("SELECT position FROM feed_head")
    with stream(town.person("dispatcher"), after=1) as frames:
        assert [next(frames).event, next(frames).event] == ["hello", "reset"]
        file_order(town)
        first = next(frames)
    assert first.id is not None and first.id > head


def test_ahead_of_the_feed_begins_anew(town: Town) -> None:
    """The database was restored from a backup: what the desk knows is from a future that did not happen."""
    town.sequenced()
    with stream(town.person("dispatcher"), after=town.value("SELECT position FROM feed_head") + 1000) as frames:
        assert [next(frames).event, next(frames).event] == ["hello", "reset"]
        file_order(town)
        assert next(frames).event == "change"


@pytest.mark.parametrize("position", ["9" * 5000, "-5", "x", "1.5"])
def test_a_position_that_is_none_begins_now(town: Town, position: str) -> None:
    with stream(town.person("dispatcher"), after=position) as frames:
        assert next(frames).event == "hello"
        order_id = file_order(town)["order_id"]
        assert order_id in {next(frames).data["order_id"] for _ in range(3)}


def test_many_streams_hold_no_connections(town: Town) -> None:
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    dispatcher = town.person("dispatcher")
    before = town.value(count)
    opened = []
    for _ in range(50):
        opened.append(stream(dispatcher))
        assert next(opened[-1].__enter__()).event == "hello"
    assert town.value(count) <= before + 1
    for one in opened:
        one.__exit__(None, None, None)
    until(lambda: dispatcher.get("/healthz").status_code == 200)


def _positions(town: Town, after: int) -> list[int]:
    """Where the feed has something for the centre."""
    return [
        r["position"]
        for r in town.rows(
            "SELECT f.position FROM feed f JOIN event e ON e.id = f.event_id WHERE f.position > %s"
            " AND (e.order_id IS NOT NULL OR e.subject_type = 'appeal') ORDER BY f.position",
            after,
        )
    ]


def _grow_feed(town: Town, events: int) -> None:
    """A long absence: events of no order, as an administrator's work leaves them."""
    now, ids = datetime.now(UTC), [new_id() for _ in range(events)]
    town.rows(
        "WITH kept AS (INSERT INTO event (id, region, kind, subject_type, subject_id, actor, channel, occurred_at,"
        "  recorded_at, version, payload) SELECT i, '360400', 'account.made', 'account', i, 'command', 'command', %s, %s,"
        "  0, '{}' FROM unnest(%s::uuid[]) AS i RETURNING id, recorded_at)"
        " INSERT INTO event_pending (event_id, recorded_at) SELECT id, recorded_at FROM kept",
        now, now, ids,
    )  # fmt: skip
    town.sequenced()


def test_cut_before_the_first_change_it_goes_on_from_the_greeting(town: Town) -> None:
    """A unit's desk may hear nothing for hours: what happens while its stream is cut must not be lost to it."""
    dispatcher = town.person("dispatcher")
    with stream(dispatcher) as frames:
        hello = next(frames)
    order_id = file_order(town)["order_id"]
    town.sequenced()
    assert hello.id == hello.data["position"]
    with stream(dispatcher, after=hello.id) as frames:
        assert next(frames).event == "hello"
        assert any(f.data.get("order_id") == order_id for f in frames if f.data["kind"] == "order.submitted")
