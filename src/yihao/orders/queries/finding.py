"""Finding orders among all that a viewer sees, newest first: by text, number, telephone, class, place, unit, state, time.

Newest first is by id: an order's id carries the instant of its submission. A million orders are never sorted, nor
counted. What is asked decides where it is read:
- what is open, from the open orders: they are few, whatever the years;
- words, from the text index, whose facets narrow all else together with them; the last months first, so that a common
  word costs no more than a rare one;
- classes, places, units, whoever asks, from the listing, which holds the orders of each newest first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from yihao.kernel import replica
from yihao.kernel.crypto import blind_index
from yihao.kernel.ids import first_id_at, instant_of
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
_LISTED = "SELECT FROM listing l WHERE l.region = %(region)s AND l.facet = ANY(%(scope)s::text[]) AND l.order_id = {}"
_SLACK = timedelta(hours=1)
"""So much earlier than its id an order may have been put into the index, at most."""


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
    for source in _sources(search, _place(cursor)):
        found = replica.rows(
            f"WITH hit AS MATERIALIZED ({source} ORDER BY id DESC LIMIT {PAGE + 1})"
            f" {rows.SELECT_HITS} WHERE {_seen(search)} ORDER BY o.id DESC",
            search.params,
        )
        if len(found) > PAGE:
            break
    return _page(viewer, found)


def hits(viewer: Viewer, wanted: Filter, *, before: UUID | None, size: int) -> list[UUID]:
    """The ids of the next `size` orders that fit, newest first, behind the order `before`. Fewer: these are the last.

    For what works through all of it (an export): the viewer's sight is read anew with each call.
    """
    search = _search(viewer, wanted)
    for source in _sources(search, before, size):
        found = replica.rows(f"{source} ORDER BY id DESC LIMIT {int(size)}", search.params)
        if len(found) == size:
            break
    return [r["id"] for r in found]


def count(viewer: Viewer, wanted: Filter) -> dict[str, Any]:
    """How many fit: `count` up to `CAP`, and whether there are `more`."""
    search = _search(viewer, wanted)
    for source in _sources(search, None, CAP + 1):
        found = replica.rows(f"SELECT count(*) AS n FROM ({source} LIMIT {CAP + 1}) t", search.params)
        if found[0]["n"] > CAP:
            break
    return {"count": min(found[0]["n"], CAP), "more": found[0]["n"] > CAP}


def by_phone(viewer: Viewer, phone: str, *, cursor: str = "") -> dict[str, Any]:
    """Orders of whoever has this number, newest first. Only for those who may reveal it; confidential ones only at the
    centre that took them, else a number would be a way around the mask (领域档案 L5). Raises Forbidden, Invalid."""
    if Permission.REVEAL_PERSONAL not in viewer.permissions:
        raise Forbidden(title="您没有按电话查找的权限")
    before = _place(cursor)
    params: dict[str, Any] = {
        "region": viewer.region,
        "before": before,
        "index": blind_index("phone", normalised(viewer.region, phone)),
        "units": sight.units_of(viewer),
        "centres": [unit.id for unit in organisation.units().values() if sight.at_centre(viewer, unit.id)],
        "secret": Secrecy.CONFIDENTIAL.value,
    }
    found = replica.rows(
        f"{rows.SELECT_ORDER} WHERE a.petitioner_id IN"
        " (SELECT petitioner_id FROM petitioner_phone WHERE region = %(region)s AND phone_index = %(index)s)"
        f" AND {sight.SEEN} AND (o.secrecy <> %(secret)s OR o.centre_id = ANY(%(centres)s))"
        f"{' AND o.id < %(before)s' if before else ''} ORDER BY o.id DESC LIMIT {PAGE + 1}",
        params,
    )
    return _page(viewer, found)


def _page(viewer: Viewer, found: list[dict[str, Any]]) -> dict[str, Any]:
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "rows": [rows.order(viewer, r) for r in found[:PAGE]],
        "next": to_cursor(last["id"]) if last else "",
    }


def _place(cursor: str) -> UUID | None:
    place = from_cursor(cursor, UUID)
    return place[0] if place else None


def _search(viewer: Viewer, wanted: Filter) -> _Search:
    units = sight.units_of(viewer)
    everything = len(units) == sum(1 for unit in organisation.units().values() if unit.region == viewer.region)
    narrowing = narrow(viewer.region, wanted)
    narrowing.params |= {"region": viewer.region, "units": units}
    return _Search(viewer, wanted, narrowing, units, everything)


def _seen(search: _Search) -> str:
    return "o.region = %(region)s" if search.everything else sight.SEEN


def _sources(search: _Search, before: UUID | None, each: int = PAGE + 1) -> Iterator[str]:
    """SQL that yields the `id` of what fits and stands behind `before`; the next one reads further back. `each`: how many
    of one post's orders can matter."""
    n = search.narrowing
    search.params["before"] = before
    if search.wanted.only_open or search.wanted.number:
        yield _of_orders(search)
    elif n.words:
        until = min(t for t in (search.params["now"], n.until, before and instant_of(before) + _SLACK) if t)
        for since in _steps(until, n.since or _EVER):
            yield _of_index(search, since, until)
    else:
        yield _of_listing(search, each)


