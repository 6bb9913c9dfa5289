"""What happened to an appeal or order, read from the ledger: who, what, when, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.kernel import sql
from yihao.kernel.ledger import KINDS
from yihao.kernel.values import CITIZEN_NAME, SYSTEM_NAME
from yihao.organisation import queries as organisation


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in words."""

    at: datetime
    who: str
    what: str


def actor_names(events: list[dict[str, Any]]) -> dict[str, str]:
    """Actor codes of events → names."""
    ids = {UUID(e["actor"]) for e in events if e["actor"] not in ("system", "citizen")}
    names = {str(k): v for k, v in organisation.account_names(ids).items()}
    return names | {"system": SYSTEM_NAME, "citizen": CITIZEN_NAME}


def changes_since(subject_type: str, subject_id: UUID, version: int) -> list[Happening]:
    """What was done to a subject after the version that somebody holds, oldest first."""
    return _told(
        "SELECT actor, acting_unit, kind, occurred_at FROM event WHERE subject_type = %s AND subject_id = %s"
        " AND version > %s ORDER BY version",
        (subject_type, subject_id, version),
    )


def last_change(subject_type: str, subject_id: UUID) -> Happening | None:
    """The last thing done to a subject."""
    found = _told(
        "SELECT actor, acting_unit, kind, occurred_at FROM event WHERE subject_type = %s AND subject_id = %s"
        " ORDER BY version DESC LIMIT 1",
        (subject_type, subject_id),
    )
    return found[0] if found else None


def _told(text: str, params: tuple[Any, ...]) -> list[Happening]:
    events = sql.rows(text, params)
    names = actor_names(events)
    return [
        Happening(
            e["occurred_at"],
            organisation.unit_label(e["acting_unit"]) + names.get(e["actor"], ""),
            KINDS[e["kind"]].says,
        )
        for e in events
    ]
