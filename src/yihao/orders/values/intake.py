"""The form of an appeal, as an agent or a citizen fills it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

TITLE_LENGTH = 80
CONTENT_LENGTH = 5000
ADDRESS_LENGTH = 200


@dataclass(frozen=True, slots=True)
class PetitionerForm:
    """诉求人 as given at this contact. Name and number are optional for anonymous appeals (领域档案 C8)."""

    name: str = ""
    phone: str = ""
    anonymous: bool = False
    subject_type: str = "person"
    enterprise_name: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """诉求: what is wanted, where, when, by whom."""

    appeal_type: str
    title: str
    content: str
    class_code: str = ""
    area_code: str = ""
    address: str = ""
    occurred_at: datetime | None = None
    wanted: str = ""
    petitioner: PetitionerForm = field(default_factory=PetitionerForm)
    reported_party: str = ""
    urgency: str = "normal"
    secrecy: str = "open"
    want_reply: bool = True
    attachments: tuple[UUID, ...] = ()
