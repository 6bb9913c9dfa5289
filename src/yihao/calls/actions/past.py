"""Writes of a past that was played (`rules.replay`): a call kept whole when it is over, a seat's duty when it ends. What is
written is what the switchboard and the seats would have written one by one."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from yihao.calls import statements
from yihao.calls.models import Seat, SeatSpan
from yihao.calls.rules.replay import Moved
from yihao.calls.rules.seats import SeatRow, moved
from yihao.calls.statements import Fresh
from yihao.calls.values.calls import Call, Phase, Step
from yihao.calls.values.seats import SeatChanged, SeatState
from yihao.kernel import ledger, sql
from yihao.kernel.crypto import blind_index, seal
from yihao.kernel.values import Actor, Subject, Via
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer


@transaction.atomic
def keep_call(*, call: Call, steps: Sequence[Step], caller: str, engine: str) -> None:
    """A call that is over, with its steps in order. `caller` in canonical form, "" for a hidden number."""
    assert call.phase is Phase.CLOSED, "a call that is not over belongs to a switchboard"
    number = (seal(caller, "call.caller", call.id), blind_index("phone", caller)) if caller else (None, None)
    sql.execute(*statements.arrived(call, engine, Fresh(*number)))
    sql.execute(*statements.stepped(call, steps))
    sql.execute(*statements.folded(call, statements.answered_at(steps), steps[-1].at))
    ledger.write(*statements.told(call, steps))


@transaction.atomic
def keep_duty(*, doer: Viewer, seat_id: UUID, moves: Sequence[Moved], wrap_up: timedelta) -> None:
    """What became of a seat since it was signed on: a span and an event for each state, in order; the last signs it off."""
    found = sql.row("SELECT * FROM seat WHERE id = %s AND signed_off IS NULL FOR UPDATE", (seat_id,))
    assert found is not None and moves[-1].state is SeatState.OFF
    row, person, system = SeatRow.of(found), organisation.actor(doer, None), Actor(doer.region, Via.SYSTEM)
    spans, entries = [], []
    for move in moves:
        new = moved(row, move.state, move.call_id, at=move.at, wrap_up=wrap_up, reason=move.reason)
        spans.append(
            SeatSpan(
                region=row.region, seat_id=row.id, account_id=row.account_id, unit_id=row.unit_id, state=row.state.value,
                reason=row.reason, began=row.since, ended=move.at,
            )
        )  # fmt: skip
        said = SeatChanged(row.account_id, new["state"], new["reason"], False)
        entries.append(ledger.Entry(said, Subject("seat", row.id), person if move.by_person else system, move.at))
        row = SeatRow.of({**found, **new})
    SeatSpan.objects.bulk_create(spans)
    sql.update(Seat, seat_id, **new, signed_off=moves[-1].at)
    ledger.write(*entries)
