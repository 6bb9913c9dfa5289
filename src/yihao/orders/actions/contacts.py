"""来电来件: contacts, what is typed meanwhile, and who calls."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.kernel import phones, sql
from yihao.kernel.crypto import blind_index, seal, unseal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Change, Conflict, Forbidden, Invalid, NotFound
from yihao.kernel.values import Subject
from yihao.orders.actions.act import Act, Held
from yihao.orders.models import Contact, Draft, Petitioner
from yihao.orders.rules.intake import arrival_error
from yihao.orders.rules.transitions import Thing, transition
from yihao.orders.values import events as e
from yihao.orders.values.states import Channel
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

CALL_SYSTEM = "call"
"""`external_system` of a contact that is a telephone call; `external_no` is the call's id."""


def my_centre(doer: Viewer) -> UUID:
    """The centre for which a person records: where the post that brings the right is. Raises Forbidden."""
    post = next(iter(doer.posts_with(Permission.RECORD_APPEAL)), None)
    if post is None:
        raise Forbidden(title="您没有受理诉求的权限")
    return post.unit_id


@transaction.atomic
def open_contact(
    *,
    doer: Viewer,
    channel: Channel,
    caller_phone: str = "",
    called_number: str = "",
    arrived_at: datetime | None = None,
) -> UUID:
    """Somebody is on the line (or at the counter): a contact with an appeal in draft; the contact's id. T1.

    `arrived_at`: when it really came, for what was taken down on paper while the system stood still (领域档案 B16, 3.5);
    from then on the citizen's time counts. Raises Invalid for a time in the future or too long ago.
    """
    act = Act(doer, arrived_at)
    if arrived_at and (wrong := arrival_error(arrived_at, now=act.now, days=act.policy.backdate_days)):
        raise Invalid.field_error("arrived_at", wrong)
    centre_id = my_centre(doer)
    act.may(transition(Thing.APPEAL, "open"), centre_id=centre_id)
    phone = normal(act, caller_phone, "caller_phone")
    contact_id, _ = new_contact(act, centre_id, channel, phone, called_number)
    opened = e.AppealOpened(contact_id, channel.value, centre_id, doer.account_id)
    act.create(Thing.APPEAL, "open", opened, petitioner_id=petitioner_of(act, phone))
    act.finish()
    return contact_id


@transaction.atomic
def open_call_contact(
    *,
    doer: Viewer,
    call_id: UUID,
    caller_phone: str,
    called_number: str,
    arrived_at: datetime,
    queued_at: datetime | None,
) -> UUID:
    """The contact of a telephone call with its appeal in draft, in the hands of `doer`, whose seat rings; its id.

    Made once for a call: when another seat rings for it, or takes it over, it only changes hands. Raises Forbidden.
    """
    act = Act(doer)
    found = sql.row(
        "SELECT id, agent_id FROM contact WHERE external_system = %s AND external_no = %s FOR UPDATE",
        (CALL_SYSTEM, str(call_id)),
    )
    if found is None:
        centre_id = my_centre(doer)
        act.may(transition(Thing.APPEAL, "open"), centre_id=centre_id)
        contact_id, petitioner_id = new_contact(act, centre_id, Channel.PHONE, caller_phone, called_number)
        values = (arrived_at, queued_at, CALL_SYSTEM, str(call_id), contact_id)
        sql.execute(
            "UPDATE contact SET arrived_at = %s, queued_at = %s, external_system = %s, external_no = %s WHERE id = %s", values
        )
        opened = e.AppealOpened(contact_id, Channel.PHONE.value, centre_id, doer.account_id)
        act.create(Thing.APPEAL, "open", opened, petitioner_id=petitioner_id)
    else:
        contact_id = found["id"]
        if found["agent_id"] != doer.account_id:
            sql.execute("UPDATE contact SET agent_id = %s WHERE id = %s", (doer.account_id, contact_id))
            act.say(Subject("contact", contact_id), e.ContactHanded(doer.account_id))
    act.finish()
    return UUID(str(contact_id))


def came_earlier(contact_id: UUID) -> datetime | None:
    """When a contact really came that was entered later; None for all others."""
    row = sql.row("SELECT arrived_at FROM contact WHERE id = %s AND entered_at IS NOT NULL", (contact_id,))
    return row["arrived_at"] if row else None


def note_call_times(*, contact_id: UUID, answered_at: datetime | None, ended_at: datetime | None) -> None:
    """When the call of a contact was answered for the first time, and when it ended."""
    sql.execute(
        "UPDATE contact SET answered_at = COALESCE(answered_at, %s), ended_at = COALESCE(%s, ended_at) WHERE id = %s",
        (answered_at, ended_at, contact_id),
    )


@transaction.atomic
def save_draft(*, doer: Viewer, contact_id: UUID, version: int, fields: dict[str, Any]) -> tuple[int, str]:
    """Keep what the agent has typed, sealed; the new version and when. A saving from another window in between is
    refused (Conflict): nothing that somebody typed is ever overwritten unseen."""
    act = Act(doer)
    contact = hold_open_contact(act, contact_id)
    draft = Draft.objects.select_for_update().filter(contact_id=contact["id"]).first()
    current = draft.version if draft else 0
    if version != current:
        at = draft.saved_at.astimezone(organisation.zone_of(act.region)).isoformat(timespec="seconds") if draft else ""
        raise Conflict(
            title="这份草稿已在别的窗口更新",
            detail="本窗口填写的内容没有丢失，也没有覆盖别处。请选择保留哪一份。",
            changes=[Change(at, doer.name, "保存了草稿")],
        )
    sealed = seal(json.dumps(fields, ensure_ascii=False), "draft.fields", contact["id"])
    values = {"version": current + 1, "fields": sealed, "saved_at": act.now, "saved_by": doer.account_id}
    Draft.objects.update_or_create(contact_id=contact["id"], defaults=values)
    return current + 1, act.now.astimezone(organisation.zone_of(act.region)).isoformat(timespec="seconds")


