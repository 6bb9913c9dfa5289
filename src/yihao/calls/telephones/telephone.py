"""Telephones in this process: SIP identities that dial and ring, and lines on which sound and keys go both ways."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from baresip import (
    Account,
    AudioNotActive,
    AudioRestarted,
    BaresipError,
    Call,
    CallFailed,
    CallState,
    Config,
    Event,
    Runtime,
    StackEvent,
    UserAgent,
)

from yihao.calls.telephones.sound import BYTES

_TICK = 0.02
_AHEAD = BYTES // 10
"""Sound is handed over a tenth of a second ahead: a busy machine does not tear it, and a change is heard at once."""
_KEPT_SECONDS = 90.0
_RTP_PORTS = "40000-49998"
_HEADERS = ("X-Yihao-Call", "X-Yihao-Auto")
"""What the engine tells a seat's telephone beside the call."""

Hear = Callable[["Line", str, str], None]
"""Told of what happens on a line: `rings`, `up`, `ended`, `key`, `held`, `resumed`, and a detail."""


class Line:
    """One call of a telephone, from the first ring to the end. What is heard is kept for a minute and a half."""

    def __init__(self, name: str, call: Call, hear: Hear) -> None:
        self.name, self._call, self._hear = name, call, hear
        self._said, self._at, self._again = b"", 0, False
        self._heard: deque[tuple[float, bytes]] = deque()
        call.on(self._notice)
        call.on_dtmf(lambda pressed: hear(self, "key", pressed.digit))
        self._pump = asyncio.create_task(self._carry())

    @property
    def peer(self) -> str:
        """The other side's SIP address."""
        return str(self._call.peer or "")

    @property
    def headers(self) -> dict[str, str]:
        """What came with the ringing (`X-Yihao-…`)."""
        return dict(self._call.headers or {})

    @property
    def is_up(self) -> bool:
        """Whether it has been answered and is not over."""
        return self._call.state is CallState.ESTABLISHED

    @property
    def is_over(self) -> bool:
        return self._call.state is CallState.CLOSED

    @property
    def says_nothing(self) -> bool:
        """Whether all that was to be said has been said."""
        return not self._again and self._at >= len(self._said)

    def say(self, pcm: bytes, *, again: bool = False) -> None:
        """Speak from now on: once, or `again` and again. Nothing is silence."""
        self._said, self._at, self._again = pcm, 0, again and bool(pcm)

    def heard(self, seconds: float) -> bytes:
        """The sound of the last seconds."""
        since = time.monotonic() - seconds
        return b"".join(part for at, part in self._heard if at >= since)

    def heard_anew(self, since: float) -> tuple[float, bytes]:
        """The sound after an instant of the monotonic clock, and the instant to ask with the next time."""
        fresh = [(at, part) for at, part in self._heard if at > since]
        return (fresh[-1][0] if fresh else since), b"".join(part for _, part in fresh)

    async def answer(self) -> None:
        await self._call.answer()

    async def press(self, keys: str) -> None:
        """Press keys one after the other (as RFC 4733 events)."""
        await self._call.send_dtmf(keys)

    async def hold(self) -> None:
        await self._call.hold()

    async def resume(self) -> None:
        await self._call.resume()

    async def until_up(self, seconds: float) -> None:
        """Wait until it is answered. Raises CallFailed (busy, declined, not in time)."""
        await self._call.wait_established(seconds)

    async def hang_up(self) -> None:
        """End it; refuse it when it still rings. It may just have ended by itself."""
        with suppress(BaresipError):
            await self._call.hangup()

    def _notice(self, event: StackEvent) -> None:
        told = {
            Event.CALL_ESTABLISHED: "up", Event.CALL_CLOSED: "ended", Event.CALL_RINGING: "ringback",
            Event.CALL_HOLD: "held", Event.CALL_RESUME: "resumed",
        }.get(event.event)  # fmt: skip
        if told:
            self._hear(self, told, event.text or "")

    async def _carry(self) -> None:
        """Carry sound in both directions until the call is over."""
        while not self.is_over:
            with suppress(AudioNotActive, AudioRestarted):  # not up yet, or negotiated anew: the next round finds it
                self._carry_once()
            await asyncio.sleep(_TICK)

    def _carry_once(self) -> None:
        audio = self._call.audio
        now = audio.info()
        if now.tx_ready and now.tx_buffered < _AHEAD and not self.says_nothing:
            self._at += audio.write(self._next(_AHEAD - now.tx_buffered))
            if self._again:
                self._at %= len(self._said)
        if now.rx_ready and (part := audio.read(now.rx_buffered or 2)):
            self._heard.append((time.monotonic(), part))
            while self._heard[0][0] < self._heard[-1][0] - _KEPT_SECONDS:
                self._heard.popleft()

    def _next(self, size: int) -> bytes:
        size -= size % 2
        part = self._said[self._at : self._at + size]
        while self._again and len(part) < size:
            part += self._said[: size - len(part)]
        return part


