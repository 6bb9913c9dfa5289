"""The ticker: lights the clocks whose time has come. No timers in memory; the database says what is due."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction

from yihao.kernel import clock, ledger, sql
from yihao.kernel.leaving import leaving
from yihao.kernel.problems import Problem
from yihao.kernel.values import Actor, Subject, Via
from yihao.orders.actions.closing import archive
from yihao.orders.actions.notices import tell_unit
from yihao.orders.models import Clock, Order
from yihao.orders.rules import clocks as rules
from yihao.orders.values.events import ClockExpired, ClockWarned
from yihao.orders.values.states import ClockKind, Light

_log = logging.getLogger(__name__)
_RETRY = timedelta(minutes=5)


def tick_due(limit: int = 500) -> int:
    """Light every clock whose time has come, until none is due (or `limit` were done, or this process is to end); how many.

    Each is claimed by a conditional UPDATE, so that several workers never light one twice; one that fails is pushed
    forward, so that it can't stop the others.
    """
    done = 0
    while done < limit and not leaving.is_set():
        now = clock.now()
        due = sql.rows(
            "SELECT id, next_at FROM clock WHERE stopped_at IS NULL AND next_at <= %s ORDER BY next_at LIMIT 50", (now,)
        )
        if not due:
            break
        for found in due:
            done += 1
            _tick_safely(found["id"], found["next_at"], now)
    return done


def _tick_safely(clock_id: UUID, seen: datetime, now: datetime) -> None:
    try:
        with transaction.atomic():
            _tick(clock_id, seen, now)
    except (DatabaseError, LookupError, ValueError, Problem) as fault:
        _log.error(
            "clock could not be ticked, pushed forward", extra={"clock": str(clock_id), "fault": type(fault).__name__}
        )
        sql.execute("UPDATE clock SET next_at = %s WHERE id = %s AND next_at = %s", (now + _RETRY, clock_id, seen))


def _tick(clock_id: UUID, seen: datetime, now: datetime) -> None:
    # The order before its clock, as every action locks them: no deadlock.
    place = sql.row("SELECT order_id FROM clock WHERE id = %s", (clock_id,))
    if place is None:
        return
    Order.objects.select_for_update().get(id=place["order_id"])
    running = Clock.objects.select_related("order").get(id=clock_id)
    kind = ClockKind(running.kind)
    step = rules.tick(kind=kind, warn=running.warn_at, due=running.due_at, light=Light(running.light), now=now)
    claimed = Clock.objects.filter(id=clock_id, next_at=seen, stopped_at=None)
    if not claimed.update(light=step.light.value, next_at=step.next):
        return
    system = Actor(running.region, Via.SYSTEM)
    if step.light != running.light:
        kinds = {Light.YELLOW: ClockWarned, Light.RED: ClockExpired}
        lit = kinds[step.light](clock_id, running.kind, running.due_at, running.unit_id)
        ledger.write(ledger.Entry(lit, Subject("clock", clock_id), system, now, running.order_id))
        _tell(running, step.light)
    elif step.remind:
        _tell(running, Light.RED)
    if kind is ClockKind.ARCHIVE and now >= running.due_at:
        archive(order_id=running.order_id, doer=system)


_TEMPLATES = {
    (ClockKind.SIGN, Light.RED): "order_unsigned_unit",
    (ClockKind.LEAD, Light.YELLOW): "order_yellow_unit",
    (ClockKind.LEAD, Light.RED): "order_red_unit",
}


def _tell(running: Clock, light: Light) -> None:
    template = _TEMPLATES.get((ClockKind(running.kind), light))
    if template and running.unit_id:
        tell_unit(
            template,
            region=running.region,
            unit_id=running.unit_id,
            order_id=running.order_id,
            number=running.order.number,
            class_code=running.order.class_code,
            classes_version=running.order.classes_version,
            deadline=running.due_at,
            sign_deadline=running.due_at,
        )
