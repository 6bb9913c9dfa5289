"""The start page in one go: each part only for whom it concerns."""

from typing import Any

from yihao.calls.queries import wallboard
from yihao.notices.queries import notice_list
from yihao.orders.queries import intake, lists, standing
from yihao.organisation import queries as organisation
from yihao.organisation.rosters.queries import own_duties, week_span
from yihao.organisation.values import Permission, Viewer

_SOON = 8
_NEWS = 6
_LATE_UNITS = 8
_NAMED = 5
"""So many of the units without a duty telephone are named; the others are counted."""


def start(viewer: Viewer) -> dict[str, Any]:
    """What a person finds on coming to work."""
    may = viewer.permissions
    return {
        "queues": lists.counts(viewer),
        "soon": lists.soonest(viewer, _SOON),
        "news": notice_list(viewer, limit=_NEWS)["rows"],
        "contacts": intake.my_contacts(viewer) if Permission.RECORD_APPEAL in may else None,
        "duties": _today(viewer) if Permission.RECORD_APPEAL in may else None,
        "units": standing.own(viewer),
        "line": wallboard.brief(viewer) if Permission.SUPERVISE_CALL in may else None,
        "late_units": standing.most_late(viewer, _LATE_UNITS) if Permission.JUDGE_ORDER in may else None,
        "unreachable": _unreachable(viewer) if may & {Permission.MANAGE_DICTIONARY, Permission.JUDGE_ORDER} else None,
    }


def _today(viewer: Viewer) -> list[dict[str, Any]]:
    return own_duties(viewer, week_span(viewer.region, organisation.today(viewer.region), 1))


def _unreachable(viewer: Viewer) -> dict[str, Any]:
    """Units that handle orders and have no duty telephone: no message reaches them."""
    found = [unit.label for unit in organisation.handlers(viewer.region) if not unit.duty_phone]
    return {"count": len(found), "names": found[:_NAMED]}
