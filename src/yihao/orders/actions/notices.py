"""Messages that an order causes: to the citizen, and to a unit's duty phone (never with personal data)."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from yihao.catalogue import queries as catalogue
from yihao.kernel import clock, messages
from yihao.kernel.calendar import instant_words
from yihao.kernel.values import Subject
from yihao.organisation import queries as organisation


def tell_unit(
    template: str,
    *,
    region: str,
    unit_id: UUID,
    order_id: UUID,
    number: str,
    class_code: str,
    classes_version: int,
    deadline: datetime,
    sign_deadline: datetime,
    lead_name: str = "",
) -> None:
    """A message to the unit's duty phone; nothing when none is known."""
    phone = organisation.unit(unit_id).duty_phone
    if not phone:
        return
    path = catalogue.class_path(region, classes_version, class_code)
    _send(
        region,
        template,
        phone,
        Subject("order", order_id),
        number=number,
        class_name=path[-1] if path else "",
        deadline=_instant(region, deadline),
        sign_deadline=_instant(region, sign_deadline),
        unit=lead_name,
    )


def tell_citizen(
    template: str, *, region: str, phone: str, appeal_id: UUID, deadline: datetime | None = None, **values: str
) -> None:
    """A text message to the citizen; `values` fill the template. Nothing without a mobile number."""
    if len(phone) == 11 and phone.startswith("1"):
        due = {"deadline": _instant(region, deadline)} if deadline is not None else {}
        _send(region, template, phone, Subject("appeal", appeal_id), **values, **due)


def tell_caller(template: str, *, region: str, phone: str, about: Subject) -> None:
    """A text message to somebody who called and has no appeal yet. Nothing without a mobile number."""
    if len(phone) == 11 and phone.startswith("1"):
        _send(region, template, phone, about)


def _send(region: str, template: str, receiver: str, about: Subject, **values: str) -> None:
    text = organisation.region(region).texts["messages"].get(template)
    if text is None:
        return
    filled = text.format_map(defaultdict(str, line=organisation.line_name(region)["short_name"], **values))
    messages.send(region=region, channel="sms", receiver=receiver, text=filled, template=template, about=about)


def _instant(region: str, at: datetime) -> str:
    return instant_words(clock.now(), at, organisation.zone_of(region))
