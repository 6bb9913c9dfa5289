"""Writes of 号码归并."""

from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.hotlines.models import Hotline
from yihao.hotlines.values import HotlineSaved, Mode
from yihao.kernel import clock, ledger
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject


@transaction.atomic
def save_hotline(*, by: Actor, number: str, mode: Mode, phase: int, owner_unit_id: UUID, **rest: Any) -> UUID:
    """Register a number, or change its row; its id. `rest` are the other columns of the register."""
    values = {"mode": mode.value, "phase": phase, "owner_unit_id": owner_unit_id, **rest}
    existing = Hotline.objects.select_for_update().filter(region=by.region, number=number).first()
    if existing and all(getattr(existing, k) == v for k, v in values.items()):
        return existing.id
    hotline = existing or Hotline(id=new_id(), region=by.region, number=number)
    for name, value in values.items():
        setattr(hotline, name, value)
    hotline.save()
    saved = HotlineSaved(number, mode.value, phase, owner_unit_id, hotline.absorbed_into)
    ledger.write(ledger.Entry(saved, Subject("hotline", hotline.id), by, clock.now()))
    return hotline.id
