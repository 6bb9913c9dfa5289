"""An engine that was killed: who registered is rung again as soon as it is back, and nobody else gets in."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.calls.own_engine import own_engine
from tests.calls.talks import SECRET, new_seat, put_through
from tests.telephone import Engine, Switch, until
from yihao.calls.telephones.remote import NotHeard, Phones


def kept(engine: Engine, name: str) -> bool:
    """Whether the engine has written a seat's telephone and where it is to the disk (it does so each second)."""
    with closing(sqlite3.connect(f"file:{engine.wishes.home / 'lib/astdb.sqlite3'}?mode=ro", uri=True)) as disk:
        keys = {key for (key,) in disk.execute("SELECT key FROM astdb")}
    return {f"/yihao_{what}/{what}/{name}" for what in ("endpoint", "aor", "auth")} <= keys and any(
        key.startswith(f"/registrar/contact/{name}") for key in keys
    )


@pytest.fixture
def mortal() -> Iterator[Engine]:
    """An engine of this test's own."""
    with own_engine() as running:
        yield running


def test_calls_after_the_death_of_the_engine_reach_the_seats(mortal: Engine) -> None:
    with Phones(mortal.sip, mortal.access.caller) as phones:
        with Switch(mortal) as switch:
            seat = new_seat(switch, phones)
            put_through(switch, phones)
            until(lambda: kept(mortal, seat.user))
            mortal.end(signal.SIGKILL)
        mortal.start()
        with Switch(mortal) as switch:
            talk = put_through(switch, phones, seat=seat)
            talk.citizen.hears(1000)
            talk.seat.hears(440)


def test_a_seat_that_was_dropped_can_register_no_more(mortal: Engine) -> None:
    with Phones(mortal.sip) as phones, Switch(mortal) as switch:
        seat = new_seat(switch, phones)
        with pytest.raises(NotHeard, match="403|401|Forbidden|Unauthorized"):
            phones.seat(seat.user, "another secret")
        switch.run(switch.driver.drop_seat(seat.user))
        with pytest.raises(NotHeard):
            phones.seat(seat.user, SECRET)
