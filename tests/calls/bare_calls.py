"""Calls as bare SIP messages, by UDP and by WebSocket."""

import asyncio
import socket

import websockets

from tests.telephone import Engine

CALLER = "13911112222"
_SOUND = "v=0\r\no=u 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 39000 RTP/AVP 8\r\n"


def invite(way: str, name: str, contact: str = "<sip:x@127.0.0.1:39001>") -> str:
    """A call to 12345."""
    return (
        f"INVITE sip:12345@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/{way} 127.0.0.1:39001;rport;branch=z9hG4bK{name}\r\n"
        f"From: <sip:{CALLER}@127.0.0.1>;tag=1\r\nTo: <sip:12345@127.0.0.1>\r\nCall-ID: {name}\r\nCSeq: 1 INVITE\r\n"
        f"Contact: {contact}\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: {len(_SOUND)}\r\n\r\n{_SOUND}"
    )


def _status(answer: str) -> int:
    return int(answer.split(" ", 2)[1])


async def by_websocket(engine: Engine, message: str) -> int:
    """Send it as a browser would; the status of the answer."""
    url = f"ws://127.0.0.1:{engine.access.ari}/ws"
    sip = [websockets.Subprotocol("sip")]
    async with websockets.connect(url, subprotocols=sip, proxy=None, close_timeout=0.1) as wire:  # it says no goodbye
        await wire.send(message)
        while True:
            answer = await asyncio.wait_for(wire.recv(), 10)
            if (status := _status(str(answer))) >= 200:
                return status


def by_udp(engine: Engine, message: str) -> int:
    """Send it as the carrier would; the status of the answer."""
    with socket.socket(type=socket.SOCK_DGRAM) as wire:
        wire.settimeout(10)
        wire.sendto(message.encode(), ("127.0.0.1", engine.access.sip))
        while True:
            if (status := _status(wire.recv(4000).decode())) >= 200:
                return status
