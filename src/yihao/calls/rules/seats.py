"""What becomes of a seat when its person chooses something, or a call changes it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yihao.calls.values.seats import CHOSEN, ENGAGED, SeatState
from yihao.kernel.problems import Invalid, WrongState


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as the table has it."""

    id: UUID
    region: str
    account_id: UUID
    unit_id: UUID
    state: SeatState
    reason: str
    since: datetime
    idle_since: datetime
    wish: str
    call_id: UUID | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "SeatRow":
        """From a row of the table."""
        names = cls.__dataclass_fields__
        return cls(**{**{name: row[name] for name in names}, "state": SeatState(row["state"])})


def moved(
    seat: SeatRow, state: SeatState, call_id: UUID | None, *, at: datetime, wrap_up: timedelta, reason: str = ""
) -> dict[str, Any]:
    """The columns of a seat after a change. What the person wished for during the call comes true when it is over; a
    seat that rang in vain for a caller who left keeps its place among the idle."""
    if state is SeatState.WRAP_UP and seat.wish:
        wished, _, reason = seat.wish.partition(":")
        state = SeatState(wished)
    back = state is SeatState.READY and seat.state in (SeatState.OFFERED, SeatState.READY)
    return {
        "state": state.value,
        "reason": reason if state is SeatState.BUSY else "",
        "since": at,
        "idle_since": seat.idle_since if back or state in ENGAGED else at,
        "wrap_until": at + wrap_up if state is SeatState.WRAP_UP else None,
        "wish": seat.wish if state in ENGAGED else "",
        "call_id": call_id,
    }


def chosen(seat: SeatRow, state: SeatState, reason: str) -> SeatState | None:
    """The state that a person's choice leads to now; None where it has to wait for the end of the call (it is then a
    wish). Raises Invalid, WrongState."""
    if state not in CHOSEN:
        raise Invalid.field_error("state", "只能选择示闲或示忙")
    if state is SeatState.BUSY and not reason:
        raise Invalid.field_error("reason", "示忙请选择原因")
    if seat.state is SeatState.OFF:
        raise WrongState(title="您已签退，请重新签入")
    return None if seat.state in ENGAGED else state
