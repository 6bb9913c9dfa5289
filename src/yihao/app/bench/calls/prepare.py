"""Signs seats on in a bench's database, and writes their telephones' names and passwords. A process of its own:
`python -m yihao.app.bench.calls.prepare SEATS FILE`."""

import json
import sys
from pathlib import Path

from yihao.app.bench import prepare

_PARAMETERS = {"wrap_up_seconds": 1}
"""People of a bench write nothing up."""


def main(seats: int, file: Path) -> None:
    """Schema, region, people at SIP telephones, ready for calls."""
    prepare.main()
    from yihao.calls.actions.seats import choose, sign_on
    from yihao.calls.models import Parameters, Seat
    from yihao.calls.values.seats import Device, SeatState
    from yihao.kernel import clock
    from yihao.kernel.crypto import unseal
    from yihao.kernel.ids import new_id
    from yihao.kernel.values import Actor, Via
    from yihao.organisation import queries
    from yihao.organisation.actions import give_grant
    from yihao.organisation.models import Account
    from yihao.organisation.rosters.values import Place
    from yihao.organisation.values import Role

    code = queries.home_region()
    by, centre, today = Actor(code, Via.COMMAND), queries.centre(code), queries.today(code)
    Parameters.objects.update_or_create(region=code, defaults={"body": _PARAMETERS})
    for number in range(seats):
        account = Account.objects.create(
            id=new_id(), region=code, username=f"seat{number}", name=f"座席{number}", password="!",
            must_change_password=False, created_at=clock.now(),
        )  # fmt: skip
        give_grant(by=by, account_id=account.id, role=Role.AGENT, unit_id=centre.id, valid_from=today)
        viewer = queries.viewer_of(account)
        sign_on(doer=viewer, place=Place.CENTRE, device=Device.PHONE)
        choose(doer=viewer, state=SeatState.READY)
    made = [(s.endpoint, unseal(s.secret, "seat.secret", s.id)) for s in Seat.objects.filter(signed_off=None)]
    file.write_text(json.dumps(made), encoding="ascii")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
