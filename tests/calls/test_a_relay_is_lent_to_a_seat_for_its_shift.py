"""TURN relays: each seat has a name and a password of its own that end with the shift; a STUN server needs none."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from yihao.calls.telephone import ice_server

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def test_the_relay_can_check_it_with_the_shared_secret() -> None:
    lent = ice_server("turn:10.0.0.9:3478", "shared", "seat-1", NOW)
    expiry, _, seat = lent["username"].partition(":")
    assert seat == "seat-1"
    assert timedelta(hours=8) < datetime.fromtimestamp(int(expiry), UTC) - NOW < timedelta(days=1)
    right = hmac.new(b"shared", lent["username"].encode(), hashlib.sha1).digest()
    assert lent["credential"] == base64.b64encode(right).decode()


def test_two_seats_have_two_passwords() -> None:
    one, two = (ice_server("turns:10.0.0.9", "shared", seat, NOW) for seat in ("seat-1", "seat-2"))
    assert one["credential"] != two["credential"]


def test_a_stun_server_and_a_relay_without_secret_are_given_as_they_are() -> None:
    assert ice_server("stun:10.0.0.9", "shared", "seat-1", NOW) == {"urls": "stun:10.0.0.9", "username": "", "credential": ""}
    assert ice_server("turn:10.0.0.9", "", "seat-1", NOW)["username"] == ""
