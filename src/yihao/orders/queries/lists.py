"""The lists people live in: queues, each with its right; keyset paging, explicit columns, the viewer's sight."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import APPEAL_TYPE_NAMES, URGENCY_NAMES, AppealType, Dictionary, Urgency
from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.kernel.numbers import is_number
from yihao.kernel.paging import PAGE, from_cursor, to_cursor
from yihao.kernel.problems import Forbidden, Invalid
from yihao.orders.queries import sight
from yihao.orders.queries.deadlines import NEXT, deadline
from yihao.orders.rules.words import words
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
from yihao.organisation.values import Permission, Viewer

MANY = 999
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Queue:
    """A list of orders: who has it, what is in it. `units` says whose: the scope, or exactly the units of the posts."""

    name: str
    permission: Permission
    where: str
    exact: bool = False


_LEAD = "EXISTS (SELECT 1 FROM assignment a WHERE a.order_id = o.id AND a.role = 'lead' AND a.state = '{}' AND a.unit_id = ANY(%(units)s))"
_CENTRE = "o.state = '{}' AND o.centre_id = ANY(%(units)s)"
QUEUES: dict[str, Queue] = {
    "review": Queue("待派单", Permission.DISPATCH_ORDER, _CENTRE.format(OrderState.PENDING_REVIEW)),
    "supplement": Queue("待补充", Permission.RECORD_APPEAL, _CENTRE.format(OrderState.PENDING_SUPPLEMENT)),
    "sign": Queue("待签收", Permission.SIGN_ASSIGNMENT, "o.state = 'pending_sign' AND " + _LEAD.format("pending_sign"), exact=True),
    "handling": Queue("办理中", Permission.REPLY_ASSIGNMENT, "o.state = 'in_progress' AND " + _LEAD.format("in_progress"), exact=True),
    "copies": Queue(
        "抄送",
        Permission.SIGN_ASSIGNMENT,
        "o.state NOT IN ('closed', 'archived', 'withdrawn') AND EXISTS (SELECT 1 FROM assignment a"
        " WHERE a.order_id = o.id AND a.role = 'copy' AND a.unit_id = ANY(%(units)s))",
        exact=True,
    ),
    "check": Queue("待办结审核", Permission.CHECK_ORDER, _CENTRE.format(OrderState.PENDING_CHECK)),
    "visit": Queue(
        "待回访",
        Permission.ATTEMPT_VISIT,
        _CENTRE.format(OrderState.PENDING_VISIT) + " AND NOT o.lead_unit_id = ANY(%(posts)s)",
    ),
    "judge": Queue("不满意研判", Permission.JUDGE_ORDER, _CENTRE.format(OrderState.REDO_REVIEW)),
}  # fmt: skip

_ROW = """o.id, o.region, o.version, o.number, o.appeal_type, o.class_code, o.classes_version, o.area_code, o.state AS order_state,
 o.urgency, o.secrecy, o.round, o.submitted_at, o.lead_unit_id, o.lead_assignment_id, o.centre_id,
 a.id AS appeal_id, a.title, a.name, a.anonymous"""


def order_list(viewer: Viewer, *, queue: str, cursor: str = "", q: str = "") -> dict[str, Any]:
    """A page of a queue by remaining time, or of all the viewer sees, newest first. Raises Forbidden, Invalid."""
    if queue == "all":
        return _all(viewer, cursor, q)
    entry = QUEUES.get(queue)
    if entry is None:
        raise Invalid.field_error("queue", "没有这个列表")
    params = _params(viewer, entry)
    after = from_cursor(cursor, datetime, UUID)
    where = [entry.where]
    if after:
        where.append("(COALESCE(k.due_at, '9999-01-01Z'), o.id) > (%(at)s, %(id)s)")
        params |= {"at": after[0], "id": after[1]}
    found = sql.rows(
        f"SELECT {_ROW}, {_clock()} FROM work_order o JOIN appeal a ON a.id = o.appeal_id {NEXT}"
        f" WHERE {' AND '.join(where)} ORDER BY COALESCE(k.due_at, '9999-01-01Z'), o.id LIMIT {PAGE + 1}",
        params,
    )
    return _page(viewer, found, lambda r: to_cursor(r["due_at"] or _NEVER, r["id"]))


def _all(viewer: Viewer, cursor: str, q: str) -> dict[str, Any]:
    where = [sight.SEEN]
    params: dict[str, Any] = {"units": sight.units_of(viewer)}
    text = q.strip()
    if is_number(text):
        where.append("o.number = %(number)s")
        params["number"] = text
    elif text:
        wanted = words(text)
        if not wanted:
            return {"rows": [], "next": ""}
        where.append(
            "EXISTS (SELECT 1 FROM appeal_search s WHERE s.appeal_id = o.appeal_id"
            " AND s.words @@ array_to_string(ARRAY(SELECT quote_literal(w) FROM unnest(%(words)s::text[]) w), ' & ')::tsquery)"
        )
        params["words"] = wanted
    if after := from_cursor(cursor, datetime, UUID):
        where.append("(o.submitted_at, o.id) < (%(at)s, %(id)s)")
        params |= {"at": after[0], "id": after[1]}
    found = sql.rows(
        f"SELECT {_ROW}, {_clock()} FROM work_order o JOIN appeal a ON a.id = o.appeal_id {NEXT}"
        f" WHERE {' AND '.join(where)} ORDER BY o.submitted_at DESC, o.id DESC LIMIT {PAGE + 1}",
        params,
    )
    return _page(viewer, found, lambda r: to_cursor(r["submitted_at"], r["id"]))


def appeal_list(viewer: Viewer, *, queue: str, cursor: str = "") -> dict[str, Any]:
    """Appeals: `filed` wait in the portal's pool, oldest first; `mine` are those I recorded, newest first."""
    after = from_cursor(cursor, datetime, UUID)
    params: dict[str, Any] = {"at": after[0], "id": after[1]} if after else {}
    if queue == "filed":
        params["units"] = organisation.scope_units(viewer, Permission.RECORD_APPEAL)
        where, order, than = "state = 'filed' AND centre_id = ANY(%(units)s)", "received_at, id", ">"
    elif queue == "mine":
        params["agent"] = viewer.account_id
        where, order, than = "agent_id = %(agent)s AND state <> 'draft'", "received_at DESC, id DESC", "<"
    else:
        raise Invalid.field_error("queue", "没有这个列表")
    keyset = f" AND (received_at, id) {than} (%(at)s, %(id)s)" if after else ""
    found = sql.rows(
        "SELECT a.id, a.region, a.number, a.state, a.appeal_type, a.class_code, a.area_code, a.channel, a.received_at,"
        " a.title, a.name, a.anonymous, a.secrecy, a.centre_id, (SELECT o.id FROM work_order o WHERE o.appeal_id = a.id LIMIT 1) AS order_id"
        f" FROM appeal a WHERE {where}{keyset} ORDER BY {order} LIMIT {PAGE + 1}",
        params,
    )
    rows = [_appeal(viewer, r) for r in found[:PAGE]]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {"rows": rows, "next": to_cursor(last["received_at"], last["id"]) if last else ""}


