"""Asterisk's manager interface (AMI), on loopback only, for the few things that its other one lacks."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from yihao.calls.values.engine import EngineAway

_SECONDS = 5.0
_QUEUE = "fallback"
Packet = list[tuple[str, str]]
"""One packet: its lines in order, for a name may come several times."""


class NotDone(RuntimeError):
    """Asterisk refused an action."""


@dataclass(frozen=True, slots=True)
class Manager:
    """How to reach it. Each use is a connection of its own: there are few, and none can break in between."""

    port: int
    password: str
    host: str = "127.0.0.1"
    user: str = "yihao"

    async def command(self, text: str) -> str:
        """What a command of the console prints. Raises EngineAway, NotDone."""
        async with _Session(self) as session:
            answer = await session.ask("Command", Command=text)
        return "\n".join(value for name, value in answer if name == "Output")

    async def members(self, endpoints: set[str]) -> None:
        """Let the fallback queue ring exactly these seats' telephones. Raises EngineAway, NotDone."""
        wanted = {f"PJSIP/{endpoint}" for endpoint in endpoints}
        async with _Session(self) as session:
            there = {value_of(p, "Location") for p in await session.list("QueueStatus", Queue=_QUEUE) if _is_member(p)}
            for interface in sorted(wanted - there):
                await session.ask("QueueAdd", Queue=_QUEUE, Interface=interface, MemberName=interface)
            for interface in sorted(there - wanted):
                await session.ask("QueueRemove", Queue=_QUEUE, Interface=interface)

    async def member_names(self) -> set[str]:
        """The seats' telephones that the fallback queue rings. Raises EngineAway, NotDone."""
        async with _Session(self) as session:
            found = await session.list("QueueStatus", Queue=_QUEUE)
        return {value_of(p, "Location").removeprefix("PJSIP/") for p in found if _is_member(p)}


def packets(text: str) -> Iterator[Packet]:
    """Packets of a text: each ends with an empty line."""
    for part in text.split("\r\n\r\n"):
        lines = (line.partition(":") for line in part.split("\r\n") if line)
        if packet := [(name, value.removeprefix(" ")) for name, _, value in lines]:
            yield packet


def value_of(packet: Packet, name: str) -> str:
    """The first value of a name, empty without one."""
    return next((value for n, value in packet if n == name), "")


class _Session:
    """One signed-in connection."""

    def __init__(self, manager: Manager) -> None:
        self._manager = manager

    async def __aenter__(self) -> "_Session":
        m = self._manager
        try:
            async with asyncio.timeout(_SECONDS):
                self._from, self._to = await asyncio.open_connection(m.host, m.port)
                await self._from.readuntil(b"\r\n")  # who it is and its version
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as fault:
            raise EngineAway(type(fault).__name__) from None
        try:
            await self.ask("Login", Username=m.user, Secret=m.password, Events="off")
        except BaseException:
            self._to.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self._to.close()

    async def ask(self, action: str, **fields: str) -> Packet:
        """Do an action; its answer. Raises NotDone, EngineAway."""
        await self._send(action, fields)
        return await self._answer(action)

    async def list(self, action: str, **fields: str) -> list[Packet]:
        """Ask for a list; its entries. Raises NotDone, EngineAway."""
        await self._send(action, fields)
        await self._answer(action)
        entries = []
        while value_of(entry := await self._packet(), "EventList") != "Complete":
            entries.append(entry)
        return entries

    async def _send(self, action: str, fields: dict[str, str]) -> None:
        lines = [f"Action: {action}", *(f"{name}: {_one_line(value)}" for name, value in fields.items())]
        self._to.write("\r\n".join([*lines, "", ""]).encode())

    async def _answer(self, action: str) -> Packet:
        answer = await self._packet()
        if value_of(answer, "Response") == "Error":
            raise NotDone(f"{action}: {value_of(answer, 'Message')}")
        return answer

    async def _packet(self) -> Packet:
        try:
            async with asyncio.timeout(_SECONDS):
                raw = await self._from.readuntil(b"\r\n\r\n")
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as fault:
            raise EngineAway(type(fault).__name__) from None
        return next(packets(raw.decode("utf-8", "replace")))


def _is_member(packet: Packet) -> bool:
    return value_of(packet, "Event") == "QueueMember"


def _one_line(value: str) -> str:
    if "\r" in value or "\n" in value:
        raise ValueError("a value of more than one line would be another action")
    return value
