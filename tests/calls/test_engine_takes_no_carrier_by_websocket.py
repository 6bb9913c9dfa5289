"""A proxy passes browsers on from this machine's own address, and a carrier is known by its address alone."""

from collections.abc import Iterator

import pytest

from tests.aio import run as run_async
from tests.calls.bare_calls import by_udp, by_websocket, invite
from tests.calls.own_engine import manager_of, own_engine
from tests.telephone import Engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with own_engine() as running:
        yield running


@pytest.mark.parametrize("way", ["WS", "WSS", "UDP"])
def test_a_call_by_websocket_is_none_of_the_carriers(engine: Engine, way: str) -> None:
    assert run_async(by_websocket(engine, invite(way, f"forged-{way}"))) in range(400, 700)
    assert run_async(manager_of(engine).command("core show channels concise")) == ""


def test_the_same_call_by_sip_is(engine: Engine) -> None:
    assert by_udp(engine, invite("UDP", "honest")) == 200
