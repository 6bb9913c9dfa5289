"""A talk on a real engine, with a test in the switchboard's place."""

from dataclasses import dataclass
from uuid import uuid4

from tests.telephone import Switch
from yihao.calls.telephones.remote import Phones, RemoteLine, RemoteTelephone
from yihao.calls.values.engine import Answer, Arrived, DialSeat, Join, LegUp, Open

SECRET = "secret-of-a-seat"


@dataclass
class Talk:
    """The engine's names of a talk and its legs; both ends."""

    bridge: str
    channel: str
    leg: str
    citizen: RemoteLine
    seat: RemoteLine


def new_seat(switch: Switch, phones: Phones) -> RemoteTelephone:
    """A seat's telephone that the engine knows, registered."""
    name = f"seat-{uuid4().hex[:16]}"
    switch.make_seat(name, SECRET)
    return phones.seat(name, SECRET)


def put_through(
    switch: Switch, phones: Phones, *, tones: tuple[int, int] = (440, 1000), seat: RemoteTelephone | None = None
) -> Talk:
    """A citizen who calls and talks with a seat (a new one if none is given); each sends a tone of its own."""
    seat = seat or new_seat(switch, phones)
    before = len(switch.heard)
    citizen = phones.citizen("13907920001").dial("12345", tone=tones[0])
    arrived = switch.hears(Arrived, since=before)
    bridge, leg = f"talk-{uuid4().hex}", f"leg-{uuid4().hex}"
    switch.do(Answer(arrived.channel), Open(bridge, bridge), Join(bridge, arrived.channel))
    switch.do(DialSeat(leg, seat.user, 15, uuid4(), uuid4()))
    taken = seat.rings().answer(tones[1])
    switch.hears(LegUp, leg)
    switch.do(Join(bridge, leg))
    return Talk(bridge, arrived.channel, leg, citizen, taken)