def _steps(until: datetime, least: datetime) -> list[datetime]:
    return [*(until - window for window in _WINDOWS if until - window > least), least]


def _of_orders(search: _Search) -> str:
    n = search.narrowing
    return (
        f"SELECT o.id FROM work_order o {NEXT if n.by_clock else ''}"
        f" WHERE o.region = %(region)s AND {n.where()}{_and(*_listed_for(search), *_behind(search, 'o.id'))}"
    )


def _of_index(search: _Search, since: datetime, until: datetime) -> str:
    n = search.narrowing
    groups = [[word] for word in (*n.words, *n.facets)]
    if n.unit:
        groups.append([facets.of_unit(unit) for unit in n.params["leads"]])
    if not search.everything:
        groups.append([facets.of_unit(unit) for unit in search.units] or [facets.NO_UNIT])
    if since > _EVER:
        groups.append(facets.months(since - _SLACK, until))
    search.params.update(query=facets.query(*groups), back_to=first_id_at(since))
    return (
        "SELECT s.order_id AS id FROM appeal_search s"
        f"{' JOIN work_order o ON o.id = s.order_id' if n.conditions else ''}"
        " WHERE s.region = %(region)s AND s.words @@ %(query)s::tsquery AND s.order_id >= %(back_to)s"
        f"{_and(*_behind(search, 's.order_id'), *n.days('s.order_id'), *n.conditions)}"
    )


def _of_listing(search: _Search, each: int) -> str:
    n = search.narrowing
    under = n.under
    scope = [] if search.everything and under else _scope(search.viewer)
    if len(scope) == 1:
        under += scope
    elif not under:
        return _merged(search, scope, each)
    search.params.update({f"facet{i}": facet for i, facet in enumerate(under)}, scope=scope)
    tables, parts = [], []
    for i in range(len(under)):
        order = f"l{i}.order_id"
        tables.append(f"listing l{i}")
        parts.append(f"l{i}.region = %(region)s AND l{i}.facet = %(facet{i})s{_and(*_span(search, order))}")
        parts += [f"{order} = l0.order_id"] if i else []
    if len(scope) > 1:
        parts.append(f"EXISTS ({_LISTED.format('l0.order_id')})")
    if n.conditions:
        tables.append("work_order o")
        parts += ["o.id = l0.order_id", *n.conditions]
    return f"SELECT l0.order_id AS id FROM {', '.join(tables)} WHERE {' AND '.join(parts)}"


def _listed_for(search: _Search) -> list[str]:
    """Asked of each open order by itself (OFFSET 0): they are fewer than all that somebody ever had."""
    if search.everything:
        return []
    search.params["scope"] = _scope(search.viewer)
    return [f"EXISTS ({_LISTED.format('o.id')} OFFSET 0)"]


def _merged(search: _Search, scope: list[str], each: int) -> str:
    """The orders of somebody with several posts: of each post the newest."""
    n = search.narrowing
    search.params["scope"] = scope
    return (
        "SELECT DISTINCT l.id FROM unnest(%(scope)s::text[]) u(facet) CROSS JOIN LATERAL"
        f" (SELECT l.order_id AS id FROM listing l{' JOIN work_order o ON o.id = l.order_id' if n.conditions else ''}"
        f" WHERE l.region = %(region)s AND l.facet = u.facet{_and(*_span(search, 'l.order_id'), *n.conditions)}"
        f" ORDER BY l.order_id DESC LIMIT {int(each)}) l"
    )


def _scope(viewer: Viewer) -> list[str]:
    """Under what the orders that the viewer sees are listed: the units of the posts; each stands for all below it."""
    units = {post.unit_id for post in viewer.posts_with(Permission.READ_ORDER)}
    return sorted(facets.of_unit(unit) for unit in units) or [facets.NO_UNIT]


def _span(search: _Search, column: str) -> list[str]:
    return [*_behind(search, column), *search.narrowing.days(column)]


def _behind(search: _Search, column: str) -> list[str]:
    return [f"{column} < %(before)s"] if search.params["before"] else []


def _and(*conditions: str) -> str:
    return "".join(f" AND {condition}" for condition in conditions)
