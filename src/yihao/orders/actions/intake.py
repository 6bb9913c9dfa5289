"""受理: the ends of an appeal: answered, refused, transferred, or a work order."""

import secrets
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.kernel import numbers, sql
from yihao.kernel.crypto import blind_index, seal, unseal
from yihao.kernel.ids import new_id, new_id_at
from yihao.kernel.problems import Invalid, NotFound
from yihao.kernel.values import Actor
from yihao.orders.actions import attachments, clocks, contacts, search
from yihao.orders.actions.act import Act, Held
from yihao.orders.actions.notices import tell_citizen
from yihao.orders.models import Participation, ReportedParty
from yihao.orders.rules.intake import Purpose, form_errors
from yihao.orders.rules.transitions import Thing, transition
from yihao.orders.values import events as e
from yihao.orders.values.intake import Form, PetitionerForm
from yihao.orders.values.states import AppealState, Audience, Capacity, Channel, ClockKind, Secrecy, TextKind
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an appeal: ids, the number, and the query code to be told to the citizen once."""

    appeal_id: UUID
    number: str
    query_code: str
    state: str
    order_id: UUID | None = None


@transaction.atomic
def submit(
    *, doer: Viewer, form: Form, contact_id: UUID | None = None, appeal_id: UUID | None = None,
    version: int | None = None, channel: Channel = Channel.PHONE,
) -> Taken:  # fmt: skip
    """生成工单: the appeal goes to dispatch as a work order with its clocks. T5. Raises Invalid, Conflict, WrongState."""
    act = Act(doer)
    appeal, form = _take(act, doer, "submit", form, Purpose.DISPATCH, contact_id, appeal_id, version, channel)
    order_id = new_id_at(act.at)  # by this lists are sorted, and narrowed by days
    number, code = _numbered(act, appeal)
    act.change(
        appeal,
        "submit",
        e.AppealSubmitted(number, form.appeal_type, form.class_code, form.area_code, form.secrecy, order_id),
        order_id=order_id,
    )
    due = _new_order(act, appeal, order_id, number, form)
    search.index(act, appeal, form, order_id=order_id)
    act.finish()
    tell_citizen(
        "appeal_received",
        region=act.region,
        phone=form.petitioner.phone,
        appeal_id=appeal.id,
        deadline=due,
        number=number,
        code=code,
    )
    return Taken(appeal.id, number, code, appeal.row["state"], order_id)


@transaction.atomic
def answer(
    *, doer: Viewer, form: Form, answer: str, contact_id: UUID | None = None, appeal_id: UUID | None = None,
    version: int | None = None, channel: Channel = Channel.PHONE,
) -> Taken:  # fmt: skip
    """直接答复: answered on the line. T2; 方案 二(二) 回答一般性咨询."""
    if not answer.strip():
        raise Invalid.field_error("answer", "请记录答复内容")
    payload = e.AppealAnswered
    return _end(doer, "answer", payload, (), form, contact_id, appeal_id, version, channel, answer, TextKind.ANSWER)


@transaction.atomic
def refuse(
    *, doer: Viewer, form: Form, ground: str, explained: bool, note: str = "", contact_id: UUID | None = None,
    appeal_id: UUID | None = None, version: int | None = None, channel: Channel = Channel.PHONE,
) -> Taken:  # fmt: skip
    """不予受理: only on a listed ground, and after reason and right channel were told. T3; 66号(二)."""
    versions = catalogue.versions(doer.region)
    found = catalogue.grounds(doer.region, versions.of(Dictionary.GROUNDS)).get(ground)
    if found is None:
        raise Invalid.field_error("ground", "请从清单中选择不予受理的情形")
    if not explained:
        raise Invalid.field_error("explained", "须先向诉求人说明理由和正确渠道")
    body = "\n".join(
        t for t in (found.reason, f"正确渠道：{found.channel} {found.channel_contact}".strip(), note.strip()) if t
    )
    return _end(
        doer,
        "refuse",
        e.AppealRefused,
        (ground,),
        form,
        contact_id,
        appeal_id,
        version,
        channel,
        body,
        TextKind.ANSWER,
        reason=found.reason,
        place=found.channel,
    )


@transaction.atomic
def transfer(
    *, doer: Viewer, form: Form, target: str, receipt: str, note: str = "", contact_id: UUID | None = None,
    appeal_id: UUID | None = None, version: int | None = None, channel: Channel = Channel.PHONE,
) -> Taken:  # fmt: skip
    """转紧急或转他处, with the receiver's receipt number. T4; 国办发〔2022〕12号."""
    versions = catalogue.versions(doer.region)
    found = catalogue.targets(doer.region, versions.of(Dictionary.TARGETS)).get(target)
    if found is None:
        raise Invalid.field_error("target", "请选择转往何处")
    if not (receipt.isascii() and receipt.isprintable() and 0 < len(receipt) <= 60 and " " not in receipt):
        raise Invalid.field_error("receipt", "请填写对方的回执编号（字母、数字和短横线）")
    body = "\n".join(t for t in (f"已转{found.name}（{found.number}），回执 {receipt}", note.strip()) if t)
    return _end(
        doer,
        "transfer",
        e.AppealTransferred,
        (target, receipt),
        form,
        contact_id,
        appeal_id,
        version,
        channel,
        body,
        TextKind.NOTE,
        place=found.name,
    )


