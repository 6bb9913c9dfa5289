"""An appeal, an order, an assignment as the fold of its events. Actions apply it; `audit verify --orders` replays it.

So a row can never say anything else than its events, or the audit names it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from yihao.orders.rules.transitions import BY_EVENT, Thing

Facts = dict[str, Any]
"""Column → value, as JSON keeps them: ids, codes, ISO instants, numbers."""
_Change = Callable[[Facts, Mapping[str, Any], str], Facts]

_CHANGES: dict[str, _Change] = {
    "appeal.opened": lambda f, p, at: {k: p[k] for k in ("contact_id", "channel", "centre_id", "agent_id")} | {"number": "", "received_at": at},
    "appeal.filed": lambda f, p, at: {k: p[k] for k in ("contact_id", "channel", "centre_id", "number", "appeal_type", "secrecy")}
    | {"area_code": p["area"], "agent_id": None, "received_at": at},
    "appeal.answered": lambda f, p, at: _taken(p) | {"ended_at": at},
    "appeal.refused": lambda f, p, at: _taken(p) | {"ended_at": at, "ground": p["ground"]},
    "appeal.transferred": lambda f, p, at: _taken(p) | {"ended_at": at, "target": p["target"], "receipt": p["receipt"]},
    "appeal.submitted": lambda f, p, at: _taken(p),
    "appeal.supplemented": lambda f, p, at: {},
    "appeal.withdrawn": lambda f, p, at: {"ended_at": at},
    "appeal.abandoned": lambda f, p, at: {"ended_at": at},
    "order.submitted": lambda f, p, at: {k: p[k] for k in ("appeal_id", "number", "centre_id", "appeal_type", "class_code", "urgency", "secrecy", "classes_version", "limits_version", "calendar_version")}
    | {"area_code": p["area"], "submitted_at": at, "round": 0, "supplements": 0, "check_failures": 0},
    "order.sent_back": lambda f, p, at: {"supplements": f["supplements"] + 1},
    "order.supplemented": lambda f, p, at: {},
    "order.withdrawn": lambda f, p, at: {"closed_at": at},
    "order.dispatched": lambda f, p, at: {"dispatched_at": at, "lead_unit_id": p["lead_id"], "lead_assignment_id": p["assignment_id"], "catalogue_version": p["catalogue_version"]},
    "order.begun": lambda f, p, at: {"signed_at": at},
    "order.replied": lambda f, p, at: {"replied_at": at, "result": p["result"]},
    "order.check_passed": lambda f, p, at: {"checked_at": at},
    "order.check_failed": lambda f, p, at: {"check_failures": f["check_failures"] + 1, "replied_at": None, "result": ""},
    "order.closed": lambda f, p, at: {"closed_at": at, "outcome": p["outcome"]},
    "order.doubted": lambda f, p, at: {},
    "order.complained": lambda f, p, at: {"closed_at": None, "outcome": ""},
    "order.redone": lambda f, p, at: {"round": p["round"], "replied_at": None, "checked_at": None, "result": ""},
    "order.explained": lambda f, p, at: {"closed_at": at, "outcome": "explained"},
    "order.archived": lambda f, p, at: {"archived_at": at},
    "assignment.issued": lambda f, p, at: {"unit_id": p["unit_id"], "role": "lead", "issued_at": at},
    "assignment.informed": lambda f, p, at: {"unit_id": p["unit_id"], "role": "copy", "issued_at": at},
    "assignment.signed": lambda f, p, at: {"signed_at": at},
    "assignment.contacted": lambda f, p, at: {"contacted_at": p["contacted_at"]},
    "assignment.replied": lambda f, p, at: {"replied_at": at, "result": p["result"]},
    "assignment.reopened": lambda f, p, at: {"replied_at": None, "result": "", "ended_at": None} | ({"contacted_at": None} if p["redo"] else {}),
    "assignment.ended": lambda f, p, at: {"ended_at": at},
}  # fmt: skip

UNSET: dict[Thing, Facts] = {
    Thing.APPEAL: dict.fromkeys(("number", "appeal_type", "class_code", "area_code", "ground", "target", "receipt"), "")
    | {"ended_at": None},
    Thing.ORDER: {"result": "", "outcome": ""}
    | dict.fromkeys(("lead_unit_id", "lead_assignment_id", "catalogue_version", "dispatched_at", "signed_at", "replied_at", "checked_at", "closed_at", "archived_at")),
    Thing.ASSIGNMENT: {"result": ""} | dict.fromkeys(("signed_at", "contacted_at", "replied_at", "ended_at")),
}  # fmt: skip
"""What a column of the fold holds before any event has set it."""


def _taken(p: Mapping[str, Any]) -> Facts:
    return {
        "number": p["number"],
        "appeal_type": p["appeal_type"],
        "class_code": p["class_code"],
        "secrecy": p["secrecy"],
        "area_code": p["area"],
    }


def knows(kind: str) -> bool:
    """Whether an event of this kind changes an appeal, an order or an assignment."""
    return kind in _CHANGES


def thing_of(kind: str) -> Thing:
    """Whose row the event changes."""
    return Thing(kind.split(".")[0])


def fold(facts: Facts, kind: str, payload: Mapping[str, Any], at: str) -> Facts:
    """The columns that change by an event which happened at `at` (ISO), the state and version among them.

    `facts` is the row before ({} when it comes into being). Raises KeyError for an unknown kind.
    """
    changes = _CHANGES[kind](facts, payload, at)
    if kind in BY_EVENT:
        changes["state"] = str(BY_EVENT[kind].target)
    changes["version"] = int(facts.get("version", 0)) + 1
    return changes
