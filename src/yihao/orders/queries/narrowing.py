"""A filter as SQL: conditions on `work_order o` and its next clock `k`, and words of the text index."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from yihao.kernel import clock
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
    groups: list[list[str]] = field(default_factory=list)
    """Words and facets: at least one of each group."""
    params: dict[str, Any] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    """Submitted from `since`, and before `until`."""
    by_clock: bool = False

    def days(self, column: str) -> list[str]:
        """The span of submission as conditions on a column that holds its instant."""
        return [
            *([f"{column} >= %(since)s"] if self.since else []),
            *([f"{column} < %(until)s"] if self.until else []),
        ]

    def where(self) -> str:
        """All of it as one condition on `o` (and `k`), for what is read by other ways than the text index."""
        parts = [*self.conditions, *self.days("o.submitted_at")]
        if self.groups:
            self.params["words"] = facets.query(*self.groups)
            parts.append(
                "EXISTS (SELECT 1 FROM appeal_search s WHERE s.appeal_id = o.appeal_id AND s.words @@ %(words)s::tsquery)"
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


def _days(n: Narrowing, region: str, w: Filter) -> None:
    zone = organisation.zone_of(region)
    if w.since is not None:
        n.since = n.params["since"] = datetime.combine(w.since, time(), zone)
    if w.until is not None:
        n.until = n.params["until"] = datetime.combine(w.until + timedelta(days=1), time(), zone)


def _words(n: Narrowing, w: Filter) -> None:
    if w.text:
        asked = words(w.text)
        if not asked:
            raise Invalid.field_error("q", "请输入两个字以上、能区分的词，或完整的工单编号")
        n.groups += [[word] for word in asked]
    for facet, value in (
        (facets.of_class, w.class_code),
        (facets.of_area, w.area_code),
        (facets.of_type, w.appeal_type),
        (facets.of_channel, w.channel),
    ):
        if value:
            n.groups.append([facet(value)])
    if w.unit_id is not None:
        n.groups.append([facets.of_unit(unit) for unit in n.params["leads"]])
