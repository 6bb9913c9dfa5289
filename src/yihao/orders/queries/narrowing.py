"""A filter as SQL: conditions on `work_order o` and its next clock `k`, words of the text index, and facets."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from yihao.kernel import clock
from yihao.kernel.ids import first_id_at
from yihao.kernel.problems import Invalid
from yihao.orders.rules import facets
from yihao.orders.rules.words import words
from yihao.orders.values.filters import OPEN, Filter
from yihao.orders.values.states import Light
from yihao.organisation import queries as organisation

IS_OPEN = "o.state NOT IN ('closed', 'archived', 'withdrawn')"
"""Said as the partial index `order_open` says it."""
_LIGHT = {
    Light.RED: "k.due_at <= %(now)s",
    Light.YELLOW: "k.due_at > %(now)s AND k.warn_at <= %(now)s",
    Light.GREEN: "k.warn_at > %(now)s",
}


@dataclass
class Narrowing:
    """What an order has to fulfil."""

    conditions: list[str] = field(default_factory=list)
    """On `o`, but for the days; on `k` only where `by_clock`."""
    words: list[str] = field(default_factory=list)
    """Of its text, all of them."""
    facets: list[str] = field(default_factory=list)
    """Class, place, type, channel: what it is listed under, and what the text index has, all of them."""
    unit: UUID | None = None
    """The unit that has the lead, itself or one below it."""
    params: dict[str, Any] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    """Submitted from `since`, and before `until`."""
    by_clock: bool = False

    def days(self, column: str) -> list[str]:
        """The span of submission as conditions on a column that holds an order's id."""
        return [
            *([f"{column} >= %(since)s"] if self.since else []),
            *([f"{column} < %(until)s"] if self.until else []),
        ]

    @property
    def under(self) -> list[str]:
        """Under what it is listed: the facets, and the unit, which stands for all below it."""
        return [*self.facets, *([facets.of_unit(self.unit)] if self.unit else [])]

    def where(self) -> str:
        """All of it as one condition on `o` (and `k`), where orders are not read by their words or facets."""
        parts = [*self.conditions, *self.days("o.id")]
        if self.words:
            self.params["words"] = facets.query(*([word] for word in self.words))
            parts.append(
                "EXISTS (SELECT 1 FROM appeal_search s WHERE s.appeal_id = o.appeal_id AND s.words @@ %(words)s::tsquery)"
            )
        for n, facet in enumerate(self.under):
            self.params[f"facet{n}"] = facet
            parts.append(
                f"EXISTS (SELECT 1 FROM listing l WHERE l.region = o.region AND l.facet = %(facet{n})s"
                " AND l.order_id = o.id)"
            )
        return " AND ".join(parts) or "true"


def narrow(region: str, wanted: Filter) -> Narrowing:
    """The filter as SQL. Raises Invalid for a text that holds no word to look for."""
    found = Narrowing(params={"now": clock.now()})
    _columns(found, wanted)
    _days(found, region, wanted)
    _words(found, wanted)
    return found


def _columns(n: Narrowing, w: Filter) -> None:
    for column, value in (("number", w.number), ("urgency", w.urgency), ("state", "" if w.state == OPEN else w.state)):
        if value:
            n.conditions.append(f"o.{column} = %({column})s")
            n.params[column] = value
    if w.only_open:
        n.conditions.append(IS_OPEN)
    if w.light is not None:
        n.conditions.append(_LIGHT[w.light])
        n.by_clock = True
    if w.unit_id is not None:
        n.conditions.append("o.lead_unit_id = ANY(%(leads)s)")
        n.params["leads"] = organisation.subtree(w.unit_id)
        n.unit = w.unit_id


def _days(n: Narrowing, region: str, w: Filter) -> None:
    zone = organisation.zone_of(region)
    if w.since is not None:
        n.since = datetime.combine(w.since, time(), zone)
        n.params["since"] = first_id_at(n.since)
    if w.until is not None:
        n.until = datetime.combine(w.until + timedelta(days=1), time(), zone)
        n.params["until"] = first_id_at(n.until)


def _words(n: Narrowing, w: Filter) -> None:
    if w.text:
        asked = words(w.text)
        if not asked:
            raise Invalid.field_error("q", "请输入两个字以上、能区分的词，或完整的工单编号")
        n.words += asked
    for facet, value in (
        (facets.of_class, w.class_code),
        (facets.of_area, w.area_code),
        (facets.of_type, w.appeal_type),
        (facets.of_channel, w.channel),
    ):
        if value:
            n.facets.append(facet(value))