@transaction.atomic
def file_appeal(*, by: Actor, form: Form, owner: str) -> Taken:
    """A citizen files an appeal in the portal: number and query code at once; an agent takes it up next. T1."""
    act = Act(by)
    centre_id = organisation.centre(act.region).id
    act.may(transition(Thing.APPEAL, "file"), centre_id=centre_id)
    _valid(act, form, Purpose.FILE)
    number = _draw(act)
    phone = contacts.normal(act, form.petitioner.phone, "petitioner.phone")
    contact_id, petitioner_id = contacts.new_contact(act, centre_id, Channel.PORTAL, phone, "")
    filed = e.AppealFiled(
        contact_id, Channel.PORTAL.value, centre_id, number, form.appeal_type, form.area_code, form.secrecy
    )
    code = _new_code()
    key = new_id()
    sealed = _sealed(key, form, phone) | {"query_code": seal(code, "appeal.query_code", key)}
    appeal = act.create(Thing.APPEAL, "file", filed, id=key, petitioner_id=petitioner_id, **sealed)
    contacts.finish_contact(act, contact_id)
    act.finish()
    _texts(act, appeal, form)
    attachments.attach(act, appeal.id, form.attachments, owner=owner, visibility=Audience.HANDLERS)
    search.index(act, appeal, form)
    return Taken(appeal.id, number, code, appeal.row["state"])


def _end(
    doer: Viewer, name: str, payload: Any, more: tuple[str, ...], form: Form, contact_id: UUID | None,
    appeal_id: UUID | None, version: int | None, channel: Channel, body: str, kind: TextKind, **told: str,
) -> Taken:  # fmt: skip
    """The common course of the ends without a department."""
    act = Act(doer)
    appeal, form = _take(act, doer, name, form, Purpose.RECORD, contact_id, appeal_id, version, channel)
    number, code = _numbered(act, appeal)
    act.change(appeal, name, payload(number, form.appeal_type, form.class_code, form.area_code, form.secrecy, *more))
    act.write_text(appeal_id=appeal.id, kind=kind, audience=Audience.PUBLIC, body=body)
    search.index(act, appeal, form)
    act.finish()
    template = {"answer": "appeal_answered", "refuse": "appeal_refused", "transfer": "appeal_transferred"}[name]
    phone = form.petitioner.phone
    tell_citizen(
        template,
        region=act.region,
        phone=phone,
        appeal_id=appeal.id,
        number=number,
        code=code,
        reason=told.get("reason", ""),
        channel=told.get("place", ""),
    )
    return Taken(appeal.id, number, code, appeal.row["state"])


