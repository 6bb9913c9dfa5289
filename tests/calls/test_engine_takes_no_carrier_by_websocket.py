"""A proxy passes browsers on from this machine's own address, and a carrier is known by its address alone."""

import asyncio
import socket
from collections.abc import Iterator

import pytest
import websockets

from tests.calls.own_engine import manager_of, own_engine
from tests.telephone import Engine

_SOUND = "v=0\r\no=u 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 39000 RTP/AVP 8\r\n"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with own_engine() as running:
        yield running


def _invite(way: str, name: str, contact: str = "<sip:x@127.0.0.1:39001>") -> str:
    return (
        f"INVITE sip:12345@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/{way} 127.0.0.1:39001;rport;branch=z9hG4bK{name}\r\n"
        f"From: <sip:13911112222@127.0.0.1>;tag=1\r\nTo: <sip:12345@127.0.0.1>\r\nCall-ID: {name}\r\nCSeq: 1 INVITE\r\n"
        f"Contact: {contact}\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: {len(_SOUND)}\r\n\r\n{_SOUND}"
    )


def _status(answer: str) -> int:
    return int(answer.split(" ", 2)[1])


async def _by_websocket(engine: Engine, message: str) -> int:
    url = f"ws://127.0.0.1:{engine.access.ari}/ws"
    async with websockets.connect(url, subprotocols=[websockets.Subprotocol("sip")], proxy=None) as wire:
        await wire.send(message)
        while True:
            answer = await asyncio.wait_for(wire.recv(), 10)
            if (status := _status(str(answer))) >= 200:
                return status


def _by_udp(engine: Engine, message: str) -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as wire:
        wire.settimeout(10)
        wire.sendto(message.encode(), ("127.0.0.1", engine.access.sip))
        while True:
            if (status := _status(wire.recv(4000).decode())) >= 200:
                return status


@pytest.mark.parametrize("way", ["WS", "WSS", "UDP"])
def test_a_call_by_websocket_is_none_of_the_carriers(engine: Engine, way: str) -> None:
    assert asyncio.run(_by_websocket(engine, _invite(way, f"forged-{way}"))) in range(400, 700)
    assert asyncio.run(manager_of(engine).command("core show channels concise")) == ""


def test_the_same_call_by_sip_is(engine: Engine) -> None:
    assert _by_udp(engine, _invite("UDP", "honest")) == 200
