"""The telephone of this installation: whether there is one, and where its parts are. From the settings; no Django."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from yihao.calls.asterisk import health, server
from yihao.calls.asterisk.ami import Manager
from yihao.calls.asterisk.harmless import is_loopback
from yihao.calls.switchboard.watchdog import Watchdog
from yihao.kernel import clock
from yihao.kernel.settings import Settings, settings

_RELAY_HOURS = timedelta(hours=14)
"""How long a seat may use a relay with what it was given: as long as it may be signed on."""


def wishes(found: Settings | None = None) -> server.Wishes:
    """What the settings say of the engine."""
    s = found or settings()
    home = s.data / "engine"
    return server.Wishes(
        home=home / s.engine_name,
        fetched=s.engine_folder or home / "asterisk",
        program=s.engine_program,
        host=s.sip_host,
        sip_port=s.sip_port,
        ari_port=s.ari_port,
        ami_port=s.ami_port,
        rtp_ports=s.rtp_ports,
        trunk_peers=tuple(s.trunk_peers),
        trunk_contact=s.trunk_contact,
        called_from=s.trunk_called_number,
        external_address=s.sip_external_address,
        certificate=s.sip_certificate,
        authorities=s.sip_authorities,
    )


def is_there() -> bool:
    """Whether this installation has a telephone."""
    s = settings()
    if s.engine == "elsewhere":
        return bool(s.ari_url)
    return s.engine == "own" and server.there_is_one(wishes(s))


def control() -> tuple[str, str, str]:
    """Address, user and password by which the switchboard controls the engine."""
    s = settings()
    if s.engine == "elsewhere":
        return s.ari_url, s.ari_user, s.ari_password
    found = server.access(wishes(s))
    return found.url, "yihao", found.ari_password


def manager() -> Manager | None:
    """By which the fallback queue is kept; None where the engine is run elsewhere."""
    s = settings()
    if s.engine == "elsewhere":
        return None
    found = server.access(wishes(s))
    return Manager(found.ami, found.ami_password)


def watchdog() -> Watchdog | None:
    """Who watches over our own engine; None where it is run elsewhere."""
    through = manager()
    if through is None:
        return None
    wanted = wishes()
    found = server.access(wanted)
    host = "127.0.0.1" if found.host == "0.0.0.0" else found.host
    doctor = health.Doctor(*control(), through, (host, found.sip))
    return Watchdog(doctor.look, partial(health.end, wanted.home))


def on_loopback() -> bool:
    """Whether only this machine is served."""
    s = settings()
    return s.engine == "own" and is_loopback(s.sip_host)


def access(seat: str = "") -> dict[str, Any] | None:
    """Where browsers' telephones register, with the relays that `seat` may use; None without a telephone."""
    s = settings()
    if not is_there():
        return None
    url = s.seat_ws_url or f"ws://127.0.0.1:{server.access(wishes(s)).ari}/ws"
    relays = [ice_server(url, s.seat_turn_secret, seat, clock.now()) for url in s.seat_ice_servers]
    return {"ws_url": url, "domain": s.sip_host, "ice_servers": relays}


def ice_server(url: str, secret: str, seat: str, now: datetime) -> dict[str, str]:
    """A STUN server as it is; a TURN relay with a name and password of its own for this seat that end with the shift (the
    shared-secret way of coturn's `use-auth-secret`)."""
    if not url.startswith("turn") or not secret:
        return {"urls": url, "username": "", "credential": ""}
    name = f"{int((now + _RELAY_HOURS).timestamp())}:{seat}"
    code = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return {"urls": url, "username": name, "credential": base64.b64encode(code).decode()}
