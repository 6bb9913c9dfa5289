"""What intake hears and says: contacts and drafts, what helps meanwhile, the four ends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yihao.orders.api import schemas as s


class Id(Schema):
    """The id of what was made."""

    id: UUID


class ContactIn(Schema):
    """Somebody gets in touch."""

    channel: str = "phone"
    caller_phone: str = Field(default="", max_length=30)
    called_number: str = Field(default="", max_length=12, pattern="^[0-9]*$")
    arrived_at: datetime | None = None


class ContactRow(Schema):
    """A contact that is not finished."""

    id: UUID
    channel_name: str
    arrived_at: datetime
    caller: s.MaskedOut
    title: str


class ContactsOut(Schema):
    """My unfinished contacts."""

    rows: list[ContactRow]


class DraftOut(Schema):
    """What was typed so far."""

    version: int
    saved_at: str
    fields: dict[str, Any]


class ContactOut(Schema):
    """A contact with its draft."""

    id: UUID
    channel: str
    channel_name: str
    called_number: str
    called_name: str
    arrived_at: datetime
    caller: s.MaskedOut
    draft: DraftOut
    finished: bool


class DraftIn(Schema):
    """What is typed, and the version it builds on."""

    version: int
    fields: dict[str, Any]


class SavedOut(Schema):
    """The draft's new version."""

    version: int
    saved_at: str


class AbandonIn(Schema):
    """Why a contact became no appeal."""

    reason: str = "other"


class LookupIn(Schema):
    """A telephone number; in the body, never in an address. Or a contact of mine, whose number I need not know."""

    phone: str = Field(default="", max_length=30)
    contact_id: UUID | None = None


class BriefOut(Schema):
    """An earlier appeal."""

    appeal_id: UUID
    order_id: UUID | None
    number: str
    title: str
    class_name: str
    state_name: str
    received_at: datetime
    deadline: s.DeadlineOut | None


class CallerOut(Schema):
    """Who calls."""

    known: bool
    name: s.MaskedOut | None
    labels: list[str]
    total: int
    open: list[BriefOut]
    past: list[BriefOut]


class SimilarIn(Schema):
    """What is being typed."""

    area_code: str = Field(max_length=12, pattern="^[0-9A-Z]{6,12}$")
    class_code: str = Field(default="", max_length=12)
    text: str = Field(max_length=6000)
    phone: str = Field(default="", max_length=30)


class SimilarRow(Schema):
    """An open order that sounds like it."""

    appeal_id: UUID
    order_id: UUID
    number: str
    title: str
    place: str
    state_name: str
    received_at: datetime
    likeness: float
    same_caller: bool


class SimilarOut(Schema):
    """Similar open orders, the likest first."""

    rows: list[SimilarRow]


class SuggestIn(Schema):
    """A class at a place."""

    class_code: str = Field(max_length=12)
    area_code: str = Field(max_length=12)
    appeal_type: str = Field(max_length=12)
    urgency: str = Field(default="normal", max_length=10)


class CheckIn(Schema):
    """A text."""

    text: str = Field(max_length=6000)


class EmergencyOut(Schema):
    """A word that sounds like danger, with the service to call."""

    word: str
    transfer_code: str
    transfer_name: str
    number: str


class CheckOut(Schema):
    """What sounds like danger."""

    emergency: list[EmergencyOut]


class PetitionerIn(Schema):
    """诉求人."""

    name: str = ""
    phone: str = ""
    anonymous: bool = False
    subject_type: str = "person"
    enterprise_name: str = ""


class FormIn(Schema):
    """诉求."""

    appeal_type: str
    class_code: str = ""
    area_code: str = ""
    address: str = ""
    occurred_at: datetime | None = None
    title: str
    content: str
    wanted: str = ""
    petitioner: PetitionerIn = PetitionerIn()
    reported_party: str = ""
    urgency: str = "normal"
    secrecy: str = "open"
    want_reply: bool = True
    attachments: list[UUID] = []


class EndIn(Schema):
    """Base of the four ends: an open contact, a filed appeal, or neither (paper, counter)."""

    contact_id: UUID | None = None
    appeal_id: UUID | None = None
    version: int | None = None
    channel: str = "phone"
    form: FormIn


class AnswerIn(EndIn):
    """直接答复."""

    answer: str = Field(max_length=5000)


class RefuseIn(EndIn):
    """不予受理."""

    ground: str
    explained: bool
    note: str = Field(default="", max_length=2000)


class TransferIn(EndIn):
    """转办."""

    target: str
    receipt: str = Field(max_length=60)
    note: str = Field(default="", max_length=2000)


class TakenOut(Schema):
    """What came of it; number and query code are read to the citizen."""

    appeal_id: UUID
    number: str
    query_code: str | None
    order_id: UUID | None
    state: str
    state_name: str
    message: str


class IntakeDictionaryOut(Schema):
    """Codes of this room that the form offers."""

    channels: list[s.ChoiceOut]
    secrecies: list[s.ChoiceOut]
    subject_types: list[s.ChoiceOut]
    abandon_reasons: list[s.ChoiceOut]
