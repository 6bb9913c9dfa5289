"""The text index of appeals: kept beside the sealed texts, without names and numbers."""

from uuid import UUID

from yihao.kernel import sql
from yihao.orders.actions.act import Act
from yihao.orders.rules.words import words
from yihao.orders.values.intake import Form


def index(act: Act, appeal_id: UUID, form: Form, *, open: bool) -> None:
    """Put the form's words into the index (again when the agent corrected the class or place)."""
    who = form.petitioner
    hide = (who.name, who.phone, form.reported_party, form.address)
    found = words(f"{form.title} {form.content} {form.wanted}", hide)
    sql.execute(
        "INSERT INTO appeal_search (appeal_id, region, area_code, class_code, open, received_at, words)"
        " VALUES (%s, %s, %s, %s, %s, %s, array_to_tsvector(%s::text[])) ON CONFLICT (appeal_id) DO UPDATE SET"
        " area_code = EXCLUDED.area_code, class_code = EXCLUDED.class_code, open = EXCLUDED.open, words = EXCLUDED.words",
        (appeal_id, act.region, form.area_code, form.class_code, open, act.at, found),
    )


def close(appeal_id: UUID, *, open: bool = False) -> None:
    """The appeal is no longer among the open ones (or is again)."""
    sql.execute("UPDATE appeal_search SET open = %s WHERE appeal_id = %s", (open, appeal_id))
