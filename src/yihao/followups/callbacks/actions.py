"""Writes of 漏话回拨: a call placed, what came of it, an end with a reason, a contact for what the caller wants."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.calls.actions import commands, recordings
from yihao.calls.queries import desk
from yihao.calls.queries.parameters import parameters
from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.followups.callbacks.rules import may_call
from yihao.followups.callbacks.values import (
    CHOSEN,
    SPOKEN,
    CallbackAttempted,
    CallbackClosed,
    CallbackDialled,
    CallbackRecorded,
    CallbackState,
    EndReason,
)
from yihao.followups.models import Attempt, Callback
from yihao.followups.rules import given_up
from yihao.followups.values import AttemptOutcome
from yihao.kernel import access, clock, ledger, sql
from yihao.kernel.crypto import unseal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, Invalid, NotFound, WrongState
from yihao.kernel.values import Actor, Subject
from yihao.orders.actions.contacts import open_contact
from yihao.orders.values.states import Channel
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

SUBJECT = "callback"


@dataclass
class _Task:
    """A call-back under the hands of somebody."""

    row: dict[str, Any]
    by: Actor

    def change(self, payload: ledger.Payload, **values: Any) -> None:
        """Write columns and the event."""
        version = self.row["version"] + 1
        self.row.update(values, version=version)
        sql.update(Callback, self.row["id"], **values, version=version)
        ledger.write(ledger.Entry(payload, Subject(SUBJECT, self.row["id"]), self.by, clock.now(), version=version))


def place_call(*, doer: Viewer, callback_id: UUID) -> str:
    """回拨: let the doer's own telephone ring, then the caller's; what the switchboard says. The look at the number is in
    the access log. Raises NotFound, WrongState (ended, no number, outside the hours, no seat), Problem."""
    with transaction.atomic():
        task = _hold(doer, callback_id, None)
        number = unseal(task.row["caller"], "callback.caller", callback_id)
        if not number:
            raise WrongState(title="来电隐藏了号码，无法回拨", detail="可以听取留言后按留言办理。")
        _within_hours(doer.region, task.row["due_at"])
        seat = desk.open_seat(doer.account_id)
        if seat is None:
            raise WrongState(title="您还没有签入话机", detail="请先签入座席，再回拨。")
        access.note(by=task.by, action="call_out", subject_type=SUBJECT, subject_id=callback_id, field="phone")
    contact = task.row["contact_id"]
    said = commands.ask(
        doer=doer, seat_id=seat["id"], call_id=None, name="call_out",
        given={"contact_id": str(contact) if contact else None}, number=number, unit_id=seat["unit_id"],
    )  # fmt: skip
    _dialled(doer, callback_id)
    return said


@transaction.atomic
def _dialled(doer: Viewer, callback_id: UUID) -> None:
    """Keep which call it is: the one that is now in the doer's seat."""
    seat = desk.open_seat(doer.account_id)
    if seat is None or seat["call_id"] is None:
        return  # the telephone was given up in the same moment: the person records the attempt without a call
    task = _hold(doer, callback_id, None)
    task.change(CallbackDialled(seat["call_id"]), dialled_id=seat["call_id"])


@transaction.atomic
def attempt(*, doer: Viewer, callback_id: UUID, version: int, outcome: AttemptOutcome) -> None:
    """登记结果 of one attempt. Reached: ended, with all that the caller still has open. In vain often enough: ended too
    (领域档案 B8). Raises NotFound, Conflict, WrongState."""
    task = _hold(doer, callback_id, version)
    if task.row["caller_index"] is None:
        raise WrongState(title="来电隐藏了号码，无法回拨", detail="可以听取留言后按留言办理。")
    row = task.row
    number, key, now = row["attempts"] + 1, new_id(), clock.now()
    sql.insert(
        Attempt, id=key, region=row["region"], subject_type=SUBJECT, subject_id=row["id"], round=row["round"],
        number=number, channel="phone", outcome=outcome.value, account_id=doer.account_id, unit_id=task.by.unit_id,
        at=now, call_id=row["dialled_id"],
    )  # fmt: skip
    done = CallbackAttempted(key, number, row["round"], outcome.value, row["dialled_id"])
    first = row["first_attempt_at"] or now
    task.change(done, attempts=number, first_attempt_at=first, dialled_id=None)
    if outcome in SPOKEN:
        _end(task, CallbackState.REACHED, "")
        for other in _others(task):
            _end(other, CallbackState.REACHED, "")
    elif given_up([now.date()] * number, attempts=parameters(doer.region).callback_attempts, over_days=1):
        _end(task, CallbackState.GIVEN_UP, EndReason.UNREACHED.value)


