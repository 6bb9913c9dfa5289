"""What the engine writes down for itself names no caller: the only record of calls is the one that is taken up."""

import signal
from collections.abc import Iterator

import pytest

from tests.aio import run as run_async
from tests.calls.bare_calls import CALLER, by_udp, invite
from tests.calls.own_engine import manager_of, own_engine
from tests.telephone import Engine, until


@pytest.fixture
def engine() -> Iterator[Engine]:
    with own_engine() as running:
        yield running


def test_a_call_of_the_fallback_queue_leaves_no_number_in_a_log(engine: Engine) -> None:
    assert by_udp(engine, invite("UDP", "logged")) == 200
    until(lambda: "has 1 calls" in run_async(manager_of(engine).command("queue show fallback")))
    engine.end(signal.SIGTERM)
    home = engine.wishes.home
    logs = [home / "engine.log", *(f for f in (home / "log").rglob("*") if f.is_file())]
    assert logs
    assert [f.name for f in logs if CALLER in f.read_text(encoding="utf-8", errors="replace")] == []