MORE: list[Callable[[Viewer], dict[str, Any] | None]] = []
"""Queues of rooms above, for the same rail: each says how much waits for a viewer, or None where it is not theirs."""


def counts(viewer: Viewer) -> list[dict[str, Any]]:
    """How much waits in each queue the viewer has, and how much of it is yellow or red; counted up to a cap."""
    found = [told for more in MORE if (told := more(viewer)) is not None]
    if Permission.RECORD_APPEAL in viewer.permissions:
        units = organisation.scope_units(viewer, Permission.RECORD_APPEAL)
        n = sql.row(
            f"SELECT count(*) AS n FROM (SELECT 1 FROM appeal WHERE state = 'filed' AND centre_id = ANY(%s) LIMIT {MANY}) t",
            (units,),
        )
        found.append({"key": "filed", "name": "网上诉求", "count": n["n"] if n else 0, "yellow": 0, "red": 0})
    for key, queue in QUEUES.items():
        if queue.permission in viewer.permissions:
            n = sql.row(
                "SELECT count(*) AS n, count(*) FILTER (WHERE t.light = 'yellow') AS yellow,"
                " count(*) FILTER (WHERE t.light = 'red') AS red FROM"
                f" (SELECT k.light FROM work_order o {NEXT} WHERE {queue.where} LIMIT {MANY}) t",
                _params(viewer, queue),
            )
            found.append(
                {"key": key, "name": queue.name, "count": n["n"], "yellow": n["yellow"], "red": n["red"]} if n else {}
            )
    return found


