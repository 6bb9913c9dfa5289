"""The short answer to every act: where the subject stands now. It holds no personal data."""

from typing import Any

from yihao.orders.actions.act import Held
from yihao.orders.rules.transitions import Thing
from yihao.orders.values.states import APPEAL_STATE_NAMES, ORDER_STATE_NAMES, AppealState, OrderState


def done(held: Held, message: str) -> dict[str, Any]:
    """What an act on an order (or an appeal) has led to."""
    row = held.row
    names: dict[Any, str] = {**ORDER_STATE_NAMES} if held.thing is Thing.ORDER else {**APPEAL_STATE_NAMES}
    kind = OrderState if held.thing is Thing.ORDER else AppealState
    return {
        "id": str(held.id),
        "number": row["number"],
        "version": row["version"],
        "state": row["state"],
        "state_name": names[kind(row["state"])],
        "message": message,
    }
