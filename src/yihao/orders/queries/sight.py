"""Who sees which order, and how much of the persons in it. Sight comes from participation, never from the holder alone."""

from typing import Any
from uuid import UUID

from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.kernel.masking import HIDDEN, mask, mask_numbers
from yihao.kernel.problems import NotFound
from yihao.orders.values.states import Secrecy
from yihao.organisation import queries as organisation
from yihao.organisation.values import ROLES, Permission, Viewer

SEEN = "EXISTS (SELECT 1 FROM participation p WHERE p.order_id = o.id AND p.unit_id = ANY(%(units)s))"
"""Condition on `work_order o`; `units` are the viewer's (`units_of`)."""

FIELDS = {"name": "name", "phone": "phone", "address": "address", "reported_party": "party", "content": "text"}
"""Personal fields of an appeal that can be revealed, and how each is masked."""


def units_of(viewer: Viewer) -> list[UUID]:
    """The units whose orders the viewer sees."""
    return organisation.scope_units(viewer, Permission.READ_ORDER)


def order_row(viewer: Viewer, order_id: UUID) -> dict[str, Any]:
    """The order, if the viewer sees it. Raises NotFound: whoever may not see it does not learn that it exists."""
    row = sql.row(
        f"SELECT o.* FROM work_order o WHERE o.id = %(id)s AND {SEEN}", {"id": order_id, "units": units_of(viewer)}
    )
    if row is None:
        raise NotFound()
    return row


def appeal_row(viewer: Viewer, appeal_id: UUID) -> dict[str, Any]:
    """The appeal, if the viewer records for its centre or sees an order of it. Raises NotFound."""
    row = sql.row("SELECT * FROM appeal WHERE id = %s", (appeal_id,))
    if row is None or row["region"] != viewer.region:
        raise NotFound()
    if viewer.within(Permission.RECORD_APPEAL, organisation.unit(row["centre_id"]).path):
        return row
    seen = sql.row(
        f"SELECT 1 FROM work_order o WHERE o.appeal_id = %(id)s AND {SEEN}",
        {"id": appeal_id, "units": units_of(viewer)},
    )
    if seen is None:
        raise NotFound()
    return row


def at_centre(viewer: Viewer, centre_id: UUID) -> bool:
    """Whether the viewer has a post in the centre that took the appeal; a handling unit's post is none, wherever it is."""
    path = organisation.unit(centre_id).path
    return any(path.startswith(p.unit_path) and Permission.SIGN_ASSIGNMENT not in ROLES[p.role] for p in viewer.posts)


def may_reveal(viewer: Viewer, appeal: dict[str, Any]) -> bool:
    """Whether a person may be shown in clear: for the right, and never a confidential one outside the centre (领域档案 L5)."""
    if Permission.REVEAL_PERSONAL not in viewer.permissions:
        return False
    return appeal["secrecy"] != Secrecy.CONFIDENTIAL or at_centre(viewer, appeal["centre_id"])


def masked(viewer: Viewer, appeal: dict[str, Any], field: str, text: str) -> dict[str, Any]:
    """A personal field as the viewer may see it without a reason."""
    hidden = appeal["secrecy"] == Secrecy.CONFIDENTIAL and not at_centre(viewer, appeal["centre_id"])
    shown = (HIDDEN if text else "") if hidden and field in ("name", "phone") else mask(FIELDS[field], text)
    return {
        "text": shown,
        "field": field,
        "subject_type": "appeal",
        "subject_id": appeal["id"],
        "revealable": bool(text) and may_reveal(viewer, appeal),
    }


def title(sealed: bytes, appeal_id: UUID) -> str:
    """An appeal's title as everybody may read it: a number that somebody typed into it is masked, as in the story."""
    return mask_numbers(unseal(sealed, "appeal.title", appeal_id))


def clear(appeal: dict[str, Any], field: str) -> str:
    """A personal field in clear. The caller has checked the right and writes the access log."""
    if field == "reported_party":
        party = sql.row("SELECT id, name FROM reported_party WHERE appeal_id = %s", (appeal["id"],))
        return unseal(party["name"], "reported_party.name", party["id"]) if party else ""
    if field == "content":
        text = sql.row(
            "SELECT id, body FROM appeal_text WHERE appeal_id = %s AND kind = 'content' ORDER BY at LIMIT 1",
            (appeal["id"],),
        )
        return unseal(text["body"], "appeal_text.body", text["id"]) if text else ""
    return unseal(appeal[field], f"appeal.{field}", appeal["id"])
