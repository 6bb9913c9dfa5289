"""The lists people live in: queues, each with its right; keyset paging, explicit columns, the viewer's sight."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from yihao.kernel import replica
from yihao.kernel.paging import PAGE, from_cursor, to_cursor
from yihao.kernel.problems import Forbidden, Invalid
from yihao.orders.queries import rows
from yihao.orders.queries.deadlines import NEXT
from yihao.orders.queries.narrowing import IS_OPEN, narrow
from yihao.orders.values.filters import Filter
from yihao.orders.values.states import OrderState
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
        f"{IS_OPEN} AND EXISTS (SELECT 1 FROM assignment a"
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


def order_list(viewer: Viewer, *, queue: str, cursor: str = "", wanted: Filter | None = None) -> dict[str, Any]:
    """A page of a queue, by remaining time, narrowed to what is wanted. Raises Forbidden, Invalid."""
    entry = QUEUES.get(queue)
    if entry is None:
        raise Invalid.field_error("queue", "没有这个列表")
    params = _params(viewer, entry)
    narrowing = narrow(viewer.region, wanted or Filter())
    where = [entry.where, narrowing.where()]
    after = from_cursor(cursor, datetime, UUID)
    if after:
        where.append("(COALESCE(k.due_at, '9999-01-01Z'), o.id) > (%(at)s, %(id)s)")
        params |= {"at": after[0], "id": after[1]}
    found = replica.rows(
        f"{rows.SELECT_ORDER} WHERE {' AND '.join(where)}"
        f" ORDER BY COALESCE(k.due_at, '9999-01-01Z'), o.id LIMIT {PAGE + 1}",
        narrowing.params | params,
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "rows": [rows.order(viewer, r) for r in found[:PAGE]],
        "next": to_cursor(last["due_at"] or _NEVER, last["id"]) if last else "",
    }


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
    found = replica.rows(
        "SELECT a.id, a.region, a.number, a.state, a.appeal_type, a.class_code, a.area_code, a.channel, a.received_at,"
        " a.title, a.name, a.anonymous, a.secrecy, a.centre_id, (SELECT o.id FROM work_order o WHERE o.appeal_id = a.id LIMIT 1) AS order_id"
        f" FROM appeal a WHERE {where}{keyset} ORDER BY {order} LIMIT {PAGE + 1}",
        params,
    )
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "rows": [rows.appeal(viewer, r) for r in found[:PAGE]],
        "next": to_cursor(last["received_at"], last["id"]) if last else "",
    }


MORE: list[Callable[[Viewer], dict[str, Any] | None]] = []
"""Queues of rooms above, for the same rail: each says how much waits for a viewer, or None where it is not theirs."""


def counts(viewer: Viewer) -> list[dict[str, Any]]:
    """How much waits in each queue the viewer has, and how much of it is yellow or red; counted up to a cap."""
    found = [told for more in MORE if (told := more(viewer)) is not None]
    parts: list[str] = []
    params: dict[str, Any] = {"posts": [p.unit_id for p in viewer.posts]}
    if Permission.RECORD_APPEAL in viewer.permissions:
        parts.append(_FILED)
        params["filed"] = organisation.scope_units(viewer, Permission.RECORD_APPEAL)
    for key, where, units in _own(viewer):
        parts.append(_COUNT.format(key=key, next=NEXT, where=where))
        params |= units
    if parts:
        names = {"filed": "网上诉求", **{key: queue.name for key, queue in QUEUES.items()}}
        counted = {r["key"]: r for r in replica.rows(" UNION ALL ".join(parts), params)}
        found += [{**counted[key], "name": name} for key, name in names.items() if key in counted]
    return found


_FILED = f"""SELECT 'filed' AS key, count(*) AS count, 0 AS yellow, 0 AS red FROM
 (SELECT 1 FROM appeal WHERE state = 'filed' AND centre_id = ANY(%(filed)s) LIMIT {MANY}) t"""
_COUNT = f"""SELECT '{{key}}' AS key, count(*) AS count, count(*) FILTER (WHERE t.light = 'yellow') AS yellow,
 count(*) FILTER (WHERE t.light = 'red') AS red FROM
 (SELECT k.light FROM work_order o {{next}} WHERE {{where}} LIMIT {MANY}) t"""


def soonest(viewer: Viewer, limit: int) -> list[dict[str, Any]]:
    """The orders that are due first over all the viewer's queues, each with the `queue` it stands in; copies aside."""
    parts: list[str] = []
    params: dict[str, Any] = {"posts": [p.unit_id for p in viewer.posts], "limit": limit}
    for key, where, units in _own(viewer):
        if key != "copies":
            parts.append(_SOON.format(key=key, next=NEXT, where=where))
            params |= units
    if not parts:
        return []
    found = replica.rows(
        f"WITH hit AS MATERIALIZED ({' UNION ALL '.join(parts)}) SELECT hit.queue, r.* FROM ({rows.SELECT_HITS}) r"
        " JOIN hit ON hit.id = r.id ORDER BY r.due_at, r.id LIMIT %(limit)s",
        params,
    )
    return [{**rows.order(viewer, r), "queue": r["queue"]} for r in found]


_SOON = """(SELECT o.id, '{key}' AS queue FROM work_order o {next} WHERE {where} AND k.due_at IS NOT NULL
 ORDER BY k.due_at, o.id LIMIT %(limit)s)"""


def _own(viewer: Viewer) -> Iterator[tuple[str, str, dict[str, list[UUID]]]]:
    """The queues of a viewer: key, condition, and its units under a name that differs from queue to queue."""
    for key, queue in QUEUES.items():
        if queue.permission in viewer.permissions:
            name = f"units_{key}"
            yield key, queue.where.replace("%(units)s", f"%({name})s"), {name: _params(viewer, queue)["units"]}


def _params(viewer: Viewer, queue: Queue) -> dict[str, Any]:
    posts = viewer.posts_with(queue.permission)
    if not posts:
        raise Forbidden()
    units = [p.unit_id for p in posts] if queue.exact else organisation.scope_units(viewer, queue.permission)
    return {"units": units, "posts": [p.unit_id for p in viewer.posts]}