def _take(
    act: Act, doer: Viewer, name: str, form: Form, purpose: Purpose, contact_id: UUID | None, appeal_id: UUID | None,
    version: int | None, channel: Channel,
) -> tuple[Held, Form]:  # fmt: skip
    """The appeal to be ended, and the form as it stands on it: filed in the portal, recorded at an open contact, or
    new (paper, counter, letter)."""
    if appeal_id is not None:
        appeal = act.hold(Thing.APPEAL, appeal_id)
        act.check(appeal, name, version=version, centre_id=appeal.row["centre_id"])
        if appeal.row["state"] == AppealState.DRAFT:
            raise NotFound(title="这件诉求还在受理，请从来电来件办理")
        form = _as_filed(appeal, form)
        _valid(act, form, purpose)
        appeal.set({"urgency": form.urgency, "address": _sealed(appeal.id, form, "")["address"]})
        return appeal, form
    form = _from_caller(form, contact_id)
    _valid(act, form, purpose)
    phone = contacts.normal(act, form.petitioner.phone, "petitioner.phone")
    form = replace(form, petitioner=replace(form.petitioner, phone=phone))
    if contact_id is None:
        centre_id = contacts.my_centre(doer)
        act.may(transition(Thing.APPEAL, name), centre_id=centre_id)
        contact_id, petitioner_id = contacts.new_contact(act, centre_id, channel, phone, "")
        opened = e.AppealOpened(contact_id, channel.value, centre_id, doer.account_id)
        appeal = act.create(Thing.APPEAL, "open", opened, petitioner_id=petitioner_id)
    else:
        contact = contacts.hold_open_contact(act, contact_id)
        appeal = contacts.draft_appeal(act, contact_id)
        act.check(appeal, name, version=None, centre_id=contact["centre_id"])
        appeal.set({"petitioner_id": contacts.petitioner_of(act, phone)})
        sql.execute("DELETE FROM draft WHERE contact_id = %s", (contact_id,))
    contacts.finish_contact(act, contact_id)
    appeal.set(_sealed(appeal.id, form, phone))
    _texts(act, appeal, form)
    attachments.attach(act, appeal.id, form.attachments, owner=act.by.code, visibility=Audience.HANDLERS)
    return appeal, form


def _from_caller(form: Form, contact_id: UUID | None) -> Form:
    """Without a number in the form, a caller who is not anonymous is reached where the call came from: the desk shows
    that number masked only and cannot send it back."""
    if contact_id is None or form.petitioner.phone or form.petitioner.anonymous:
        return form
    row = sql.row("SELECT caller FROM contact WHERE id = %s", (contact_id,))
    phone = unseal(row["caller"], "contact.caller", contact_id) if row else ""
    return replace(form, petitioner=replace(form.petitioner, phone=phone))


def _as_filed(appeal: Held, form: Form) -> Form:
    """What the citizen wrote stays; the agent adds class, place, urgency, and an address where none is. Secrecy that
    the citizen asked for is never loosened (领域档案 C8, L5)."""
    row, key = appeal.row, appeal.id
    content = sql.row(
        "SELECT id, body FROM appeal_text WHERE appeal_id = %s AND kind = 'content' ORDER BY at LIMIT 1", (key,)
    )
    assert content is not None
    return replace(
        form,
        title=unseal(row["title"], "appeal.title", key),
        content=unseal(content["body"], "appeal_text.body", content["id"]),
        wanted="",
        address=unseal(row["address"], "appeal.address", key) or form.address,
        petitioner=PetitionerForm(
            name=unseal(row["name"], "appeal.name", key),
            phone=unseal(row["phone"], "appeal.phone", key),
            anonymous=row["anonymous"],
            subject_type=row["subject_type"],
        ),
        reported_party="",
        secrecy=Secrecy.CONFIDENTIAL if row["secrecy"] == Secrecy.CONFIDENTIAL else form.secrecy,
        attachments=(),
    )