class Telephone:
    """One SIP identity. With a password it registers and can be rung."""

    def __init__(self, user: str, agent: UserAgent, hear: Hear) -> None:
        self.user, self._agent, self._hear = user, agent, hear
        self._numbers = itertools.count(1)
        agent.on_incoming(self._ring)

    async def dial(self, address: str) -> Line:
        """Call a SIP address; the line rings, and may be refused."""
        return self._line(await self._agent.dial(address))

    async def register(self) -> None:
        """Raises RegistrationError (of baresip) when refused."""
        await self._agent.register()

    async def unregister(self) -> None:
        await self._agent.unregister()

    def _ring(self, call: Call) -> None:
        line = self._line(call)
        self._hear(line, "rings", line.peer)

    def _line(self, call: Call) -> Line:
        return Line(f"{self.user}#{next(self._numbers)}", call, self._hear)


class Telephones:
    """All telephones of this process: it can have only one SIP stack at a time."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, hear: Hear | None = None) -> None:
        """`host` is also the address by which others reach us; on loopback exactly 127.0.0.1. Port 0: any."""
        self._host, self._port = host, port
        self._hear: Hear = hear or (lambda line, what, detail: None)
        self._runtime = Runtime(native_log_level="error")

    async def __aenter__(self) -> "Telephones":
        listen = f"sip_listen {self._host}:{self._port}\n" if self._port else ""
        ports = f"rtp_ports {_RTP_PORTS}\n"
        await self._runtime.start(
            Config(
                net_interface=self._host,
                max_concurrent_calls=None,
                native_log_level="error",
                expose_headers=_HEADERS,
                extra_config_text=listen + ports,
            )
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runtime.close()

    async def citizen(self, number: str, domain: str) -> Telephone:
        """A telephone somewhere in the public network: the engine knows it by its carrier's address."""
        account = Account(number, domain, "", reg_interval=0, audio_codecs=("pcma",))
        return Telephone(number, await UserAgent.create(self._runtime, account), self._hear)

    async def carrier(self, domain: str) -> Telephone:
        """The public network itself: it is rung for every number that is called from the engine."""
        account = Account("carrier", domain, "", reg_interval=0, audio_codecs=("pcma",), extra_params=("catchall=yes",))
        return Telephone("carrier", await UserAgent.create(self._runtime, account), self._hear)

    async def seat(self, name: str, domain: str, password: str) -> Telephone:
        """A seat's telephone, registered. Raises RegistrationError (of baresip)."""
        account = Account(name, domain, password, reg_interval=60, audio_codecs=("pcma",))
        telephone = Telephone(name, await UserAgent.create(self._runtime, account), self._hear)
        await telephone.register()
        return telephone


__all__ = ["BaresipError", "CallFailed", "Hear", "Line", "Telephone", "Telephones"]
