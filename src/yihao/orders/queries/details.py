"""One appeal or order, whole: facts, persons masked, clocks, timeline; only what the viewer may read."""

import json
from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import APPEAL_TYPE_NAMES, URGENCY_NAMES, AppealType, Urgency
from yihao.hotlines.queries import called_name
from yihao.kernel import sql
from yihao.kernel.crypto import unseal
from yihao.kernel.masking import mask_numbers
from yihao.orders.queries import sight
from yihao.orders.queries.deadlines import COLUMNS, counts, deadline
from yihao.orders.queries.history import actor_names
from yihao.orders.queries.telling import tell
from yihao.orders.values.states import (
    APPEAL_STATE_NAMES,
    ASSIGNMENT_STATE_NAMES,
    CAPACITY_NAMES,
    CHANNEL_NAMES,
    ORDER_STATE_NAMES,
    SECRECY_NAMES,
    SUBJECT_TYPE_NAMES,
    AppealState,
    AssignmentState,
    Audience,
    Capacity,
    Channel,
    ClockKind,
    OrderState,
    Secrecy,
    SubjectType,
    TextKind,
)
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

_VISIBILITY = {Audience.PUBLIC: "公开", Audience.HANDLERS: "承办可见", Audience.CENTRE: "仅热线可见"}


def appeal_detail(viewer: Viewer, appeal_id: UUID) -> dict[str, Any]:
    """An appeal. Raises NotFound outside the viewer's sight."""
    a = sight.appeal_row(viewer, appeal_id)
    order = sql.row("SELECT id FROM work_order WHERE appeal_id = %s ORDER BY submitted_at LIMIT 1", (appeal_id,))
    texts = _texts(viewer, a)
    files = _attachments(viewer, a)
    return {
        "id": a["id"],
        "number": a["number"],
        "version": a["version"],
        "state": a["state"],
        "state_name": APPEAL_STATE_NAMES[AppealState(a["state"])],
        "order_id": order["id"] if order else None,
        "form": form_of(viewer, a, texts),
        "received_at": a["received_at"],
        "channel_name": CHANNEL_NAMES[Channel(a["channel"])],
        "attachments": [x for _, x in files],
        "timeline": timeline(viewer, a, None, texts, files),
        "actions": [],
        "deadline": None,
    }


