"""HTTP of intake: contacts and drafts, what helps while somebody speaks, and the four ends."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from yihao.kernel import access
from yihao.kernel.problems import Invalid, NotFound
from yihao.orders.actions import contacts, intake, supplements
from yihao.orders.actions.reveal import reveal
from yihao.orders.api import inputs as i
from yihao.orders.api import intake_schemas as f
from yihao.orders.api import schemas as s
from yihao.orders.api.done import done
from yihao.orders.queries import details, lists
from yihao.orders.queries import intake as queries
from yihao.orders.values.intake import Form, PetitionerForm
from yihao.orders.values.reasons import ABANDON_REASONS
from yihao.orders.values.states import (
    APPEAL_STATE_NAMES,
    CHANNEL_NAMES,
    SECRECY_NAMES,
    SUBJECT_TYPE_NAMES,
    AppealState,
    Channel,
)
from yihao.organisation.api import REVEAL_REASONS
from yihao.organisation.http import Staff, acting, answers, do_once, viewer
from yihao.organisation.values import Permission as P

router = Router(tags=["受理"])
_RECORD = Staff(P.RECORD_APPEAL)


@router.get("/intake/dictionary", response=answers(f.IntakeDictionaryOut), auth=Staff(), summary="受理字典")
def read_dictionary(request: HttpRequest) -> Any:
    """Channels, secrecy, kinds of petitioner."""
    names: dict[str, Mapping[Any, str]] = {
        "channels": CHANNEL_NAMES,
        "secrecies": SECRECY_NAMES,
        "subject_types": SUBJECT_TYPE_NAMES,
        "abandon_reasons": ABANDON_REASONS,
    }
    return {key: [{"code": c, "name": n} for c, n in known.items()] for key, known in names.items()}


@router.post("/contacts", response=answers(f.Id), auth=_RECORD, summary="开始受理")
def open_contact(request: HttpRequest, body: f.ContactIn) -> Any:
    """A new contact with its appeal in draft."""
    who = viewer(request)
    if body.arrived_at is not None and body.arrived_at.tzinfo is None:
        raise Invalid.field_error("arrived_at", "原始来件时间缺少时区")

    def work() -> dict[str, Any]:
        key = contacts.open_contact(
            doer=who, channel=_channel(body.channel), caller_phone=body.caller_phone,
            called_number=body.called_number, arrived_at=body.arrived_at,
        )  # fmt: skip
        return {"id": str(key)}

    return do_once(request, body, work)


@router.get("/contacts", response=answers(f.ContactsOut), auth=_RECORD, summary="我的来电来件")
def list_contacts(request: HttpRequest) -> Any:
    """Contacts that I have not finished, with what their drafts are called."""
    rows = queries.my_contacts(viewer(request))
    for row in rows:
        row["title"] = str(contacts.read_draft(row["id"])[2].get("title", ""))
    return {"rows": rows}


@router.get("/contacts/{uuid:contact_id}", response=answers(f.ContactOut), auth=_RECORD, summary="来电来件")
def read_contact(request: HttpRequest, contact_id: UUID) -> Any:
    """One of my contacts, with its draft."""
    found = queries.contact(viewer(request), contact_id)
    if found is None:
        raise NotFound()
    version, saved_at, fields = contacts.read_draft(contact_id)
    return {**found, "draft": {"version": version, "saved_at": saved_at, "fields": fields}}


@router.put("/contacts/{uuid:contact_id}/draft", response=answers(f.SavedOut), auth=_RECORD, summary="保存草稿")
def save_draft(request: HttpRequest, contact_id: UUID, body: f.DraftIn) -> Any:
    """Keep what is typed; refused when another window saved in between."""
    version, saved_at = contacts.save_draft(
        doer=viewer(request), contact_id=contact_id, version=body.version, fields=body.fields
    )
    return {"version": version, "saved_at": saved_at}


@router.post("/contacts/{uuid:contact_id}/abandon", response=answers(f.Id), auth=_RECORD, summary="未成诉求")
def abandon(request: HttpRequest, contact_id: UUID, body: f.AbandonIn) -> Any:
    """End a contact that became no appeal."""
    if body.reason not in ABANDON_REASONS:
        raise Invalid.field_error("reason", "请选择原因")

    def work() -> dict[str, Any]:
        contacts.abandon(doer=viewer(request), contact_id=contact_id, reason=body.reason)
        return {"id": str(contact_id)}

    return do_once(request, body, work)


@router.post("/callers/lookup", response=answers(f.CallerOut), auth=_RECORD, summary="来电人历史")
def look_up(request: HttpRequest, body: f.LookupIn) -> Any:
    """Earlier appeals of this number. The look is in the access log."""
    who = viewer(request)
    phone = contacts.phone_of_contact(doer=who, contact_id=body.contact_id) if body.contact_id else body.phone
    found = queries.caller(who, phone)
    access.note(by=acting(who, P.RECORD_APPEAL), action="lookup", subject_type="petitioner", subject_id=None)
    return found


@router.post("/intake/similar", response=answers(f.SimilarOut), auth=_RECORD, summary="相似工单")
def find_similar(request: HttpRequest, body: f.SimilarIn) -> Any:
    """Open orders that sound like it."""
    rows = queries.similar(
        viewer(request), area_code=body.area_code, class_code=body.class_code, text=body.text, phone=body.phone
    )
    return {"rows": rows}


@router.post(
    "/intake/suggestion",
    response=answers(s.SuggestionOut),
    auth=Staff(P.RECORD_APPEAL, P.DISPATCH_ORDER),
    summary="派单目录推荐",
)
def suggest(request: HttpRequest, body: f.SuggestIn) -> Any:
    """Who should handle it, and within what."""
    return queries.suggestion(
        viewer(request),
        class_code=body.class_code,
        area_code=body.area_code,
        appeal_type=body.appeal_type,
        urgency=body.urgency,
    )


@router.post("/intake/check", response=answers(f.CheckOut), auth=_RECORD, summary="紧急词提示")
def check(request: HttpRequest, body: f.CheckIn) -> Any:
    """Words that sound like danger."""
    return {"emergency": queries.emergencies(viewer(request), body.text)}


@router.post("/intake/submit", response=answers(f.TakenOut), auth=_RECORD, summary="生成工单")
def submit(request: HttpRequest, body: f.EndIn) -> Any:
    """To dispatch."""
    return do_once(
        request, body, lambda: _taken(intake.submit(doer=viewer(request), **_end(body)), "已生成工单，等待派单")
    )


@router.post("/intake/answer", response=answers(f.TakenOut), auth=_RECORD, summary="直接答复")
def answer(request: HttpRequest, body: f.AnswerIn) -> Any:
    """Answered on the line."""

    def work() -> dict[str, Any]:
        return _taken(intake.answer(doer=viewer(request), answer=body.answer, **_end(body)), "已登记直接答复")

    return do_once(request, body, work)


@router.post("/intake/refuse", response=answers(f.TakenOut), auth=_RECORD, summary="不予受理")
def refuse(request: HttpRequest, body: f.RefuseIn) -> Any:
    """Not accepted, on a listed ground."""

    def work() -> dict[str, Any]:
        taken = intake.refuse(
            doer=viewer(request), ground=body.ground, explained=body.explained, note=body.note, **_end(body)
        )
        return _taken(taken, "已登记不予受理")

    return do_once(request, body, work)


@router.post("/intake/transfer", response=answers(f.TakenOut), auth=_RECORD, summary="转办")
def transfer(request: HttpRequest, body: f.TransferIn) -> Any:
    """To an emergency service or elsewhere, with the receipt number."""

    def work() -> dict[str, Any]:
        taken = intake.transfer(
            doer=viewer(request), target=body.target, receipt=body.receipt, note=body.note, **_end(body)
        )
        return _taken(taken, "已登记转办")

    return do_once(request, body, work)


@router.get("/appeals", response=answers(s.AppealsOut), auth=_RECORD, summary="诉求列表")
def list_appeals(request: HttpRequest, queue: str = "filed", cursor: str = "") -> Any:
    """The portal's pool, or what I recorded."""
    return lists.appeal_list(viewer(request), queue=queue, cursor=cursor)


