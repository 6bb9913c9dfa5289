"""What the network may send, and what the engine shows to it."""

import contextlib
import random
import socket
from pathlib import Path

from tests.calls.talks import put_through
from tests.telephone import Engine, Switch
from yihao.calls.asterisk import server
from yihao.calls.telephones.remote import Phones

_MALFORMED = [
    b"",
    b"\0" * 1400,
    b"INVITE\r\n\r\n",
    b"INVITE sip:12345 SIP/2.0\r\nVia: \r\nFrom:\r\nTo:\r\nCall-ID:\r\nCSeq: x\r\n\r\n",
    b"INVITE sip:12345@127.0.0.1 SIP/2.0\r\nContent-Length: 99999999\r\n\r\nv=0",
    b"INVITE sip:" + b"1" * 60000 + b"@127.0.0.1 SIP/2.0\r\n\r\n",
    b"REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:%00@127.0.0.1>;tag=1\r\n"
    b"To: <sip:\xff\xfe@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\nContact: *\r\nExpires: -1\r\n\r\n",
    b"OPTIONS sip:x SIP/9.9\r\nVia: SIP/2.0/UDP [::1]:99999;branch=;rport=;rport\r\nMax-Forwards: -3\r\n\r\n",
]


def hostile(dice: random.Random) -> bytes:
    """A message of the list with some of its bytes changed."""
    body = bytearray(dice.choice(_MALFORMED) or b"SIP/2.0 200 OK\r\n\r\n")
    for _ in range(dice.randrange(20)):
        body[dice.randrange(len(body))] = dice.randrange(256)
    return bytes(body)


def test_malformed_messages_harm_no_call(engine: Engine, switch: Switch, phones: Phones) -> None:
    talk, dice = put_through(switch, phones), random.Random(3)
    with socket.socket(type=socket.SOCK_DGRAM) as wire:
        for message in [*_MALFORMED, *(hostile(dice) for _ in range(300))]:
            wire.sendto(message, ("127.0.0.1", engine.access.sip))
    talk.citizen.hears(1000)
    talk.seat.hears(440)
    talk.citizen.hang_up()
    put_through(switch, phones).citizen.hang_up()


def listens(pid: int) -> set[tuple[str, int]]:
    """Addresses (hexadecimal, as the kernel writes them) and ports on which a process can be reached."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            inodes.add(str(descriptor.readlink()).removeprefix("socket:[").removesuffix("]"))
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            address, _, port = fields[1].partition(":")
            if fields[9] in inodes and (table.startswith("udp") or fields[3] == "0A"):
                found.add((address, int(port, 16)))
    return found


def answers(port: int) -> bool:
    """Whether somebody speaks SIP there."""
    asked = (
        "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK7\r\nMax-Forwards: 70\r\n"
        "From: <sip:a@127.0.0.1>;tag=7\r\nTo: <sip:127.0.0.1>\r\nCall-ID: 7\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
    )
    with socket.socket(type=socket.SOCK_DGRAM) as wire:
        wire.settimeout(1)
        wire.sendto(asked.encode(), ("127.0.0.1", port))
        with contextlib.suppress(TimeoutError):
            return bool(wire.recv(2000))
    return False


def test_nothing_listens_beyond_loopback(engine: Engine, switch: Switch, phones: Phones) -> None:
    talk = put_through(switch, phones)
    ports = {port: address for address, port in listens(engine.pid)}
    assert {engine.access.sip, engine.access.ari, engine.access.ami} <= set(ports)
    first, last = engine.wishes.rtp_ports
    assert [p for p in ports if first <= p <= last], "no sound's port was seen: the test looks in the wrong place"
    beyond = {port for port, address in ports.items() if address != "0100007F"}
    # Only the two sockets from which it asks name servers: nobody answers there.
    assert len(beyond) <= 2
    assert not beyond & set(range(first, last + 1))
    assert [port for port in beyond if answers(port)] == []
    assert answers(engine.access.sip)
    talk.citizen.hang_up()


def test_secrets_are_for_the_owner_only(engine: Engine) -> None:
    files = [engine.wishes.home / "access.json", *(engine.wishes.home / "etc").iterdir()]
    assert {oct(f.stat().st_mode & 0o077) for f in files} == {"0o0"}
    secrets = server.access(engine.wishes)
    assert len({secrets.ari_password, secrets.ami_password}) == 2
    assert min(len(secrets.ari_password), len(secrets.ami_password)) >= 32
