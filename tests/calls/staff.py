"""People for the tests of seats: accounts with a post at the centre, signed on or not."""

from typing import Any
from uuid import UUID

from yihao.calls.actions import seats
from yihao.calls.models import Seat
from yihao.calls.values.seats import SeatState
from yihao.kernel import clock
from yihao.kernel.crypto import seal
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Via
from yihao.organisation import queries as organisation
from yihao.organisation.actions import give_grant
from yihao.organisation.models import Account
from yihao.organisation.rosters.values import Place
from yihao.organisation.values import Role, Viewer

REGION = "360400"
BY = Actor(REGION, Via.COMMAND)


def person(name: str, *roles: Role, unit: str = "") -> Viewer:
    """Somebody with posts (without a password: nobody signs in here)."""
    account = Account.objects.create(region=REGION, username=name, name=name, must_change_password=False, created_at=clock.now())
    here = organisation.units_by_code()[REGION, unit] if unit else organisation.centre(REGION)
    for role in roles:
        give_grant(by=BY, account_id=account.id, role=role, unit_id=here.id, valid_from=organisation.today(REGION))
    return organisation.viewer_of(account)


def signed_on(who: Viewer, state: SeatState = SeatState.BUSY) -> UUID:
    """The person's seat, known to the engine."""
    seat_id = seats.sign_on(doer=who, place=Place.CENTRE)
    Seat.objects.filter(id=seat_id).update(made=True)
    if state is SeatState.READY:
        seats.choose(doer=who, state=state)
    return seat_id


def row(seat_id: UUID) -> dict[str, Any]:
    """The seat as it stands."""
    return Seat.objects.filter(id=seat_id).values().get()


def telephone_row(account_id: UUID, unit_id: UUID, **more: Any) -> UUID:
    """A seat made past the actions."""
    key, at = new_id(), clock.now()
    values = {
        "id": key, "region": REGION, "account_id": account_id, "unit_id": unit_id, "place": "centre", "device": "phone",
        "endpoint": f"seat-{key.hex[-16:]}", "secret": seal("x", "seat.secret", key), "skills": ["general"],
        "state": "ready", "since": at, "idle_since": at, "signed_on": at, "made": True, **more,
    }  # fmt: skip
    Seat.objects.create(**values)
    return key