def read_draft(contact_id: UUID) -> tuple[int, str, dict[str, Any]]:
    """Version, saving time (ISO, "" for none) and fields of a contact's draft."""
    draft = Draft.objects.filter(contact_id=contact_id).first()
    if draft is None:
        return 0, "", {}
    return draft.version, draft.saved_at.isoformat(), dict(json.loads(unseal(draft.fields, "draft.fields", contact_id)))


@transaction.atomic
def abandon(*, doer: Viewer, contact_id: UUID, reason: str) -> None:
    """End a contact that became no appeal: a dropped call, a wrong number. `reason` is a code."""
    act = Act(doer)
    contact = hold_open_contact(act, contact_id)
    appeal = draft_appeal(act, contact["id"])
    act.check(appeal, "abandon", version=None, centre_id=contact["centre_id"])
    act.change(appeal, "abandon", e.AppealAbandoned(reason))
    finish_contact(act, contact["id"])
    act.finish()


def new_contact(act: Act, centre_id: UUID, channel: Channel, phone: str, called: str) -> tuple[UUID, UUID | None]:
    """A contact row; its id and the petitioner's, if a number is known."""
    key = new_id()
    petitioner_id = petitioner_of(act, phone)
    sql.insert(
        Contact,
        id=key,
        region=act.region,
        channel=channel.value,
        called_number=called,
        caller=seal(phone, "contact.caller", key) if phone else None,
        petitioner_id=petitioner_id,
        agent_id=act.by.account_id,
        centre_id=centre_id,
        arrived_at=act.at,
        entered_at=act.now if act.at < act.now else None,
        external_system="",
        external_no="",
    )
    act.say(Subject("contact", key), e.ContactOpened(channel.value, called, act.at < act.now))
    return key, petitioner_id


def petitioner_of(act: Act, phone: str) -> UUID | None:
    """The petitioner with this number, made when it calls for the first time; None without a number."""
    if not phone:
        return None
    index = blind_index("phone", phone)
    known = "SELECT petitioner_id FROM petitioner_phone WHERE region = %s AND phone_index = %s"
    if found := sql.row(known, (act.region, index)):
        return UUID(str(found["petitioner_id"]))
    fresh = new_id()
    made = sql.execute(
        "INSERT INTO petitioner_phone (id, region, petitioner_id, phone_index, since) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (region, phone_index) DO NOTHING",
        (new_id(), act.region, fresh, index, act.at),
    )
    if not made:  # another contact of the same number was faster
        found = sql.row(known, (act.region, index))
        assert found is not None
        return UUID(str(found["petitioner_id"]))
    sql.insert(Petitioner, id=fresh, region=act.region, created_at=act.at, labels="[]")
    return fresh


def hold_open_contact(act: Act, contact_id: UUID) -> dict[str, Any]:
    """Lock a contact that is still being recorded, by the person who records it. Raises NotFound, Conflict."""
    row = sql.row("SELECT * FROM contact WHERE id = %s FOR UPDATE", (contact_id,))
    if row is None or row["region"] != act.region or row["agent_id"] != act.by.account_id:
        raise NotFound(title="没有这次来电来件，或不是您受理的")
    if row["finished_at"] is not None:
        raise Conflict(title="这次来电来件已经办结", detail="没有重复登记。请在“我受理的”中查看。")
    return row


def draft_appeal(act: Act, contact_id: UUID) -> Held:
    """The appeal that is being recorded at a contact. Raises NotFound."""
    found = sql.row("SELECT id FROM appeal WHERE contact_id = %s AND state = 'draft'", (contact_id,))
    if found is None:
        raise NotFound(title="没有正在受理的诉求")
    return act.hold(Thing.APPEAL, found["id"])


def finish_contact(act: Act, contact_id: UUID) -> None:
    """The contact has come to its end."""
    sql.execute("UPDATE contact SET finished_at = %s WHERE id = %s", (act.at, contact_id))


def normal(act: Act, phone: str, field: str) -> str:
    """A number in canonical form. Raises Invalid about `field`."""
    if not phone.strip():
        return ""
    try:
        return phones.normalise(phone, organisation.region(act.region).phone_area_code)
    except phones.WrongNumber as wrong:
        raise Invalid.field_error(field, str(wrong)) from None


def phone_of_contact(*, doer: Viewer, contact_id: UUID) -> str:
    """The number of a contact that the doer records, or of its petitioner, to be called and not to be shown. Raises NotFound."""
    row = sql.row(
        "SELECT id, caller FROM contact WHERE id = %s AND region = %s AND (agent_id = %s OR centre_id = ANY(%s))",
        (contact_id, doer.region, doer.account_id, organisation.scope_units(doer, Permission.RECORD_APPEAL)),
    )
    if row is None or row["caller"] is None:
        raise NotFound(title="没有这次来电，或没有来电号码")
    return unseal(row["caller"], "contact.caller", row["id"])
