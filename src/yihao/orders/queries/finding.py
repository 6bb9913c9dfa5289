"""Finding orders among all that a viewer sees, newest first: by text, number, telephone, class, place, unit, state, time.

A million orders are never sorted, nor counted. What is asked decides where it is read:
- what is open, from the open orders: they are few, whatever the years;
- words, classes, places, units, from the text index, whose facets narrow all of them together; the last months first,
  so that a common word costs no more than a rare one;
- all else, from the participations of the viewer's units, each of which holds its orders newest first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from yihao.kernel import sql
from yihao.kernel.crypto import blind_index
from yihao.kernel.paging import PAGE, from_cursor, to_cursor
from yihao.kernel.problems import Forbidden
from yihao.orders.queries import rows, sight
from yihao.orders.queries.deadlines import NEXT
from yihao.orders.queries.intake import normalised
from yihao.orders.queries.narrowing import Narrowing, narrow
from yihao.orders.rules import facets
from yihao.orders.values.filters import Filter
from yihao.orders.values.states import Secrecy
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

CAP = 10_000
"""Whether it is 12,000 or 13,000 nobody needs to know at once."""
_WINDOWS = (timedelta(days=62), timedelta(days=400))
"""How far back the text index is read first, and then; at last without end."""
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_KEYSET = "(o.submitted_at, o.id) < (%(before)s, %(before_id)s)"
Hit = tuple[datetime, UUID]
"""Where an order stands in the list: when it was submitted, and its id."""


@dataclass(frozen=True, slots=True)
class _Search:
    viewer: Viewer
    wanted: Filter
    narrowing: Narrowing
    units: list[UUID]
    everything: bool
    """The viewer sees each order of the region."""

    @property
    def params(self) -> dict[str, Any]:
        return self.narrowing.params


def page(viewer: Viewer, wanted: Filter, *, cursor: str = "") -> dict[str, Any]:
    """A page of what fits, newest first: `rows` and `next`. Raises Invalid."""
    search = _search(viewer, wanted)
    before = from_cursor(cursor, datetime, UUID)
    for source in _sources(search, before):
        found = sql.rows(
            f"WITH hit AS MATERIALIZED ({source} ORDER BY at DESC, id DESC LIMIT {PAGE + 1})"
            f" {rows.SELECT_HITS} WHERE {_seen(search)} ORDER BY o.submitted_at DESC, o.id DESC",
            search.params,
        )
        if len(found) > PAGE:
            break
    return _page(viewer, found)


def hits(viewer: Viewer, wanted: Filter, *, before: Hit | None, size: int) -> list[Hit]:
    """The next `size` orders that fit, newest first, from the one that stands at `before`. Fewer: these are the last.

    For what works through all of it (an export): the viewer's sight is read anew with each call.
    """
    search = _search(viewer, wanted)
    for source in _sources(search, before, size):
        found = sql.rows(f"{source} ORDER BY at DESC, id DESC LIMIT {int(size)}", search.params)
        if len(found) == size:
            break
    return [(r["at"], r["id"]) for r in found]


def count(viewer: Viewer, wanted: Filter) -> dict[str, Any]:
    """How many fit: `count` up to `CAP`, and whether there are `more`."""
    search = _search(viewer, wanted)
    for source in _sources(search, None, CAP + 1):
        found = sql.rows(f"SELECT count(*) AS n FROM ({source} LIMIT {CAP + 1}) t", search.params)
        if found[0]["n"] > CAP:
            break
    return {"count": min(found[0]["n"], CAP), "more": found[0]["n"] > CAP}


def by_phone(viewer: Viewer, phone: str, *, cursor: str = "") -> dict[str, Any]:
    """Orders of whoever has this number, newest first. Only for those who may reveal it; confidential ones only at the
    centre that took them, else a number would be a way around the mask (领域档案 L5). Raises Forbidden, Invalid."""
    if Permission.REVEAL_PERSONAL not in viewer.permissions:
        raise Forbidden(title="您没有按电话查找的权限")
    params = {
        "region": viewer.region,
        "index": blind_index("phone", normalised(viewer.region, phone)),
        "units": sight.units_of(viewer),
        "centres": [unit.id for unit in organisation.units().values() if sight.at_centre(viewer, unit.id)],
        "secret": Secrecy.CONFIDENTIAL.value,
    }
    before = from_cursor(cursor, datetime, UUID)
    if before:
        params |= {"before": before[0], "before_id": before[1]}
    found = sql.rows(
        f"{rows.SELECT_ORDER} WHERE a.petitioner_id IN"
        " (SELECT petitioner_id FROM petitioner_phone WHERE region = %(region)s AND phone_index = %(index)s)"
        f" AND {sight.SEEN} AND (o.secrecy <> %(secret)s OR o.centre_id = ANY(%(centres)s))"
        f"{f' AND {_KEYSET}' if before else ''} ORDER BY o.submitted_at DESC, o.id DESC LIMIT {PAGE + 1}",
        params,
    )
    return _page(viewer, found)


def _page(viewer: Viewer, found: list[dict[str, Any]]) -> dict[str, Any]:
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "rows": [rows.order(viewer, r) for r in found[:PAGE]],
        "next": to_cursor(last["submitted_at"], last["id"]) if last else "",
    }


def _search(viewer: Viewer, wanted: Filter) -> _Search:
    units = sight.units_of(viewer)
    everything = len(units) == sum(1 for unit in organisation.units().values() if unit.region == viewer.region)
    narrowing = narrow(viewer.region, wanted)
    narrowing.params |= {"region": viewer.region, "units": units}
    return _Search(viewer, wanted, narrowing, units, everything)


def _seen(search: _Search) -> str:
    return "o.region = %(region)s" if search.everything else sight.SEEN


def _sources(search: _Search, before: Hit | None, each: int = PAGE + 1) -> Iterator[str]:
    """SQL that yields `id, at` of what fits and stands after `before`; the next one reads further back. `each`: how
    many of one unit's orders can matter."""
    if before:
        search.params.update(before=before[0], before_id=before[1])
    if search.wanted.only_open or search.wanted.number:
        yield _of_orders(search, before)
    elif search.narrowing.groups:
        until = min(t for t in (search.params["now"], search.narrowing.until, before and before[0]) if t)
        for since in _steps(until, search.narrowing.since or _EVER):
            yield _of_index(search, before, since, until)
    elif search.everything:
        yield _of_orders(search, before)
    else:
        yield _of_units(search, before, each)


