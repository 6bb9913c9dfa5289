"""What the intake console shows while an agent listens: who calls, what is similar, who should handle, what is dangerous."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue import rules as catalogue_rules
from yihao.catalogue.values import Dictionary
from yihao.hotlines.queries import called_name
from yihao.kernel import clock, phones, sql
from yihao.kernel.crypto import blind_index, unseal
from yihao.kernel.masking import mask
from yihao.kernel.problems import Invalid
from yihao.orders.queries import sight
from yihao.orders.queries.deadlines import NEXT, deadline
from yihao.orders.queries.narrowing import IS_OPEN
from yihao.orders.rules.words import likeness, words
from yihao.orders.values.states import (
    APPEAL_STATE_NAMES,
    CHANNEL_NAMES,
    ORDER_STATE_NAMES,
    AppealState,
    Channel,
    OrderState,
)
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

_PAST = 10
_SIMILAR_DAYS = 30
_CANDIDATES = 200


def normalised(region: str, phone: str) -> str:
    """A typed number in canonical form. Raises Invalid."""
    try:
        return phones.normalise(phone, organisation.region(region).phone_area_code)
    except phones.WrongNumber as wrong:
        raise Invalid.field_error("phone", str(wrong)) from None


def caller(viewer: Viewer, phone: str) -> dict[str, Any]:
    """Who has this number: earlier appeals to the viewer's centre, open ones first (领域档案 B6)."""
    index = blind_index("phone", normalised(viewer.region, phone))
    centres = organisation.scope_units(viewer, Permission.RECORD_APPEAL)
    found = sql.rows(
        "SELECT a.*, o.id AS order_id, o.state AS order_state, o.classes_version, k.*"
        f" FROM appeal a LEFT JOIN work_order o ON o.appeal_id = a.id {NEXT}"
        " WHERE a.petitioner_id = (SELECT petitioner_id FROM petitioner_phone WHERE region = %(region)s AND phone_index = %(index)s)"
        " AND a.centre_id = ANY(%(centres)s) AND a.state NOT IN ('draft', 'abandoned')"
        " ORDER BY a.received_at DESC LIMIT 50",
        {"region": viewer.region, "index": index, "centres": centres},
    )
    briefs = [(_is_open(r), _brief(viewer, r)) for r in found]
    name = sight.masked(viewer, found[0], "name", sight.clear(found[0], "name")) if found else None
    return {
        "known": bool(found),
        "name": name,
        "labels": ["老户"] if len(found) >= 3 else [],
        "total": len(found),
        "open": [b for is_open, b in briefs if is_open],
        "past": [b for is_open, b in briefs if not is_open][:_PAST],
    }


def _is_open(r: dict[str, Any]) -> bool:
    if r["order_state"]:
        return r["order_state"] not in ("closed", "archived", "withdrawn")
    return bool(r["state"] == AppealState.FILED)


def _brief(viewer: Viewer, r: dict[str, Any]) -> dict[str, Any]:
    at = catalogue.versions(viewer.region)
    path = catalogue.class_path(viewer.region, r["classes_version"] or at.of(Dictionary.CLASSES), r["class_code"])
    state = (
        ORDER_STATE_NAMES[OrderState(r["order_state"])]
        if r["order_state"]
        else APPEAL_STATE_NAMES[AppealState(r["state"])]
    )
    return {
        "appeal_id": r["id"],
        "order_id": r["order_id"],
        "number": r["number"],
        "title": sight.title(r["title"], r["id"]),
        "class_name": path[-1] if path else "",
        "state_name": state,
        "received_at": r["received_at"],
        "deadline": deadline(viewer.region, r),
    }