@transaction.atomic
def give_up(*, doer: Viewer, callback_id: UUID, version: int, reason: EndReason) -> None:
    """放弃 for a reason that a person may give. Raises NotFound, Conflict, WrongState, Invalid."""
    task = _hold(doer, callback_id, version)
    if reason not in CHOSEN:
        raise Invalid.field_error("reason", "请选择终止的原因")
    if reason is EndReason.HANDLED and task.row["message_id"] is None:
        raise Invalid.field_error("reason", "来电人没有留言，不能按留言办理")
    if reason is EndReason.WRONG_NUMBER and task.row["attempts"] == 0:
        raise Invalid.field_error("reason", "还没有回拨过，请先回拨")
    _end(task, CallbackState.GIVEN_UP, reason.value)


@transaction.atomic
def record(*, doer: Viewer, callback_id: UUID) -> UUID:
    """转受理: a contact with a draft for what the caller wants, made once; its id. Raises NotFound, Forbidden, Conflict."""
    task = _hold(doer, callback_id, None, ended=True)
    if task.row["contact_id"] is not None:
        raise Conflict(title="这条回拨已经转受理", detail="请在受理页面继续办理，没有重复登记。")
    number = unseal(task.row["caller"], "callback.caller", callback_id)
    contact_id = open_contact(
        doer=doer, channel=Channel.PHONE, caller_phone=number, called_number=task.row["called"],
        arrived_at=_told_at(task.row["message_id"]),
    )  # fmt: skip
    task.change(CallbackRecorded(contact_id), contact_id=contact_id)
    return contact_id


def hear(*, doer: Viewer, callback_id: UUID) -> bytes:
    """The sound of the message that the caller left; in the access log. Raises NotFound."""
    row = sql.row("SELECT centre_id, message_id FROM callback WHERE id = %s AND region = %s", (callback_id, doer.region))
    if row is None or row["message_id"] is None:
        raise NotFound(title="没有留言")
    return recordings.play_message(by=acting(doer, row["centre_id"]), call_id=row["message_id"])


def _told_at(message_id: UUID | None) -> datetime | None:
    """When the caller left the message: from then on the citizen's time counts. None without one."""
    call = sql.row("SELECT arrived_at FROM call WHERE id = %s", (message_id,)) if message_id else None
    return call["arrived_at"] if call else None


def acting(doer: Viewer, centre_id: UUID) -> Actor:
    """The doer in the post that lets them call back for a unit. Raises NotFound outside it."""
    post = doer.within(Permission.TAKE_CALL, organisation.unit(centre_id).path)
    if post is None:
        raise NotFound(title="没有这条回拨任务")
    return organisation.actor(doer, post)


def _hold(doer: Viewer, callback_id: UUID, version: int | None, *, ended: bool = False) -> _Task:
    """Lock an open task. Raises NotFound, Conflict, WrongState."""
    row = sql.row("SELECT * FROM callback WHERE id = %s AND region = %s FOR UPDATE", (callback_id, doer.region))
    if row is None:
        raise NotFound(title="没有这条回拨任务")
    by = acting(doer, row["centre_id"])
    if row["state"] != CallbackState.OPEN and not ended:
        raise WrongState(title="这条回拨已经办结", detail="没有做任何改动。请刷新查看最新情况。")
    if version is not None and version != row["version"]:
        raise Conflict(title="这条回拨刚刚有了变化", detail="没有做任何改动。请刷新后再登记。")
    return _Task(row, by)


def _others(task: _Task) -> list[_Task]:
    """What the same caller still has open from other days."""
    found = sql.rows(
        "SELECT * FROM callback WHERE region = %s AND caller_index = %s AND state = %s AND id <> %s FOR UPDATE",
        (task.row["region"], task.row["caller_index"], CallbackState.OPEN.value, task.row["id"]),
    )
    return [_Task(row, task.by) for row in found]


def _end(task: _Task, state: CallbackState, reason: str) -> None:
    closed = CallbackClosed(state.value, reason, None)
    task.change(closed, state=state.value, reason=reason, closed_at=clock.now(), dialled_id=None)


def _within_hours(region: str, due: datetime) -> None:
    policy = catalogue.policy(region, catalogue.versions(region).of(Dictionary.POLICY))
    first, last = (time.fromisoformat(h) for h in policy.visit_hours)
    zone = organisation.zone_of(region)
    if not may_call(clock.now().astimezone(zone), due, (first, last)):
        raise WrongState(
            title=f"已过回拨时限，现在也不在 {first:%H:%M}–{last:%H:%M} 的回访时段",
            detail="请在时段内回拨，以免打扰来电人。",
        )
