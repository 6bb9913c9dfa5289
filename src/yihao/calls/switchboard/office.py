"""The switchboard's way to the other rooms: their actions and queries are synchronous and run in one thread of their own,
so that a slow one never holds up a call's sound."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from yihao.calls.queries import nuisance
from yihao.calls.queries.parameters import parameters
from yihao.calls.rules.acd import Overflow
from yihao.calls.rules.restriction import restricted
from yihao.calls.statements import Fresh
from yihao.calls.values.policy import CallPolicy
from yihao.hotlines import queries as hotlines
from yihao.hotlines.values import Do, Route, Step
from yihao.kernel import clock, phones
from yihao.kernel.crypto import blind_index, seal
from yihao.kernel.phones import WrongNumber
from yihao.orders.actions import contacts
from yihao.organisation import queries as organisation
from yihao.organisation.models import Account

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reception:
    """What a call is received with."""

    region: str
    route: Route
    home: str
    policy: CallPolicy
    caller: str
    """The caller's number in canonical form, "" for a hidden one."""


class Office:
    """Other rooms' actions and queries, from the switchboard's event loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "office")
        self._beside = ThreadPoolExecutor(1, "beside")

    async def ask(self, work: Callable[..., T], *given: Any) -> T:
        """Run a function in the office's thread, on its own connection."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _fresh, work, *given)

    async def beside(self, work: Callable[..., T], *given: Any) -> T:
        """Run something slow in a thread of its own, so that no call waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._beside, _fresh, work, *given)

    def close(self) -> None:
        """End the threads."""
        for thread in (self._thread, self._beside):
            thread.submit(connections.close_all)
            thread.shutdown()


def _fresh(work: Callable[..., T], *given: Any) -> T:
    """On a connection that works; a lost database is told in the words in which the store tells it."""
    close_old_connections()
    try:
        return work(*given)
    except (InterfaceError, OperationalError) as lost:
        raise psycopg.OperationalError(type(lost).__name__) from lost


def receive(called: str, caller: str, at: datetime) -> Reception:
    """How a call to this number at this moment goes."""
    region = organisation.home_region()
    plan = hotlines.plan(region)
    number = _normal(region, caller)
    route = route_of(region, called, at)
    if number and nuisance.limited(region, blind_index("phone", number), at):
        route = restricted(route, plan.own_skill)
    return Reception(
        region=region,
        route=route,
        home=plan.own_skill,
        policy=parameters(region),
        caller=number,
    )


def outgoing(region: str, number: str) -> Reception:
    """How a call to a citizen goes: it shows the line's own number (领域档案 B10), and has no route of its own."""
    plan = hotlines.plan(region)
    here = Route(plan.own_number, clock.now(), "", "", (), True, plan.own_number, "")
    return Reception(region, here, plan.own_skill, parameters(region), _normal(region, number))


def fresh(sealed: tuple[bytes | None, bytes | None]) -> Fresh:
    """What a call's row begins with."""
    return Fresh(*sealed)


def sealed(call_id: UUID, caller: str) -> tuple[bytes | None, bytes | None]:
    """The caller's number as the table keeps it: sealed, and its blind index."""
    if not caller:
        return None, None
    return seal(caller, "call.caller", call_id), blind_index("phone", caller)


def route_of(region: str, called: str, at: datetime) -> Route:
    """The way of a number with telephone numbers where it names units: a unit's duty phone; without one the line answers
    itself."""
    route = hotlines.route(region, called, at)
    return replace(route, steps=tuple(_with_number(region, step) for step in route.steps))


def _with_number(region: str, step: Step) -> Step:
    if step.do is not Do.TRANSFER or step.skill or step.target.isdigit():
        return step
    unit = organisation.units_by_code().get((region, step.target))
    if unit is not None and unit.duty_phone:
        return replace(step, target=unit.duty_phone)
    return Step(Do.QUEUE, skill=hotlines.plan(region).own_skill)


def policies() -> dict[str, CallPolicy]:
    """The numbers of every region's telephone service."""
    return {code: parameters(code) for code in organisation.regions()}


def overflow(region: str) -> dict[str, Overflow]:
    """Where the calls of each skill go when they have waited too long."""
    return {
        code: Overflow(skill.overflow, timedelta(seconds=skill.overflow_after))
        for code, skill in hotlines.skills(region).items()
        if skill.overflow
    }


def open_contact(
    call_id: UUID, account_id: UUID, called: str, caller: str, arrived_at: datetime, queued_at: datetime | None
) -> UUID:
    """The contact of a call with its draft, in the hands of the person whose seat rings now; made once for a call."""
    person = organisation.viewer_of(Account.objects.get(id=account_id))
    return contacts.open_call_contact(
        doer=person,
        call_id=call_id,
        caller_phone=caller,
        called_number=called,
        arrived_at=arrived_at,
        queued_at=queued_at,
    )


def contact_times(contact_id: UUID, answered_at: datetime | None, ended_at: datetime | None) -> None:
    """Write when the contact's call was answered and when it ended."""
    contacts.note_call_times(contact_id=contact_id, answered_at=answered_at, ended_at=ended_at)


def _normal(region: str, caller: str) -> str:
    try:
        return phones.normalise(caller, organisation.region(region).phone_area_code) if caller.strip() else ""
    except WrongNumber:
        return ""  # withheld, or no number at all ("anonymous"): the call is taken as one of a hidden number