def similar(viewer: Viewer, *, area_code: str, class_code: str, text: str, phone: str) -> list[dict[str, Any]]:
    """Open orders about what sounds like the same thing: same county, words in common; the caller's own first.

    66号(五) 重复诉求原则上并单; here the agent is only shown them.
    """
    wanted = words(text)
    if len(wanted) < 2:
        return []
    county = area_code[:6]
    index = blind_index("phone", normalised(viewer.region, phone)) if phone.strip() else b""
    found = sql.rows(
        "SELECT a.id, a.title, a.number, a.area_code, a.received_at, a.secrecy, a.centre_id, a.phone_index, o.id AS order_id, o.state,"
        " tsvector_to_array(s.words) AS words, o.class_code FROM work_order o"
        " JOIN appeal_search s ON s.appeal_id = o.appeal_id JOIN appeal a ON a.id = o.appeal_id"
        f" WHERE o.region = %(region)s AND {IS_OPEN} AND o.submitted_at > %(since)s AND o.area_code LIKE %(county)s"
        " AND s.words @@ array_to_string(ARRAY(SELECT quote_literal(w) FROM unnest(%(words)s::text[]) w), ' | ')::tsquery"
        f" AND {sight.SEEN} ORDER BY o.submitted_at DESC LIMIT {_CANDIDATES}",
        {
            "region": viewer.region, "since": clock.now() - timedelta(days=_SIMILAR_DAYS), "county": county + "%",
            "words": wanted, "units": sight.units_of(viewer),
        },
    )  # fmt: skip
    scored = []
    for r in found:
        same = bool(index) and bytes(r["phone_index"] or b"") == index
        score = min(
            1.0, likeness(wanted, r["words"]) + (0.15 if r["class_code"] == class_code else 0) + (0.15 if same else 0)
        )
        if score >= 0.35:
            scored.append((score, same, r))
    scored.sort(key=lambda s: (not s[1], -s[0], s[2]["number"]))
    at = catalogue.versions(viewer.region)
    return [
        {
            "appeal_id": r["id"],
            "order_id": r["order_id"],
            "number": r["number"],
            "title": sight.title(r["title"], r["id"]),
            "place": "".join(catalogue.area_path(viewer.region, at, r["area_code"])),
            "state_name": ORDER_STATE_NAMES[OrderState(r["state"])],
            "received_at": r["received_at"],
            "likeness": round(score, 2),
            "same_caller": same,
        }
        for score, same, r in scored[:6]
    ]


def suggestion(viewer: Viewer, *, class_code: str, area_code: str, appeal_type: str, urgency: str) -> dict[str, Any]:
    """What the dispatch catalogue says of a class at a place, and the limits that would run from now."""
    region = viewer.region
    at = catalogue.versions(region)
    advice = catalogue.advice(region, at, class_code=class_code, area_code=area_code)
    lead = catalogue.resolve(region, at, advice.lead, area_code) if advice else None
    copies = [u for c in (advice.copies if advice else ()) if (u := catalogue.resolve(region, at, c, area_code))]
    row = catalogue.limit_for(region, at, class_code=class_code, appeal_type=appeal_type, urgency=urgency)
    calendar = catalogue.calendar(region, at)
    due = calendar.due(clock.now(), calendar.span(row.handle))
    return {
        "lead": {"id": lead.id, "name": lead.label} if lead else None,
        "copies": [{"id": u.id, "name": u.label} for u in copies if lead is None or u.id != lead.id],
        "why": advice.why if advice else "派单目录没有这一类，请按职责选择",
        "basis": advice.basis if advice else "",
        "catalogue_version": at.of(Dictionary.CATALOGUE),
        "limit": {
            "name": row.name,
            "sign_words": row.sign.words(),
            "handle_words": row.handle.words(),
            "due": due.at,
            "basis": row.basis,
            "provisional": due.provisional,
        },
    }


def emergencies(viewer: Viewer, text: str) -> list[dict[str, str]]:
    """Words that sound like danger, with the service to call."""
    targets = catalogue.targets(viewer.region, catalogue.versions(viewer.region).of(Dictionary.TARGETS)).values()
    return [
        {"word": w, "transfer_code": t.code, "transfer_name": t.name, "number": t.number}
        for w, t in catalogue_rules.emergencies(text, targets)
    ]


def my_contacts(viewer: Viewer) -> list[dict[str, Any]]:
    """Contacts that I have not finished."""
    found = sql.rows(
        "SELECT id, channel, arrived_at, caller FROM contact WHERE agent_id = %s AND finished_at IS NULL ORDER BY arrived_at",
        (viewer.account_id,),
    )
    return [_contact(r) for r in found]


def contact(viewer: Viewer, contact_id: UUID) -> dict[str, Any] | None:
    """One of my contacts, with its called number."""
    r = sql.row("SELECT * FROM contact WHERE id = %s AND agent_id = %s", (contact_id, viewer.account_id))
    if r is None:
        return None
    return {
        **_contact(r),
        "channel": r["channel"],
        "called_number": r["called_number"],
        "called_name": called_name(viewer.region, r["called_number"]) if r["called_number"] else "",
        "finished": r["finished_at"] is not None,
    }


def _contact(r: dict[str, Any]) -> dict[str, Any]:
    phone = unseal(r["caller"], "contact.caller", r["id"])
    return {
        "id": r["id"],
        "channel_name": CHANNEL_NAMES[Channel(r["channel"])],
        "arrived_at": r["arrived_at"],
        "caller": {
            "text": mask("phone", phone),
            "field": "phone",
            "subject_type": "contact",
            "subject_id": r["id"],
            "revealable": bool(phone),
        },
    }
