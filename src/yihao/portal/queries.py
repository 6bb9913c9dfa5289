"""Reads for the public pages. What a citizen may see of an appeal is decided in `rules.tracking`."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import APPEAL_TYPE_NAMES, AppealType, Dictionary
from yihao.followups.values import Source
from yihao.kernel import clock, sql
from yihao.kernel.calendar import instant_words
from yihao.kernel.crypto import unseal
from yihao.kernel.problems import NotFound
from yihao.kernel.settings import settings
from yihao.orders.values.states import Audience, ClockKind
from yihao.organisation import queries as organisation
from yihao.portal.rules import tracking
from yihao.portal.rules.filing import Ground


@dataclass(frozen=True, slots=True)
class Status:
    """An appeal as its citizen sees it."""

    appeal_id: UUID
    number: str
    type_name: str
    place: str
    received_at: datetime
    standing: tracking.Standing
    story: list[tracking.Entry]
    promised: str
    """Until when an answer is promised, in words; "" when nothing is promised or it is done."""
    late: bool
    provisional: bool
    version: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told once after filing: number and query code, and what happens next."""

    number: str
    code: str
    handled_within: str
    phone: bool
    texted: bool


def texts(region: str) -> dict[str, Any]:
    """The region's words for the public pages."""
    found: dict[str, Any] = organisation.region(region).texts["portal"]
    return found


def ground(region: str) -> Ground:
    """What answers are judged by, now."""
    at = catalogue.versions(region)
    return Ground(
        now=clock.now(),
        zone=organisation.zone_of(region),
        areas=catalogue.areas(region, at.of(Dictionary.AREAS)),
        classes=catalogue.classes(region, at.of(Dictionary.CLASSES)),
        phone_area_code=organisation.region(region).phone_area_code,
    )


def emergencies(region: str) -> list[tuple[str, str]]:
    """Name and number of the services for emergencies."""
    found = catalogue.targets(region, catalogue.versions(region).of(Dictionary.TARGETS)).values()
    return [(t.name, t.number) for t in found if t.kind == "emergency" and t.number]


def receipt(region: str, appeal_id: UUID) -> Receipt:
    """Number and query code of an appeal just filed in this session. The code lies sealed on the appeal only."""
    a = _appeal(region, appeal_id)
    within = catalogue.limit_for(
        region, catalogue.versions(region), class_code="", appeal_type=a["appeal_type"], urgency=a["urgency"]
    )
    code = unseal(a["query_code"], "appeal.query_code", appeal_id)
    phone = unseal(a["phone"], "appeal.phone", appeal_id)
    texted = len(phone) == 11 and phone.startswith("1") and settings().sms != "off"
    return Receipt(a["number"], code, within.handle.words(), bool(phone), texted)


def status(region: str, appeal_id: UUID) -> Status:
    """An appeal with its story. Raises NotFound."""
    a = _appeal(region, appeal_id)
    o = sql.row("SELECT * FROM work_order WHERE appeal_id = %s ORDER BY submitted_at DESC LIMIT 1", (appeal_id,))
    standing = tracking.Standing(
        appeal_state=a["state"],
        order_state=o["state"] if o else "",
        appeal_type=a["appeal_type"],
        anonymous=a["phone"] is None,
        rated=_rated(appeal_id, o["round"] if o else 0),
    )
    promised, late, provisional = _promise(region, o["id"]) if o and tracking.promises(standing) else ("", False, False)
    at = catalogue.versions(region)
    return Status(
        appeal_id=appeal_id,
        number=a["number"],
        type_name=APPEAL_TYPE_NAMES[AppealType(a["appeal_type"])],
        place="".join(catalogue.area_path(region, at, a["area_code"])),
        received_at=a["received_at"],
        standing=standing,
        story=_story(region, appeal_id, o["id"] if o else None),
        promised=promised,
        late=late,
        provisional=provisional,
        version=a["version"],
    )


def _appeal(region: str, appeal_id: UUID) -> dict[str, Any]:
    found = sql.row("SELECT * FROM appeal WHERE id = %s AND region = %s", (appeal_id, region))
    if found is None:
        raise NotFound()
    return found


def _rated(appeal_id: UUID, round_: int) -> bool:
    found = sql.row(
        "SELECT 1 AS one FROM rating WHERE appeal_id = %s AND round = %s AND source = %s LIMIT 1",
        (appeal_id, round_, Source.PORTAL.value),
    )
    return found is not None


def _promise(region: str, order_id: UUID) -> tuple[str, bool, bool]:
    """The citizen's clock in words, whether it is over, whether a holiday notice may still move it."""
    found = sql.row(
        "SELECT due_at, provisional FROM clock WHERE order_id = %s AND kind = %s AND stopped_at IS NULL",
        (order_id, ClockKind.CITIZEN.value),
    )
    if found is None:
        return "", False, False
    now = clock.now()
    return (
        instant_words(now, found["due_at"], organisation.zone_of(region)),
        now > found["due_at"],
        found["provisional"],
    )


def _story(region: str, appeal_id: UUID, order_id: UUID | None) -> list[tracking.Entry]:
    events = sql.rows(
        "SELECT kind, occurred_at, payload FROM event WHERE order_id = %s OR subject_id = %s ORDER BY occurred_at, id",
        (order_id, appeal_id),
    )
    public = sql.rows(
        "SELECT id, kind, audience, author, body FROM appeal_text WHERE appeal_id = %s AND audience = %s ORDER BY at, id",
        (appeal_id, Audience.PUBLIC.value),
    )
    targets = catalogue.targets(region, catalogue.versions(region).of(Dictionary.TARGETS))
    names = tracking.Names(
        unit=lambda key: organisation.unit_label(UUID(key)),
        target=lambda code: targets[code].name if code in targets else "有关单位",
    )
    return tracking.story(
        [tracking.Happening(e["kind"], e["occurred_at"], _payload(e["payload"])) for e in events],
        [
            tracking.PublicText(
                str(t["id"]), t["kind"], t["audience"], t["author"], unseal(t["body"], "appeal_text.body", t["id"])
            )
            for t in public
        ],
        names,
    )


def _payload(body: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body) if isinstance(body, str) else body
    return found
