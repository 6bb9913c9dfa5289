"""The engine with real telephones: who is in a talk hears the others, and nobody else."""

from uuid import uuid4

from tests.telephone import Engine, Switch
from yihao.calls.telephones.remote import Phones, RemoteLine
from yihao.calls.values.engine import Answer, Arrived, DialSeat, HangUp, Join, LegUp, Open


def put_through(switch: Switch, phones: Phones) -> tuple[str, RemoteLine, RemoteLine]:
    """A citizen (440) who talks with a seat (1000); the caller's channel and both lines."""
    name = f"seat-{uuid4().hex[:8]}"
    switch.make_seat(name, "secret-of-the-seat")
    seat = phones.seat(name, "secret-of-the-seat")
    caller = phones.citizen("13907920001").dial("12345", tone=440)
    arrived = switch.hears(Arrived)
    talk, leg = f"talk-{uuid4().hex}", f"leg-{uuid4().hex}"
    switch.do(Answer(arrived.channel), Open(talk, talk), Join(talk, arrived.channel))
    switch.do(DialSeat(leg, name, 15, uuid4(), uuid4()))
    taken = seat.rings().answer(1000)
    switch.hears(LegUp, leg)
    switch.do(Join(talk, leg))
    return arrived.channel, caller, taken


def test_a_citizen_and_a_seat_hear_each_other(engine: Engine, switch: Switch, phones: Phones) -> None:
    channel, caller, seat = put_through(switch, phones)
    caller.hears(1000)
    seat.hears(440)
    switch.do(HangUp(channel))
    caller.until("ended")
    seat.hang_up()
