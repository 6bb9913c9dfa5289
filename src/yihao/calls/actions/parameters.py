"""Setting the numbers of a region's telephone service."""

from dataclasses import asdict

from django.db import transaction

from yihao.calls.models import Parameters
from yihao.calls.values.policy import CallPolicy, ParametersSet
from yihao.kernel import clock, ledger
from yihao.kernel.crypto import sm3
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject


@transaction.atomic
def set_parameters(*, by: Actor, policy: CallPolicy) -> None:
    """Put 话务参数 in force; nothing when they are in force already."""
    body = asdict(policy)
    found = Parameters.objects.select_for_update().filter(region=by.region).first()
    if found is not None and found.body == body:
        return
    Parameters.objects.update_or_create(region=by.region, defaults={"body": body})
    said = ParametersSet(sm3(repr(sorted(body.items())).encode()))
    ledger.write(ledger.Entry(said, Subject("call_parameters", new_id()), by, clock.now()))
