"""承办环节 as a whole: what happens to all units of an order at once."""

from yihao.kernel import sql
from yihao.orders.actions.act import Act, Held
from yihao.orders.rules.transitions import Thing
from yihao.orders.values import events as e


def end_assignments(act: Act, order: Held) -> None:
    """Nothing more to do for the units of the order."""
    for found in sql.rows("SELECT id FROM assignment WHERE order_id = %s AND state <> 'ended'", (order.id,)):
        act.change(act.hold(Thing.ASSIGNMENT, found["id"]), "end", e.AssignmentEnded(), order_id=order.id)
