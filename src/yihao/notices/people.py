"""Whom a notice goes to."""

import json
from typing import Any
from uuid import UUID

from yihao.kernel import sql
from yihao.notices.values import Kind, To
from yihao.organisation import queries as organisation
from yihao.organisation.values import ROLES, Permission

_HANDLING = [role.value for role, may in ROLES.items() if Permission.SIGN_ASSIGNMENT in may]
_PLANNING = [role.value for role, may in ROLES.items() if Permission.MANAGE_ROSTER in may]
_IN_FORCE = "g.valid_from <= %(day)s AND (g.valid_to IS NULL OR g.valid_to >= %(day)s) AND a.is_active"


def receivers(kind: Kind, event: dict[str, Any], payload: dict[str, Any]) -> set[UUID]:
    """The accounts that get a notice of an event; never whoever did it."""
    found = {account for to in kind.to for account in _FIND[to](event, payload)}
    return {account for account in found if str(account) != event["actor"]}


def _recorder(event: dict[str, Any], payload: dict[str, Any]) -> list[UUID]:
    return _ids(
        "SELECT a.agent_id FROM work_order o JOIN appeal a ON a.id = o.appeal_id WHERE o.id = %s"
        " AND a.agent_id IS NOT NULL",
        (event["order_id"],),
    )


def _unit(event: dict[str, Any], payload: dict[str, Any]) -> list[UUID]:
    found = sql.row("SELECT lead_unit_id FROM work_order WHERE id = %s", (event["order_id"],))
    return _staff(event["region"], found["lead_unit_id"]) if found and found["lead_unit_id"] else []


def _handler(event: dict[str, Any], payload: dict[str, Any]) -> list[UUID]:
    """Whoever signed, as long as the person still handles for the unit: else nobody would know."""
    staff = _unit(event, payload)
    signed = sql.row(
        "SELECT actor FROM event WHERE order_id = %s AND kind = 'assignment.signed' ORDER BY occurred_at DESC LIMIT 1",
        (event["order_id"],),
    )
    signer = [account for account in staff if signed and str(account) == signed["actor"]]
    return signer or staff


def _copied(event: dict[str, Any], payload: dict[str, Any]) -> list[UUID]:
    return _staff(event["region"], UUID(payload["unit_id"]))


def _staff(region: str, unit_id: UUID) -> list[UUID]:
    return _ids(
        'SELECT DISTINCT g.account_id FROM "grant" g JOIN account a ON a.id = g.account_id'
        f" WHERE g.unit_id = %(unit)s AND g.role = ANY(%(roles)s) AND {_IN_FORCE}",
        {"unit": unit_id, "roles": _HANDLING, "day": organisation.today(region)},
    )


def _person(event: dict[str, Any], payload: dict[str, Any]) -> list[UUID]:
    return [UUID(payload["account_id"])]


def _rostered(event: dict[str, Any], payload: dict[str, Any]) -> list[UUID]:
    return _ids(
        "SELECT DISTINCT account_id FROM duty WHERE unit_id = %s AND day >= %s::date AND day < %s::date + 7",
        (payload["unit_id"], payload["monday"], payload["monday"]),
    )


def _planners(event: dict[str, Any], payload: dict[str, Any]) -> list[UUID]:
    """Whoever plans for a unit at which the person has a post, or above it."""
    return _ids(
        'SELECT DISTINCT g.account_id FROM "grant" g JOIN account a ON a.id = g.account_id JOIN unit u ON u.id = g.unit_id'
        ' JOIN "grant" own ON own.account_id = %(person)s JOIN unit place ON place.id = own.unit_id'
        f" WHERE g.role = ANY(%(roles)s) AND {_IN_FORCE} AND starts_with(place.path, u.path)",
        {"person": payload["account_id"], "roles": _PLANNING, "day": organisation.today(event["region"])},
    )


def _swap(*columns: str) -> Any:
    def find(event: dict[str, Any], payload: dict[str, Any]) -> list[UUID]:
        found = sql.row("SELECT from_account_id, to_account_id FROM swap WHERE id = %s", (event["subject_id"],))
        return [found[c] for c in columns] if found else []

    return find


_FIND = {
    To.RECORDER: _recorder,
    To.HANDLER: _handler,
    To.UNIT: _unit,
    To.COPIED: _copied,
    To.PERSON: _person,
    To.ROSTERED: _rostered,
    To.PLANNERS: _planners,
    To.ASKER: _swap("from_account_id"),
    To.BOTH: _swap("from_account_id", "to_account_id"),
    To.COLLEAGUE: _swap("to_account_id"),
}


def _ids(text: str, params: Any) -> list[UUID]:
    return [next(iter(r.values())) for r in sql.rows(text, params)]


def payload_of(event: dict[str, Any]) -> dict[str, Any]:
    """The event's payload (the database gives it as text here)."""
    body = event["payload"]
    found: dict[str, Any] = json.loads(body) if isinstance(body, str) else body
    return found