def form_of(viewer: Viewer, a: dict[str, Any], texts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The appeal as a form, persons masked."""
    return {
        "appeal_type": a["appeal_type"],
        "class_code": a["class_code"],
        "area_code": a["area_code"],
        "address": sight.masked(viewer, a, "address", sight.clear(a, "address")),
        "occurred_at": a["occurred_at"],
        "title": sight.title(a["title"], a["id"]),
        "content": _first(texts, TextKind.CONTENT),
        "wanted": _first(texts, TextKind.WANTED),
        "petitioner": _petitioner(viewer, a),
        "reported_party": sight.masked(viewer, a, "reported_party", sight.clear(a, "reported_party")),
        "urgency": a["urgency"],
        "secrecy": a["secrecy"],
        "want_reply": a["want_reply"],
    }


def order_detail(viewer: Viewer, order_id: UUID) -> dict[str, Any]:
    """An order with everything the viewer may read. Raises NotFound outside the viewer's sight."""
    return detail_of(viewer, sight.order_row(viewer, order_id))


def detail_of(viewer: Viewer, o: dict[str, Any]) -> dict[str, Any]:
    """The same of a row that the viewer's sight has given."""
    a = sql.row("SELECT * FROM appeal WHERE id = %s", (o["appeal_id"],))
    assert a is not None
    contact = sql.row("SELECT called_number FROM contact WHERE id = %s", (a["contact_id"],))
    called = contact["called_number"] if contact else ""
    texts = _texts(viewer, a)
    files = _attachments(viewer, a)
    entries = timeline(viewer, a, o, texts, files)
    clocks = _clocks(viewer.region, o["id"])
    return {
        "id": o["id"],
        "number": o["number"],
        "version": o["version"],
        "appeal_id": a["id"],
        "title": sight.title(a["title"], a["id"]),
        "content": _first(texts, TextKind.CONTENT),
        "content_masked": "****" in _first(texts, TextKind.CONTENT) and sight.may_reveal(viewer, a),
        "wanted": _first(texts, TextKind.WANTED),
        "state": o["state"],
        "state_name": ORDER_STATE_NAMES[OrderState(o["state"])],
        "round": o["round"],
        **_names(viewer.region, o),
        "address": sight.masked(viewer, a, "address", sight.clear(a, "address")),
        "occurred_at": a["occurred_at"],
        "received_at": a["received_at"],
        "channel_name": CHANNEL_NAMES[Channel(a["channel"])],
        "called_number": f"{called} {called_name(viewer.region, called)}".strip(),
        "petitioner": _petitioner(viewer, a),
        "reported_party": sight.masked(viewer, a, "reported_party", sight.clear(a, "reported_party")),
        "want_reply": a["want_reply"],
        "intake_agent": next((e["who"] for e in entries if e["kind"] == "order.submitted"), ""),
        "clocks": clocks,
        "deadline": min((c for c in clocks if counts(c)), key=lambda c: c["due"], default=None),
        "assignments": _assignments(o["id"]),
        "supplements": [
            {"at": t["at"], "who": t["who"], "text": t["text"]} for t in texts.values() if t["kind"] == TextKind.SUPPLEMENT
        ],
        "attachments": [x for _, x in files],
        "timeline": entries,
        "suggestion": None,
        "versions": {
            "classes": o["classes_version"], "catalogue": o["catalogue_version"] or 0, "limits": o["limits_version"],
            "calendar": o["calendar_version"],
        },
    }  # fmt: skip


def _names(region: str, o: dict[str, Any]) -> dict[str, Any]:
    return {
        "appeal_type": o["appeal_type"],
        "appeal_type_name": APPEAL_TYPE_NAMES[AppealType(o["appeal_type"])],
        "class_code": o["class_code"],
        "class_path": catalogue.class_path(region, o["classes_version"], o["class_code"]),
        "area_code": o["area_code"],
        "place": "".join(catalogue.area_path(region, catalogue.versions(region), o["area_code"])),
        "urgency": o["urgency"],
        "urgency_name": URGENCY_NAMES[Urgency(o["urgency"])],
        "secrecy": o["secrecy"],
        "secrecy_name": SECRECY_NAMES[Secrecy(o["secrecy"])],
    }


def _petitioner(viewer: Viewer, a: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": sight.masked(viewer, a, "name", sight.clear(a, "name")),
        "phone": sight.masked(viewer, a, "phone", sight.clear(a, "phone")),
        "anonymous": a["anonymous"],
        "subject_type": a["subject_type"],
        "subject_type_name": SUBJECT_TYPE_NAMES[SubjectType(a["subject_type"])],
        "enterprise_name": unseal(a["enterprise"], "appeal.enterprise", a["id"]),
    }


Files = list[tuple[UUID | None, dict[str, Any]]]
"""Attachments, each with the text that it came with."""


def timeline(
    viewer: Viewer, a: dict[str, Any], o: dict[str, Any] | None, texts: dict[str, dict[str, Any]], files: Files
) -> list[dict[str, Any]]:
    """What happened, oldest first, in sentences; a text and its files stand with the event that brought them."""
    centre = sight.at_centre(viewer, a["centre_id"])
    events = sql.rows(
        "SELECT id, kind, actor, acting_unit, occurred_at, payload FROM event WHERE order_id = %s OR subject_id = %s"
        " ORDER BY occurred_at, id",
        (o["id"] if o else None, a["id"]),
    )
    names = actor_names(events)
    found = []
    round_ = 0
    for e in events:
        payload = json.loads(e["payload"]) if isinstance(e["payload"], str) else e["payload"]
        if e["kind"] == "order.redone":
            round_ = payload["round"]
        told = tell(viewer.region, e["kind"], payload)
        if told is None or (told.centre_only and not centre):
            continue
        shown = [texts[t] for t in told.texts if t in texts]
        found.append(
            {
                "at": e["occurred_at"],
                "who": names.get(e["actor"], ""),
                "unit": organisation.unit_label(e["acting_unit"]),
                "kind": e["kind"],
                "sentence": told.sentence,
                "text": shown[0]["text"] if shown else None,
                "tone": told.tone,
                "round": round_,
                "attachments": [x for text_id, x in files if text_id in {t["id"] for t in shown}],
            }
        )
        found.extend(_more(found[-1], shown[1:]))
    return found


def _more(entry: dict[str, Any], texts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Further texts of the same event (the internal note beside the public reply)."""
    return [
        {**entry, "sentence": "内部办理情况", "tone": "internal", "text": t["text"], "attachments": []} for t in texts
    ]


def _texts(viewer: Viewer, a: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The texts of the appeal that the viewer may read, by id."""
    audiences = [Audience.PUBLIC, Audience.HANDLERS]
    if sight.at_centre(viewer, a["centre_id"]):
        audiences.append(Audience.CENTRE)
    found = sql.rows(
        "SELECT id, kind, at, author AS actor, body FROM appeal_text WHERE appeal_id = %s AND audience = ANY(%s)"
        " ORDER BY at, id",
        (a["id"], audiences),
    )
    names = actor_names(found)
    return {
        str(t["id"]): {
            "id": t["id"],
            "kind": t["kind"],
            "at": t["at"],
            "who": names.get(t["actor"], ""),
            "text": mask_numbers(unseal(t["body"], "appeal_text.body", t["id"])),
        }
        for t in found
    }


def _first(texts: dict[str, dict[str, Any]], kind: TextKind) -> str:
    return next((str(t["text"]) for t in texts.values() if t["kind"] == kind), "")


def _attachments(viewer: Viewer, a: dict[str, Any]) -> Files:
    """The attachments of the appeal that the viewer may open."""
    found = sql.rows(
        "SELECT x.id, x.text_id, x.visibility, x.file_id, f.name, f.size, f.kind FROM attachment x"
        " JOIN stored_file f ON f.id = x.file_id WHERE x.appeal_id = %s ORDER BY x.at, x.id",
        (a["id"],),
    )
    centre = sight.at_centre(viewer, a["centre_id"])
    return [
        (
            x["text_id"],
            {
                "id": x["id"],
                "name": unseal(x["name"], "stored_file.name", x["file_id"]),
                "size": x["size"],
                "kind": x["kind"],
                "url": f"/api/attachments/{x['id']}",
                "visibility_name": _VISIBILITY[Audience(x["visibility"])],
            },
        )
        for x in found
        if centre or x["visibility"] != Audience.CENTRE
    ]


def _clocks(region: str, order_id: UUID) -> list[dict[str, Any]]:
    found = sql.rows(
        f"SELECT {COLUMNS} FROM clock k WHERE k.order_id = %s ORDER BY k.started_at, k.due_at", (order_id,)
    )
    # An archive date that was given up (the order is open again) tells nobody anything.
    told = [r for r in found if r["kind"] != ClockKind.ARCHIVE or r["stopped_at"] is None]
    return [d for r in told if (d := deadline(region, r))]


def _assignments(order_id: UUID) -> list[dict[str, Any]]:
    found = sql.rows("SELECT * FROM assignment WHERE order_id = %s ORDER BY issued_at, role DESC, id", (order_id,))
    return [
        {
            "id": s["id"],
            "unit_name": organisation.unit_label(s["unit_id"]),
            "role": s["role"],
            "role_name": CAPACITY_NAMES[Capacity(s["role"])],
            "state": s["state"],
            "state_name": ASSIGNMENT_STATE_NAMES[AssignmentState(s["state"])],
            "issued_at": s["issued_at"],
            "signed_at": s["signed_at"],
            "replied_at": s["replied_at"],
        }
        for s in found
    ]
