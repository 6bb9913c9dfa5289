"""Is the engine alive, or only there? A look at it from outside, each part in its own way; and its end, if it is not.

Asterisk has been seen to stand still with its ports open (a deadlock between RTP and ICE): only what it does can tell.
"""

import asyncio
import contextlib
import os
import re
import secrets
import signal
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from yihao.calls.asterisk.ami import Manager, NotDone
from yihao.calls.asterisk.ari import Event, Refused, Wire
from yihao.calls.values.engine import EngineAway

_SECONDS = 5.0
_PROCESSOR = re.compile(r"^(\S+) +\d+ +(\d+) +\d+ +\d+ +(\d+) ", re.MULTILINE)
"""A line of `core show taskprocessors`: name, processed, *in queue*, most, low water, *high water*."""


class Fault(StrEnum):
    """What does not work."""

    CONTROL = "control"
    """It does not take requests."""
    CALL = "call"
    """A call inside it does not come about."""
    SIP = "sip"
    """It does not answer telephones."""
    QUEUES = "queues"
    """It can't keep up with its own work: a sign of load, by itself no proof of a standstill."""


@dataclass(frozen=True, slots=True)
class Doctor:
    """Where to look."""

    url: str
    user: str
    password: str
    manager: Manager
    sip: tuple[str, int]
    """Address at which it hears SIP over UDP."""

    async def look(self) -> frozenset[Fault]:
        """What does not work. Takes some ten seconds when nothing does, far less when all is well."""
        parts = await asyncio.gather(self._inside(), self._queues(), answers_sip(*self.sip))
        works = {Fault.QUEUES: parts[1], Fault.SIP: parts[2]}
        return parts[0] | {fault for fault, well in works.items() if not well}

    async def _inside(self) -> frozenset[Fault]:
        """Take the control, and let it call itself: the call has to be answered and to reach us."""
        reached = asyncio.Event()

        def hear(event: Event) -> None:
            if event["type"] == "StasisStart":
                reached.set()

        app = f"yihao-watchdog-{secrets.token_hex(4)}"
        wire = Wire(self.url, self.user, self.password, app, hear)
        try:
            await wire.connect()
            await wire.ask("GET", "asterisk/ping")
        except (EngineAway, Refused):
            await wire.close()
            return frozenset({Fault.CONTROL, Fault.CALL})
        try:
            await wire.ask("POST", f"channels/{app}", endpoint="Local/s@watchdog/n", app=app)
            async with asyncio.timeout(_SECONDS):
                await reached.wait()
            await wire.ask("DELETE", f"channels/{app}")
        except (EngineAway, Refused, TimeoutError):
            return frozenset({Fault.CALL})
        finally:
            await wire.close()
        return frozenset()

    async def _queues(self) -> bool:
        try:
            return not overfull(await self.manager.command("core show taskprocessors"))
        except (EngineAway, NotDone):
            return False


def overfull(shown: str) -> list[str]:
    """The task processors with more in their queue than their high water mark allows."""
    return [name for name, queued, high in _PROCESSOR.findall(shown) if int(queued) > int(high)]


async def answers_sip(host: str, port: int) -> bool:
    """Whether anything answers an OPTIONS request: what, does not matter."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[None] = loop.create_future()

    class Ear(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            if data.startswith(b"SIP/2.0 ") and not answered.done():
                answered.set_result(None)

    transport, _ = await loop.create_datagram_endpoint(Ear, remote_addr=(host, port))
    try:
        transport.sendto(_options(host, port, *transport.get_extra_info("sockname")[:2]))
        async with asyncio.timeout(_SECONDS):
            await answered
    except TimeoutError:
        return False
    finally:
        transport.close()
    return True


def _options(host: str, port: int, own_host: str, own_port: int) -> bytes:
    mark = secrets.token_hex(8)
    own = f"{own_host}:{own_port}"
    lines = [
        f"OPTIONS sip:watchdog@{host}:{port} SIP/2.0",
        f"Via: SIP/2.0/UDP {own};branch=z9hG4bK{mark};rport",
        "Max-Forwards: 1",
        f"From: <sip:watchdog@{own}>;tag={mark}",
        f"To: <sip:watchdog@{host}:{port}>",
        f"Call-ID: {mark}@{own_host}",
        "CSeq: 1 OPTIONS",
        f"Contact: <sip:watchdog@{own}>",
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def end(home: Path) -> bool:
    """Kill the engine that runs in this folder, if one does. Whoever started it starts it anew."""
    try:
        pid = int((home / "run/asterisk.pid").read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return False
    if str(home / "etc/asterisk.conf") not in _command_of(pid):
        return False  # it is gone, and the number is a stranger's
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def _command_of(pid: int) -> str:
    if sys.platform != "linux":
        return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
