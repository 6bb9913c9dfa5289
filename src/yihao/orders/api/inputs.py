"""What the acts on an order need to hear."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field


class Act(Schema):
    """Base of every act on an order: the version that the person saw."""

    version: int


class FilterIn(Schema):
    """What a list is narrowed to; an empty field does not narrow."""

    q: str = ""
    """Words, or a whole number."""
    class_code: str = ""
    area_code: str = ""
    unit: str = ""
    state: str = ""
    light: str = ""
    urgency: str = ""
    appeal_type: str = ""
    channel: str = ""
    since: str = ""
    until: str = ""


class ViewIn(Schema):
    """A filter to come back to."""

    name: str = Field(max_length=20)
    queue: str = Field(default="all", max_length=12)
    wanted: FilterIn


class PhoneIn(Schema):
    """A number that orders are looked for by."""

    phone: str = Field(max_length=30)
    cursor: str = ""


class DispatchIn(Act):
    """派单."""

    lead_id: UUID
    copy_ids: list[UUID] = Field(default=[], max_length=20)
    instruction: str = Field(default="", max_length=2000)


class SendBackIn(Act):
    """退回补充."""

    missing: str = Field(max_length=2000)


class SupplementIn(Schema):
    """补充情况; the version only where the order waits for it."""

    text: str = Field(max_length=5000)
    attachments: list[UUID] = []
    version: int | None = None


class WithdrawIn(Schema):
    """撤单."""

    version: int
    reason: str = Field(max_length=30, pattern="^[a-z_]+$")
    willing: bool
    note: str = Field(default="", max_length=2000)


class AssignmentAct(Act):
    """An act of a unit on its assignment."""

    assignment_id: UUID


class RecordContactIn(AssignmentAct):
    """登记联系."""

    contacted_at: datetime
    reached: str = Field(pattern="^(yes|no)$")
    reason: str = ""
    note: str = Field(default="", max_length=2000)


class ReplyIn(AssignmentAct):
    """提交答复."""

    result: str = Field(max_length=12)
    public_reply: str = Field(max_length=5000)
    internal_note: str = Field(default="", max_length=5000)
    attachments: list[UUID] = []


class DefectsIn(Act):
    """退回办理."""

    defects: str = Field(max_length=2000)


class OpinionIn(Act):
    """重办."""

    opinion: str = Field(max_length=2000)


class ExplanationIn(Act):
    """解释终结."""

    explanation: str = Field(max_length=5000)


class SignItem(Schema):
    """One order to be signed."""

    id: UUID
    version: int
    assignment_id: UUID


class SignMany(Schema):
    """批量签收."""

    items: list[SignItem] = Field(max_length=100)


class RevealIn(Schema):
    """A detail to be shown in clear, and why."""

    subject_type: str
    subject_id: UUID
    field: str
    reason: str
    note: str = Field(default="", max_length=200)
