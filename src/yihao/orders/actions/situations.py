"""The facts that guards look at, gathered from held rows."""

from uuid import UUID

from yihao.kernel import sql
from yihao.orders.actions.act import Act, Held
from yihao.orders.rules.guards import Situation
from yihao.organisation.values import Viewer


def situation_of(
    act: Act, *, order: Held | None = None, assignment: Held | None = None, appeal_type: str = ""
) -> Situation:
    """The situation of an action on these rows."""
    row = order.row if order else {}
    doer = act.doer
    units = frozenset(p.unit_id for p in doer.posts) if isinstance(doer, Viewer) else frozenset[UUID]()
    return Situation(
        appeal_type=appeal_type or str(row.get("appeal_type", "")),
        round=int(row.get("round", 0)),
        redo_max=act.policy.redo_max,
        contacted=bool(assignment and contacted_in_round(assignment)),
        intake_agent=_intake_agent(row["appeal_id"]) if order else None,
        lead_unit=row.get("lead_unit_id"),
        actor=act.by.account_id,
        actor_units=units,
        closed_at=row.get("closed_at"),
        reopen_days=act.policy.reopen_days,
        now=act.now,
    )


def contacted_in_round(assignment: Held) -> bool:
    """Whether the unit has recorded a contact with the citizen."""
    return assignment.row.get("contacted_at") is not None


def _intake_agent(appeal_id: UUID) -> UUID | None:
    """Who brought the appeal into an order."""
    found = sql.row(
        "SELECT actor FROM event WHERE subject_id = %s AND kind = 'appeal.submitted' ORDER BY recorded_at LIMIT 1",
        (appeal_id,),
    )
    return UUID(found["actor"]) if found and found["actor"] not in ("system", "citizen") else None