@router.get("/appeals/{uuid:appeal_id}", response=answers(s.AppealOut), auth=Staff(P.READ_ORDER), summary="诉求")
def read_appeal(request: HttpRequest, appeal_id: UUID) -> Any:
    """An appeal, whole. The opening is in the access log."""
    who = viewer(request)
    found = details.appeal_detail(who, appeal_id)
    access.note(by=acting(who, P.READ_ORDER), action="open", subject_type="appeal", subject_id=appeal_id)
    return found


@router.post("/appeals/{uuid:appeal_id}/supplement", response=answers(s.DoneOut), auth=_RECORD, summary="补充情况")
def supplement(request: HttpRequest, appeal_id: UUID, body: i.SupplementIn) -> Any:
    """Add facts; back to dispatch where the order waits for them."""
    who = viewer(request)

    def work() -> dict[str, Any]:
        held = supplements.supplement(
            doer=who, appeal_id=appeal_id, text=body.text, files=body.attachments, version=body.version
        )
        return done(held, "已补充")

    return do_once(request, body, work)


@router.post("/reveal", response=answers(s.RevealedOut), auth=Staff(P.REVEAL_PERSONAL), summary="查看完整信息")
def reveal_field(request: HttpRequest, body: i.RevealIn) -> Any:
    """A masked detail in clear, with a reason; written down before it is shown."""
    if body.reason not in REVEAL_REASONS:
        raise Invalid.field_error("reason", "请选择查看理由")
    value = reveal(
        doer=viewer(request),
        subject_type=body.subject_type,
        subject_id=body.subject_id,
        field=body.field,
        reason=body.reason,
    )
    return {"value": value}


def _channel(code: str) -> Channel:
    if code not in set(Channel):
        raise Invalid.field_error("channel", "请选择来件渠道")
    return Channel(code)


def _end(body: f.EndIn) -> dict[str, Any]:
    given = body.form.model_dump(exclude={"petitioner", "attachments"})
    form = Form(
        **given,
        petitioner=PetitionerForm(**body.form.petitioner.model_dump()),
        attachments=tuple(body.form.attachments),
    )
    if form.occurred_at is not None and form.occurred_at.tzinfo is None:
        raise Invalid.field_error("form.occurred_at", "发生时间缺少时区")
    return {
        "form": form, "contact_id": body.contact_id, "appeal_id": body.appeal_id, "version": body.version,
        "channel": _channel(body.channel),
    }  # fmt: skip


def _taken(taken: intake.Taken, message: str) -> dict[str, Any]:
    return {
        "appeal_id": str(taken.appeal_id),
        "number": taken.number,
        "query_code": taken.query_code,
        "order_id": str(taken.order_id) if taken.order_id else None,
        "state": taken.state,
        "state_name": APPEAL_STATE_NAMES[AppealState(taken.state)],
        "message": message,
    }
