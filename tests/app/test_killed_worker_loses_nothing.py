"""Workers may be killed with -9 while they sequence, tick and deliver: another takes over, nothing is lost or doubled."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from tests.app.support import Town, file_order, until

_DELIVER = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
    " VALUES ('default', 'yihao.kernel.jobs.deliver_messages', '{\"timestamp\": 0}')"
)
_WAITING = "SELECT count(*) FROM message WHERE state <> 'sent'"


def test_killed_while_it_sequences_ticks_and_delivers(town: Town) -> None:
    stop = Event()

    def file() -> list[str]:
        filed = []
        while not stop.wait(0.2):
            filed.append(str(file_order(town)["order_id"]))
        return filed

    with ThreadPoolExecutor(2) as crowd:
        filing = [crowd.submit(file) for _ in range(2)]
        try:
            first, second = town.worker, town.start_worker()
            _wait_for_progress(town)
            _make_clocks_due(town)
            town.rows(_DELIVER)
            first.kill()
            _wait_for_progress(town)  # the second leads now
            _make_clocks_due(town)
            town.rows(_DELIVER)
            third = town.start_worker()
            second.kill()
            _wait_for_progress(town)
        finally:
            stop.set()
        orders = [order_id for work in filing for order_id in work.result()]
    _make_clocks_due(town)
    until(lambda: town.value("SELECT count(*) FROM clock WHERE next_at <= now()") == 0)
    town.sequenced()
    assert third.runs

    _feed_holds_every_event_once(town)
    _clocks_are_lit_once(town, orders)
    _messages_are_delivered(town)


def _wait_for_progress(town: Town) -> None:
    at = town.value("SELECT position FROM feed_head")
    until(lambda: town.value("SELECT position FROM feed_head") > at + 5)


def _make_clocks_due(town: Town) -> None:
    """The review clocks that run now expire now."""
    town.rows(
        "UPDATE clock SET due_at = now(), warn_at = least(warn_at, now()), next_at = now()"
        " WHERE kind = 'review' AND stopped_at IS NULL AND light = 'green'"
    )


def _feed_holds_every_event_once(town: Town) -> None:
    feed = town.rows(
        "SELECT count(DISTINCT event_id) AS events, count(*) AS places, min(position) AS first, max(position) AS last,"
        " (SELECT position FROM feed_head) AS head FROM feed"
    )[0]
    events = town.value("SELECT count(*) FROM event")
    assert feed == {"events": events, "places": events, "first": 1, "last": events, "head": events}


def _clocks_are_lit_once(town: Town, orders: list[str]) -> None:
    lit = town.rows(
        "SELECT c.light, count(e.id) AS events FROM clock c"
        " LEFT JOIN event e ON e.subject_id = c.id AND e.kind = 'clock.red'"
        " WHERE c.order_id = ANY(%s::uuid[]) AND c.kind = 'review' GROUP BY c.id",
        orders,
    )
    assert len(lit) == len(orders)
    assert {(r["light"], r["events"]) for r in lit} == {("red", 1)}


def _messages_are_delivered(town: Town) -> None:
    """What a killed worker had in hand is leased for a while; it is not lost. (Here the lease ends early.)"""
    assert town.value("SELECT count(*) FROM message WHERE state NOT IN ('sent', 'waiting')") == 0
    assert town.value(_WAITING + " AND next_at IS NULL") == 0
    town.rows("UPDATE message SET next_at = now() WHERE state = 'waiting'")
    while left := town.value(_WAITING):
        town.rows(_DELIVER)
        until(lambda left=left: town.value(_WAITING) < left)  # type: ignore[misc]
    lines = (town.folder / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["id"] for line in lines} == {str(r["id"]) for r in town.rows("SELECT id FROM message")}
