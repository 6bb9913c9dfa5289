"""Who else is there."""

from typing import Any
from uuid import UUID

from yihao.kernel import clock, sql
from yihao.orders.presence.values import LASTS
from yihao.orders.rules.transitions import TRANSITIONS
from yihao.organisation import queries as organisation
from yihao.organisation.values import ROLE_NAMES, Viewer

_ACTS = {edge.name: edge.label for edge in TRANSITIONS}
_OTHERS = """
SELECT DISTINCT ON (account_id) account_id, doing, since FROM presence
WHERE subject_id = %(id)s AND subject_type = %(subject)s AND account_id <> %(me)s AND seen_at > %(least)s
ORDER BY account_id, doing = '', since
"""


def others(viewer: Viewer, subject: str, subject_id: UUID) -> list[dict[str, Any]]:
    """Everybody else who has it open now, once each, whoever is about to do something first."""
    at = {"subject": subject, "id": subject_id, "me": viewer.account_id, "least": clock.now() - LASTS}
    found = sql.rows(_OTHERS, at)
    if not found:
        return []
    ids = {r["account_id"] for r in found}
    names, posts = organisation.account_names(ids), organisation.main_posts(viewer.region, ids)
    there = sorted(found, key=lambda r: (r["doing"] == "", r["since"]))
    return [
        {
            "name": names[r["account_id"]],
            "unit_name": posts[r["account_id"]].unit_name if r["account_id"] in posts else "",
            "role_name": ROLE_NAMES[posts[r["account_id"]].role] if r["account_id"] in posts else "",
            "doing_name": _ACTS.get(r["doing"], "办理") if r["doing"] else "",
            "since": r["since"],
        }
        for r in there
    ]