def _valid(act: Act, form: Form, purpose: Purpose) -> None:
    errors = form_errors(
        form,
        purpose=purpose,
        now=act.now,
        areas=catalogue.areas(act.region, act.versions.of(Dictionary.AREAS)),
        classes=catalogue.classes(act.region, act.versions.of(Dictionary.CLASSES)),
        phone_area_code=organisation.region(act.region).phone_area_code,
    )
    if errors:
        raise Invalid(errors=errors)


def _numbered(act: Act, appeal: Held) -> tuple[str, str]:
    """Number and query code of the appeal: its own when it was filed in the portal, else fresh ones."""
    if number := appeal.row["number"]:
        return number, unseal(appeal.row["query_code"], "appeal.query_code", appeal.id)
    code = _new_code()
    appeal.set({"query_code": seal(code, "appeal.query_code", appeal.id)})
    return _draw(act), code


def _draw(act: Act) -> str:
    """The next number of the region's day."""
    zone = organisation.zone_of(act.region)
    return numbers.draw(region=act.region, zone=zone, at=act.now, actor=act.by.code)


def _new_code() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def _sealed(key: UUID, form: Form, phone: str) -> dict[str, Any]:
    """The form's columns on the appeal, personal details sealed."""

    def sealed(column: str, text: str) -> bytes | None:
        return seal(text.strip(), f"appeal.{column}", key) if text.strip() else None

    who = form.petitioner
    return {
        "title": sealed("title", form.title),
        "name": sealed("name", who.name),
        "phone": sealed("phone", phone),
        "phone_index": blind_index("phone", phone) or None,
        "address": sealed("address", form.address),
        "enterprise": sealed("enterprise", who.enterprise_name),
        "subject_type": who.subject_type,
        "anonymous": who.anonymous,
        "want_reply": form.want_reply,
        "urgency": form.urgency,
        "secrecy": form.secrecy,
        "occurred_at": form.occurred_at,
    }


def _texts(act: Act, appeal: Held, form: Form) -> None:
    act.write_text(appeal_id=appeal.id, kind=TextKind.CONTENT, audience=Audience.PUBLIC, body=form.content.strip())
    if form.wanted.strip():
        act.write_text(appeal_id=appeal.id, kind=TextKind.WANTED, audience=Audience.PUBLIC, body=form.wanted.strip())
    if form.reported_party.strip():
        key = new_id()
        name = seal(form.reported_party.strip(), "reported_party.name", key)
        sql.insert(ReportedParty, id=key, region=act.region, appeal_id=appeal.id, name=name)


def _new_order(act: Act, appeal: Held, order_id: UUID, number: str, form: Form) -> Any:
    """The work order, its first participation and clocks; the instant promised to the citizen."""
    centre_id = appeal.row["centre_id"]
    versions = act.versions
    submitted = e.OrderSubmitted(
        appeal_id=appeal.id,
        number=number,
        centre_id=centre_id,
        appeal_type=form.appeal_type,
        class_code=form.class_code,
        area=form.area_code,
        urgency=form.urgency,
        secrecy=form.secrecy,
        classes_version=versions.of(Dictionary.CLASSES),
        limits_version=versions.of(Dictionary.LIMITS),
        calendar_version=versions.of(Dictionary.CALENDAR),
    )
    order = act.create(Thing.ORDER, "submit", submitted, id=order_id)
    sql.insert(
        Participation,
        id=new_id(),
        order_id=order_id,
        unit_id=centre_id,
        capacity=Capacity.CENTRE.value,
        since=act.at,
    )
    row = clocks.limit_row(act, order)
    review = clocks.minutes(act.policy.review_minutes)
    clocks.start(act, order_id, ClockKind.REVIEW, review, basis="运行参数：预审派单时限", unit_id=centre_id)
    basis = f"{row.name}：{row.basis}"
    timing = clocks.start(
        act, order_id, ClockKind.CITIZEN, row.handle, basis=basis, since=contacts.came_earlier(appeal.row["contact_id"])
    )
    return timing.due
