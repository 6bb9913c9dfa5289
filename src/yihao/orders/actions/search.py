"""The text index of appeals: words without names and numbers, and facets, kept beside the sealed texts."""

from collections.abc import Iterable
from datetime import datetime
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


def index(act: Act, appeal: Held, form: Form, *, order_id: UUID | None = None) -> None:
    """Put an appeal into the index as it stands now, or anew when the agent has classed what a citizen filed."""
    who = form.petitioner
    hide = (who.name, who.phone, form.reported_party, form.address)
    found = words(f"{form.title} {form.content} {form.wanted}", hide)
    found += _facets(act, appeal, form)
    sql.execute(
        "INSERT INTO appeal_search (appeal_id, region, order_id, listed_at, words)"
        " VALUES (%s, %s, %s, %s, array_to_tsvector(%s::text[])) ON CONFLICT (appeal_id) DO UPDATE SET"
        " order_id = EXCLUDED.order_id, listed_at = EXCLUDED.listed_at, words = EXCLUDED.words",
        (appeal.id, act.region, order_id, act.at, found),
    )


def add_text(appeal: Held, text: str) -> None:
    """What was added later is found too."""
    row, key = appeal.row, appeal.id
    hide = [unseal(row[column], f"appeal.{column}", key) for column in ("name", "phone", "address")]
    _add(key, words(text, hide))


def add_units(appeal_id: UUID, units: Iterable[UUID]) -> None:
    """Units that take part from now on."""
    _add(appeal_id, [facets.of_unit(unit) for unit in units])


def _add(appeal_id: UUID, more: list[str]) -> None:
    if more:
        sql.execute(
            "UPDATE appeal_search SET words = words || array_to_tsvector(%s::text[]) WHERE appeal_id = %s",
            (more, appeal_id),
        )


def _facets(act: Act, appeal: Held, form: Form) -> list[str]:
    at: datetime = act.at
    classes = catalogue.classes(act.region, act.versions.of(Dictionary.CLASSES))
    areas = catalogue.areas(act.region, act.versions.of(Dictionary.AREAS))
    found = [facets.of_class(c.code) for c in catalogue_rules.chain(classes, form.class_code)]
    found += [facets.of_area(a.code) for a in catalogue_rules.chain(areas, form.area_code)]
    if form.appeal_type:
        found.append(facets.of_type(form.appeal_type))
    found.append(facets.of_channel(appeal.row["channel"]))
    found.append(facets.of_unit(UUID(str(appeal.row["centre_id"]))))
    found.append(facets.of_month(at))
    return found
