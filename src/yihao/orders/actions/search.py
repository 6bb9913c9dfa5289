"""Where orders are found: the text index of appeals (words without names and numbers, and facets, kept beside the sealed
texts), and the listing of orders under their facets.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue import rules as catalogue_rules
from yihao.catalogue.values import Dictionary
from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.orders.actions.act import Act, Held
from yihao.orders.rules import facets
from yihao.orders.rules.words import words
from yihao.orders.values.intake import Form
from yihao.organisation import queries as organisation

_LIST_ANEW = """
WITH moved AS (SELECT DISTINCT order_id FROM participation WHERE unit_id = ANY(%(below)s::uuid[])),
wanted AS (
  SELECT DISTINCT p.order_id, a.facet FROM moved JOIN participation p USING (order_id)
    JOIN unnest(%(units)s::uuid[], %(under)s::text[]) a (unit, facet) ON a.unit = p.unit_id),
gone AS (
  DELETE FROM listing l USING moved m WHERE l.region = %(region)s AND l.facet = ANY(%(under)s::text[])
     AND l.order_id = m.order_id AND NOT EXISTS
     (SELECT FROM wanted w WHERE w.order_id = l.order_id AND w.facet = l.facet))
INSERT INTO listing (region, facet, order_id) SELECT %(region)s, facet, order_id FROM wanted ON CONFLICT DO NOTHING
"""

_LIST_ALL = """
INSERT INTO listing (region, facet, order_id)
SELECT o.region, f.facet, o.id FROM work_order o CROSS JOIN LATERAL (
  SELECT w AS facet FROM appeal_search s, unnest(tsvector_to_array(s.words)) w
   WHERE s.appeal_id = o.appeal_id AND left(w, 2) = ANY(%(given)s::text[])
  UNION SELECT a.facet FROM participation p
   JOIN unnest(%(units)s::uuid[], %(under)s::text[]) a (unit, facet) ON a.unit = p.unit_id WHERE p.order_id = o.id) f
ORDER BY 1, 2, 3
"""


def index(act: Act, appeal: Held, form: Form, *, order_id: UUID | None = None) -> None:
    """Put an appeal into the index as it stands now, or anew when the agent has classed what a citizen filed."""
    who = form.petitioner
    hide = (who.name, who.phone, form.reported_party, form.address)
    centre = UUID(str(appeal.row["centre_id"]))
    given = _facets(act, appeal, form)
    found = words(f"{form.title} {form.content} {form.wanted}", hide)
    found += [*given, facets.of_unit(centre), facets.of_month(act.at)]
    sql.execute(
        "INSERT INTO appeal_search (appeal_id, region, order_id, listed_at, words)"
        " VALUES (%s, %s, %s, %s, array_to_tsvector(%s::text[])) ON CONFLICT (appeal_id) DO UPDATE SET"
        " order_id = EXCLUDED.order_id, listed_at = EXCLUDED.listed_at, words = EXCLUDED.words",
        (appeal.id, act.region, order_id, act.at, found),
    )
    if order_id:
        _list(act.region, order_id, [*given, *_seen_by([centre])])


def add_text(appeal: Held, text: str) -> None:
    """What was added later is found too."""
    row, key = appeal.row, appeal.id
    hide = [unseal(row[column], f"appeal.{column}", key) for column in ("name", "phone", "address")]
    _add(key, words(text, hide))


def add_units(order: Held, units: Iterable[UUID]) -> None:
    """Units that take part from now on."""
    units, row = list(units), order.row
    _add(row["appeal_id"], [facets.of_unit(unit) for unit in units])
    _list(row["region"], order.id, _seen_by(units))


def _seen_by(units: Iterable[UUID]) -> list[str]:
    """What an order is listed under for those in whose subtree the units are."""
    return sorted({facets.of_unit(above) for unit in units for above in organisation.upwards(unit)})


def _list(region: str, order_id: UUID, under: list[str]) -> None:
    sql.execute(
        "INSERT INTO listing (region, facet, order_id) SELECT %s, f, %s FROM unnest(%s::text[]) f ON CONFLICT DO NOTHING",
        (region, order_id, under),
    )


def list_anew(unit_id: UUID) -> None:
    """List the orders of a unit and of all below it for those who have it in their subtree now, and for nobody else."""
    region, below = organisation.unit(unit_id).region, organisation.subtree(unit_id)
    sql.execute(_LIST_ANEW, {"region": region, "below": below, **_tree()})


def list_all() -> None:
    """List all orders, of which none is listed: for those that were written beside the actions."""
    given = [facet("") for facet in (facets.of_class, facets.of_area, facets.of_type, facets.of_channel)]
    sql.execute(_LIST_ALL, {"given": given, **_tree()})


def _tree() -> dict[str, list[Any]]:
    """Each unit beside each facet under which its orders are listed."""
    pairs = [(unit, facets.of_unit(above)) for unit in organisation.units() for above in organisation.upwards(unit)]
    return {"units": [unit for unit, _ in pairs], "under": [facet for _, facet in pairs]}


def _add(appeal_id: UUID, more: list[str]) -> None:
    if more:
        sql.execute(
            "UPDATE appeal_search SET words = words || array_to_tsvector(%s::text[]) WHERE appeal_id = %s",
            (more, appeal_id),
        )


def _facets(act: Act, appeal: Held, form: Form) -> list[str]:
    classes = catalogue.classes(act.region, act.versions.of(Dictionary.CLASSES))
    areas = catalogue.areas(act.region, act.versions.of(Dictionary.AREAS))
    found = [facets.of_class(c.code) for c in catalogue_rules.chain(classes, form.class_code)]
    found += [facets.of_area(a.code) for a in catalogue_rules.chain(areas, form.area_code)]
    if form.appeal_type:
        found.append(facets.of_type(form.appeal_type))
    found.append(facets.of_channel(appeal.row["channel"]))
    return found