def _steps(until: datetime, least: datetime) -> list[datetime]:
    return [*(until - window for window in _WINDOWS if until - window > least), least]


def _of_orders(search: _Search, before: Hit | None) -> str:
    n = search.narrowing
    return (
        f"SELECT o.id, o.submitted_at AS at FROM work_order o {NEXT if n.by_clock else ''}"
        f" WHERE o.region = %(region)s AND {n.where()} AND {_seen(search)}{f' AND {_KEYSET}' if before else ''}"
    )


def _of_index(search: _Search, before: Hit | None, since: datetime, until: datetime) -> str:
    n = search.narrowing
    groups = list(n.groups)
    if not search.everything:
        groups.append([facets.of_unit(unit) for unit in search.units] or [facets.NO_UNIT])
    if since > _EVER:
        groups.append(facets.months(since, until))
    search.params.update(query=facets.query(*groups), back_to=since)
    keyset = ["(s.listed_at, s.order_id) < (%(before)s, %(before_id)s)"] if before else []
    return (
        "SELECT s.order_id AS id, s.listed_at AS at FROM appeal_search s"
        f"{' JOIN work_order o ON o.id = s.order_id' if n.conditions else ''}"
        " WHERE s.region = %(region)s AND s.words @@ %(query)s::tsquery AND s.order_id IS NOT NULL"
        f" AND s.listed_at >= %(back_to)s{_and(*keyset, *n.days('s.listed_at'), *n.conditions)}"
    )


def _of_units(search: _Search, before: Hit | None, each: int) -> str:
    n = search.narrowing
    keyset = ["(p.listed_at, p.order_id) < (%(before)s, %(before_id)s)"] if before else []
    return (
        "SELECT DISTINCT p.id, p.at FROM unnest(%(units)s::uuid[]) u(id) CROSS JOIN LATERAL"
        " (SELECT DISTINCT p.order_id AS id, p.listed_at AS at FROM participation p"
        f"{' JOIN work_order o ON o.id = p.order_id' if n.conditions else ''}"
        f" WHERE p.unit_id = u.id{_and(*keyset, *n.days('p.listed_at'), *n.conditions)}"
        f" ORDER BY p.listed_at DESC, p.order_id DESC LIMIT {int(each)}) p"
    )


def _and(*conditions: str) -> str:
    return "".join(f" AND {condition}" for condition in conditions)
