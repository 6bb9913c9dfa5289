"""Many callers at once, as bare SIP over UDP: each calls, is answered or refused, and hangs up. Bounded in count and time."""

import re
import selectors
import socket
import time
from dataclasses import dataclass, field

_SOUND = "v=0\r\no=u 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 39000 RTP/AVP 8\r\n"
_AGAIN = 1.0
"""Seconds after which a message without an answer is sent again (SIP over UDP may lose one)."""


@dataclass
class Caller:
    """One call of the flood."""

    name: str
    number: str
    state: str = "calling"
    sent: float = 0.0
    final: int = 0
    to: str = ""


@dataclass
class Flood:
    """All callers, from one socket."""

    port: int
    callers: dict[str, Caller] = field(default_factory=dict)

    def run(self, count: int, *, rate: int, number: str, seconds: float) -> dict[str, int]:
        """Call so many times, so many a second, hang up as soon as answered; how many were answered and refused."""
        deadline, began = time.monotonic() + seconds, time.monotonic()
        with socket.socket(type=socket.SOCK_DGRAM) as wire, selectors.DefaultSelector() as ready:
            wire.bind(("127.0.0.1", 0))
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            wire.setblocking(False)
            ready.register(wire, selectors.EVENT_READ)
            self._wire, self._mine, self._number = wire, wire.getsockname()[1], number
            while time.monotonic() < deadline and (len(self.callers) < count or any(c.state != "over" for c in self.callers.values())):
                due = min(count, int((time.monotonic() - began) * rate))
                for i in range(len(self.callers), due):
                    caller = Caller(f"flood{i}x{int(began)}", f"139{i % 50:08d}")
                    self.callers[caller.name] = caller
                self._send_due()
                if ready.select(0.02):
                    self._hear()
        return {
            "answered": sum(c.final == 200 for c in self.callers.values()),
            "refused": sum(c.final >= 300 for c in self.callers.values()),
            "unanswered": sum(c.final == 0 for c in self.callers.values()),
        }

    def _send_due(self) -> None:
        now = time.monotonic()
        for caller in self.callers.values():
            if caller.state in ("calling", "leaving") and now - caller.sent > _AGAIN:
                caller.sent = now
                self._send("INVITE" if caller.state == "calling" else "BYE", caller, 1 if caller.state == "calling" else 2)

    def _hear(self) -> None:
        while True:
            try:
                text = self._wire.recv(8000).decode(errors="replace")
            except BlockingIOError:
                return
            name = re.search(r"^Call-ID: (\S+)", text, re.MULTILINE | re.IGNORECASE)
            caller = self.callers.get(name[1]) if name else None
            if caller is None or not text.startswith("SIP/2.0"):
                continue
            self._answered(caller, int(text[8:11]), "BYE" if re.search(r"^CSeq: \d+ BYE", text, re.MULTILINE) else "INVITE", text)

    def _answered(self, caller: Caller, status: int, of: str, text: str) -> None:
        if of == "BYE":
            caller.state = "over"
        elif status == 100 or (status < 200 and caller.state == "calling"):
            caller.state = "ringing"
        elif status >= 200:
            caller.to = re.search(r"^To: (.*)\r$", text, re.MULTILINE)[1]  # type: ignore[index]
            self._send("ACK", caller, 1)
            if caller.state in ("calling", "ringing"):
                caller.final = status
                caller.state, caller.sent = ("leaving", 0.0) if status == 200 else ("over", 0.0)

    def _send(self, method: str, caller: Caller, number: int) -> None:
        body = _SOUND if method == "INVITE" else ""
        to = caller.to or f"<sip:{self._number}@127.0.0.1>"
        lines = [
            f"{method} sip:{self._number}@127.0.0.1:{self.port} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self._mine};rport;branch=z9hG4bK{caller.name}{'' if method == 'INVITE' else method}",
            f"From: <sip:{caller.number}@127.0.0.1>;tag=1", f"To: {to}", f"Call-ID: {caller.name}",
            f"CSeq: {number} {method}", f"Contact: <sip:x@127.0.0.1:{self._mine}>", "Max-Forwards: 70",
            *(["Content-Type: application/sdp"] if body else []), f"Content-Length: {len(body)}", "", body,
        ]  # fmt: skip
        self._wire.sendto("\r\n".join(lines).encode(), ("127.0.0.1", self.port))