def _clock() -> str:
    return (
        "k.kind, k.started_at, k.due_at, k.warn_at, k.next_at, k.stopped_at, k.light, k.basis, k.working,"
        " k.calendar_version, k.policy_version, k.provisional"
    )


def _params(viewer: Viewer, queue: Queue) -> dict[str, Any]:
    posts = viewer.posts_with(queue.permission)
    if not posts:
        raise Forbidden()
    units = [p.unit_id for p in posts] if queue.exact else organisation.scope_units(viewer, queue.permission)
    return {"units": units, "posts": [p.unit_id for p in viewer.posts]}


def _page(viewer: Viewer, found: list[dict[str, Any]], cursor: Callable[[dict[str, Any]], str]) -> dict[str, Any]:
    rows = [_order(viewer, r) for r in found[:PAGE]]
    return {"rows": rows, "next": cursor(found[PAGE - 1]) if len(found) > PAGE else ""}


def _order(viewer: Viewer, r: dict[str, Any]) -> dict[str, Any]:
    region = viewer.region
    path = catalogue.class_path(region, r["classes_version"], r["class_code"])
    return {
        "id": r["id"],
        "version": r["version"],
        "number": r["number"],
        "title": unseal(r["title"], "appeal.title", r["appeal_id"]),
        "appeal_type_name": APPEAL_TYPE_NAMES[AppealType(r["appeal_type"])],
        "class_name": path[-1] if path else "",
        "place": "".join(catalogue.area_path(region, catalogue.versions(region), r["area_code"])),
        "petitioner": petitioner_words(viewer, {**r, "id": r["appeal_id"]}),
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


def _appeal(viewer: Viewer, r: dict[str, Any]) -> dict[str, Any]:
    region = viewer.region
    at = catalogue.versions(region)
    path = catalogue.class_path(region, at.of(Dictionary.CLASSES), r["class_code"])
    return {
        "id": r["id"],
        "order_id": r["order_id"],
        "number": r["number"],
        "title": unseal(r["title"], "appeal.title", r["id"]),
        "appeal_type_name": APPEAL_TYPE_NAMES[AppealType(r["appeal_type"])] if r["appeal_type"] else "",
        "class_name": path[-1] if path else None,
        "place": "".join(catalogue.area_path(region, at, r["area_code"])),
        "petitioner": petitioner_words(viewer, r),
        "channel_name": CHANNEL_NAMES[Channel(r["channel"])],
        "state": r["state"],
        "state_name": APPEAL_STATE_NAMES[AppealState(r["state"])],
        "received_at": r["received_at"],
    }


def petitioner_words(viewer: Viewer, appeal: dict[str, Any]) -> str:
    """The petitioner in a list: masked, or 匿名."""
    if appeal["anonymous"]:
        return "匿名"
    return str(sight.masked(viewer, appeal, "name", unseal(appeal["name"], "appeal.name", appeal["id"]))["text"])
