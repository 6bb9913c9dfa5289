"""The engine's own queue, for the time when no switchboard answers: who is rung, and what is noted. With a real engine."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.aio import run as run_async
from tests.calls.own_engine import manager_of, own_engine
from tests.telephone import Engine, until
from yihao.calls.asterisk.ami import Manager, NotDone, packets, value_of
from yihao.calls.asterisk.ari import Wire
from yihao.calls.switchboard.fallback import FallbackCall, Record
from yihao.calls.values.engine import EngineAway


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with own_engine() as running:
        yield running


def call_in(engine: Engine, number: str, caller: str, seconds: float) -> None:
    """A call that comes over the trunk, hangs up after so many seconds, and finds no switchboard."""

    async def scenario() -> None:
        wire = Wire(engine.access.url, "yihao", engine.access.ari_password, "test", lambda event: None)
        await wire.connect()
        try:
            made = await wire.ask(
                "POST", "channels", endpoint=f"Local/{number}@trunk/n", context="watchdog", extension="s", priority=1,
                callerId=caller,
            )  # fmt: skip
            await asyncio.sleep(seconds)
            await wire.ask("DELETE", f"channels/{made['id']}")
        finally:
            await wire.close()

    run_async(scenario())


def noted(engine: Engine) -> FallbackCall:
    """The one call that the engine notes."""
    record = Record(engine.wishes.home / "fallback.csv")
    found = until(record.read, seconds=5)
    assert record.forget()
    (call,) = found
    return call


def test_members_are_exactly_the_seats_on_duty(engine: Engine) -> None:
    async def scenario() -> None:
        for endpoints in ({"seat-1", "seat-2"}, {"seat-2", "seat-3"}, set(), {"seat-9"}):
            await manager_of(engine).members(endpoints)
            assert await manager_of(engine).member_names() == endpoints

    run_async(scenario())


def test_members_survive_a_restart_of_the_engine(engine: Engine) -> None:
    run_async(manager_of(engine).members({"seat-4"}))
    engine.end()
    engine.start()
    assert run_async(manager_of(engine).member_names()) == {"seat-4"}


def test_a_call_that_is_given_up_is_noted(engine: Engine) -> None:
    began = datetime.now(UTC)
    call_in(engine, "12333", "13807920001", seconds=1.2)
    call = noted(engine)
    assert (call.called, call.caller, call.answered, call.endpoint) == ("12333", "13807920001", None, "")
    assert abs((call.began - began).total_seconds()) <= 2
    assert 1 <= (call.ended - call.began).total_seconds() <= 3


def test_a_call_that_is_taken_is_noted_with_who_took_it(engine: Engine) -> None:
    run_async(_ring_the_watchdog(manager_of(engine)))
    call_in(engine, "12345", "", seconds=2.5)
    run_async(manager_of(engine).members(set()))
    call = noted(engine)
    assert call.endpoint == "Local/s@watchdog"
    assert call.answered is not None
    assert call.began <= call.answered <= call.ended


def test_a_number_that_would_forge_the_record_is_cleaned(engine: Engine) -> None:
    call_in(engine, "12333", "<1380|x|0>", seconds=0.5)
    assert noted(engine).caller == "1380x0"


def test_a_wrong_password_is_refused(engine: Engine) -> None:
    with pytest.raises(NotDone, match="Login"):
        run_async(Manager(engine.access.ami, "wrong").member_names())


def test_nobody_there_is_said_so(engine: Engine) -> None:
    with pytest.raises(EngineAway):
        run_async(Manager(9, "any").member_names())


def test_an_action_cannot_be_smuggled_in(engine: Engine) -> None:
    with pytest.raises(ValueError, match="more than one line"):
        run_async(manager_of(engine).members({"seat\r\n\r\nAction: Command"}))


def test_packets_keep_names_that_come_several_times() -> None:
    first, second = packets("Response: Success\r\nOutput: a\r\nOutput:  b\r\n\r\nEvent: x\r\n\r\n")
    assert [value for name, value in first if name == "Output"] == ["a", " b"]
    assert (value_of(second, "Event"), value_of(second, "other")) == ("x", "")


async def _ring_the_watchdog(manager: Manager) -> None:
    """Let the queue ring something that answers by itself."""
    from yihao.calls.asterisk.ami import _Session

    await manager.members(set())
    async with _Session(manager) as session:
        await session.ask("QueueAdd", Queue="fallback", Interface="Local/s@watchdog")
