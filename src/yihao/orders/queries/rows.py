"""Rows of lists: explicit columns, persons masked, codes as names."""

from typing import Any

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import APPEAL_TYPE_NAMES, URGENCY_NAMES, AppealType, Dictionary, Urgency
from yihao.kernel.crypto import unseal
from yihao.orders.queries import sight
from yihao.orders.queries.deadlines import COLUMNS, NEXT, deadline
from yihao.orders.values.states import (
    APPEAL_STATE_NAMES,
    CHANNEL_NAMES,
    ORDER_STATE_NAMES,
    SECRECY_NAMES,
    AppealState,
    Channel,
    OrderState,
    Secrecy,
)
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

_ORDER = """o.id, o.region, o.version, o.number, o.appeal_type, o.class_code, o.classes_version, o.area_code, o.state AS order_state,
 o.urgency, o.secrecy, o.round, o.submitted_at, o.lead_unit_id, o.lead_assignment_id, o.centre_id,
 a.id AS appeal_id, a.title, a.name, a.anonymous"""
_CLOCK = ", ".join(f"k.{c.rpartition(' ')[2].removeprefix('k.')}" for c in COLUMNS.split(", "))
_WITH = f"JOIN appeal a ON a.id = o.appeal_id {NEXT}"
SELECT_ORDER = f"SELECT {_ORDER}, {_CLOCK} FROM work_order o {_WITH}"
"""Reads orders as rows of a list, with the clock that is due first as `k`."""
SELECT_HITS = f"SELECT {_ORDER}, {_CLOCK} FROM hit JOIN work_order o ON o.id = hit.id {_WITH}"
"""The same for the orders whose ids `hit` yields."""


def order(viewer: Viewer, r: dict[str, Any]) -> dict[str, Any]:
    """An order of `SELECT_ORDER` as a row of a list."""
    region = viewer.region
    path = catalogue.class_path(region, r["classes_version"], r["class_code"])
    return {
        "id": r["id"],
        "version": r["version"],
        "number": r["number"],
        "title": sight.title(r["title"], r["appeal_id"]),
        "appeal_type_name": APPEAL_TYPE_NAMES[AppealType(r["appeal_type"])],
        "class_name": path[-1] if path else "",
        "place": "".join(catalogue.area_path(region, catalogue.versions(region), r["area_code"])),
        "petitioner": _petitioner(viewer, {**r, "id": r["appeal_id"]}),
        "unit_name": organisation.unit_label(r["lead_unit_id"]),
        "state": r["order_state"],
        "state_name": ORDER_STATE_NAMES[OrderState(r["order_state"])],
        "urgency": r["urgency"],
        "urgency_name": URGENCY_NAMES[Urgency(r["urgency"])],
        "secrecy": r["secrecy"],
        "secrecy_name": SECRECY_NAMES[Secrecy(r["secrecy"])],
        "round": r["round"],
        "received_at": r["submitted_at"],
        "deadline": deadline(region, r),
        "assignment_id": r["lead_assignment_id"],
    }


def appeal(viewer: Viewer, r: dict[str, Any]) -> dict[str, Any]:
    """An appeal as a row of a list."""
    region = viewer.region
    at = catalogue.versions(region)
    path = catalogue.class_path(region, at.of(Dictionary.CLASSES), r["class_code"])
    return {
        "id": r["id"],
        "order_id": r["order_id"],
        "number": r["number"],
        "title": sight.title(r["title"], r["id"]),
        "appeal_type_name": APPEAL_TYPE_NAMES[AppealType(r["appeal_type"])] if r["appeal_type"] else "",
        "class_name": path[-1] if path else None,
        "place": "".join(catalogue.area_path(region, at, r["area_code"])),
        "petitioner": _petitioner(viewer, r),
        "channel_name": CHANNEL_NAMES[Channel(r["channel"])],
        "state": r["state"],
        "state_name": APPEAL_STATE_NAMES[AppealState(r["state"])],
        "received_at": r["received_at"],
    }


def _petitioner(viewer: Viewer, r: dict[str, Any]) -> str:
    """The petitioner in a list: masked, or 匿名."""
    if r["anonymous"]:
        return "匿名"
    return str(sight.masked(viewer, r, "name", unseal(r["name"], "appeal.name", r["id"]))["text"])
