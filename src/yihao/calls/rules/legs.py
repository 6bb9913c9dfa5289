"""The legs of a call, rebuilt from its steps: who took part, from when to when, and how it ended. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yihao.calls.values.calls import Role, Step, StepKind


@dataclass(slots=True)
class LegFacts:
    """One party's part in a call. Without a leg id it is the caller's own."""

    leg_id: UUID | None
    role: Role
    why: str
    target: str
    account_id: UUID | None
    unit_id: UUID | None
    began: datetime
    answered: datetime | None = None
    ended: datetime | None = None
    end: str = ""

    @property
    def talked(self) -> timedelta:
        """From the answer to the end."""
        return self.ended - self.answered if self.answered and self.ended else timedelta(0)


def legs(steps: Iterable[Step]) -> list[LegFacts]:
    """The legs in the order in which they began."""
    found: dict[UUID | None, LegFacts] = {}
    for step in steps:
        if step.kind in (StepKind.ARRIVE, StepKind.OFFER, StepKind.ASK):
            target = step.code if step.kind is StepKind.ASK else ""
            found[step.leg_id] = LegFacts(
                step.leg_id, step.role or Role.CALLER, step.why, target, step.account_id, step.unit_id, step.at
            )
        leg = found.get(step.leg_id)
        if leg is None:
            continue
        if step.kind is StepKind.ANSWER:
            leg.answered = leg.answered or step.at
            caller = found.get(None)
            if caller is not None and caller.answered is None:
                caller.answered = step.at
        elif step.kind is StepKind.END:
            leg.ended, leg.end = step.at, str(step.why)
    return list(found.values())
