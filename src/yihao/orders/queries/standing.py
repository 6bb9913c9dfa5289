"""How units stand: their open orders, and how many of them are yellow, red, or doubted by the citizen."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yihao.kernel import clock, replica
from yihao.orders.queries.deadlines import NEXT
from yihao.orders.queries.narrowing import IS_OPEN
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, UnitFact, Viewer

_FIGURES = ("open", "yellow", "red", "doubted")
_BY_LEAD = f"""SELECT o.lead_unit_id, count(*) AS open,
 count(*) FILTER (WHERE k.due_at > %(now)s AND k.warn_at <= %(now)s) AS yellow,
 count(*) FILTER (WHERE k.due_at <= %(now)s) AS red, count(*) FILTER (WHERE o.state = 'redo_review') AS doubted
 FROM work_order o {NEXT} WHERE o.region = %(region)s AND {IS_OPEN} AND o.lead_unit_id IS NOT NULL AND {{whose}}
 GROUP BY o.lead_unit_id"""


def own(viewer: Viewer) -> list[dict[str, Any]]:
    """The units at which the viewer signs, each with everything below it, as the list of orders counts them."""
    tops = {p.unit_id: organisation.unit(p.unit_id) for p in viewer.posts_with(Permission.SIGN_ASSIGNMENT)}
    if not tops:
        return []
    units = organisation.scope_units(viewer, Permission.SIGN_ASSIGNMENT)
    found = _by_lead(viewer, "o.lead_unit_id = ANY(%(units)s)", units)
    return [_sum(top, found) for top in tops.values()]


def most_late(viewer: Viewer, limit: int) -> list[dict[str, Any]]:
    """The departments and counties with most red lights, each with everything below it; for whoever judges."""
    centres = organisation.scope_units(viewer, Permission.JUDGE_ORDER)
    if not centres:
        return []
    found = _by_lead(viewer, "o.centre_id = ANY(%(units)s)", centres)
    tops = {top.id: top for unit_id in found if (top := _answerable(organisation.unit(unit_id)))}
    summed = [_sum(top, found) for top in tops.values()]
    return sorted((s for s in summed if s["red"]), key=lambda s: (-s["red"], s["unit_name"]))[:limit]


def _answerable(unit: UnitFact) -> UnitFact:
    """The department of the city or the county that answers for a unit (方案 二(二) 谁主管、谁负责)."""
    units = organisation.units()
    while unit.tier > _TOP_TIER and unit.parent_id and unit.parent_id in units:
        unit = units[unit.parent_id]
    return unit


_TOP_TIER = 2


def _by_lead(viewer: Viewer, whose: str, units: list[UUID]) -> dict[UUID, dict[str, Any]]:
    params = {"now": clock.now(), "region": viewer.region, "units": units}
    return {r["lead_unit_id"]: r for r in replica.rows(_BY_LEAD.format(whose=whose), params)}


def _sum(top: UnitFact, found: Mapping[UUID, dict[str, Any]]) -> dict[str, Any]:
    below = [found[unit] for unit in organisation.subtree(top.id) if unit in found]
    return {"unit_id": top.id, "unit_name": top.label, **{f: sum(r[f] for r in below) for f in _FIGURES}}
