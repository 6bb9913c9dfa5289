"""What the API of this room says."""

from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.organisation.http import Told


class MaskedOut(Told):
    """A personal detail as it may be shown without a reason."""

    text: str
    field: str
    subject_type: str
    subject_id: UUID
    revealable: bool


class DeadlineOut(Told):
    """A clock in words and as an instant."""

    kind: str
    kind_name: str
    started: datetime
    due: datetime
    warn: datetime
    light: str
    light_name: str
    words: str
    due_words: str
    basis: str
    calendar_version: int
    provisional: bool
    paused: bool
    stopped: datetime | None


class NamedUnit(Told):
    """A unit by name."""

    id: UUID
    name: str


class LimitOut(Told):
    """Limits that would run."""

    name: str
    sign_words: str
    handle_words: str
    due: datetime
    basis: str
    provisional: bool


class SuggestionOut(Told):
    """What the dispatch catalogue says."""

    lead: NamedUnit | None
    copies: list[NamedUnit]
    why: str
    basis: str
    catalogue_version: int
    limit: LimitOut


class AttachmentOut(Told):
    """A file on an appeal."""

    id: UUID
    name: str
    size: int
    kind: str
    url: str
    visibility_name: str


class EntryOut(Told):
    """One line of a timeline."""

    at: datetime
    who: str
    unit: str
    kind: str
    sentence: str
    text: str | None
    tone: str
    round: int
    attachments: list[AttachmentOut]


class ChoiceOut(Told):
    """A code to choose, with its name."""

    code: str
    name: str


class FieldOut(Told):
    """One field of an action's panel."""

    name: str
    label: str
    kind: str
    required: bool = False
    hint: str = ""
    choices: list[ChoiceOut] = []
    value: Any = None
    max_length: int | None = None
    only_if: dict[str, list[str]] | None = None


class ActionOut(Told):
    """An act that this person may do now: where to post, what to fill in, what will happen."""

    name: str
    label: str
    path: str
    likely: bool
    danger: bool
    explain: str
    extra: dict[str, Any]
    fields: list[FieldOut]


class PetitionerOut(Told):
    """The petitioner, masked."""

    name: MaskedOut
    phone: MaskedOut
    anonymous: bool
    subject_type: str
    subject_type_name: str
    enterprise_name: str


class FormOut(Told):
    """An appeal as a form, persons masked."""

    appeal_type: str
    class_code: str
    area_code: str
    address: MaskedOut
    occurred_at: datetime | None
    title: str
    content: str
    wanted: str
    petitioner: PetitionerOut
    reported_party: MaskedOut
    urgency: str
    secrecy: str
    want_reply: bool


class AppealOut(Told):
    """An appeal, whole."""

    id: UUID
    number: str
    version: int
    state: str
    state_name: str
    order_id: UUID | None
    form: FormOut
    received_at: datetime
    channel_name: str
    attachments: list[AttachmentOut]
    timeline: list[EntryOut]
    actions: list[ActionOut]
    deadline: DeadlineOut | None


class AssignmentOut(Told):
    """A unit's part."""

    id: UUID
    unit_name: str
    role: str
    role_name: str
    state: str
    state_name: str
    issued_at: datetime
    signed_at: datetime | None
    replied_at: datetime | None


class SupplementOut(Told):
    """What was added."""

    at: datetime
    who: str
    text: str


class VersionsOut(Told):
    """The dictionary versions that the order was made with."""

    classes: int
    catalogue: int
    limits: int
    calendar: int


class OrderOut(Told):
    """An order, whole."""

    id: UUID
    number: str
    version: int
    appeal_id: UUID
    title: str
    content: str
    content_masked: bool
    wanted: str
    state: str
    state_name: str
    round: int
    appeal_type: str
    appeal_type_name: str
    class_code: str
    class_path: list[str]
    area_code: str
    place: str
    urgency: str
    urgency_name: str
    secrecy: str
    secrecy_name: str
    address: MaskedOut
    occurred_at: datetime | None
    received_at: datetime
    channel_name: str
    called_number: str
    petitioner: PetitionerOut
    reported_party: MaskedOut
    want_reply: bool
    intake_agent: str
    clocks: list[DeadlineOut]
    deadline: DeadlineOut | None
    assignments: list[AssignmentOut]
    supplements: list[SupplementOut]
    attachments: list[AttachmentOut]
    timeline: list[EntryOut]
    actions: list[ActionOut]
    suggestion: SuggestionOut | None
    versions: VersionsOut


class OrderRow(Told):
    """An order in a list."""

    id: UUID
    version: int
    number: str
    title: str
    appeal_type_name: str
    class_name: str
    place: str
    petitioner: str
    unit_name: str
    state: str
    state_name: str
    urgency: str
    urgency_name: str
    secrecy: str
    secrecy_name: str
    round: int
    received_at: datetime
    deadline: DeadlineOut | None
    assignment_id: UUID | None


class OrdersOut(Told):
    """A page of orders; `next` is the cursor of the next one, empty at the end."""

    rows: list[OrderRow]
    next: str


class CountOut(Told):
    """How many orders fit; `more`: at least so many."""

    count: int
    more: bool


class FilterChoicesOut(Told):
    """Code lists of the filter of orders."""

    states: list[ChoiceOut]
    lights: list[ChoiceOut]
    urgencies: list[ChoiceOut]
    appeal_types: list[ChoiceOut]
    channels: list[ChoiceOut]
    by_phone: bool
    """Whether this person may look by a telephone number."""


class ViewOut(Told):
    """常用筛选; `fields` are those of an address, `queue` among them."""

    id: UUID
    name: str
    fields: dict[str, str]


class ViewsOut(Told):
    """A person's saved views, by name."""

    views: list[ViewOut]


class AppealRow(Told):
    """An appeal in a list."""

    id: UUID
    order_id: UUID | None
    number: str
    title: str
    appeal_type_name: str
    class_name: str | None
    place: str
    petitioner: str
    channel_name: str
    state: str
    state_name: str
    received_at: datetime


class AppealsOut(Told):
    """A page of appeals."""

    rows: list[AppealRow]
    next: str


class QueueOut(Told):
    """How much waits in a queue (999 = that many or more)."""

    key: str
    name: str
    count: int
    yellow: int
    red: int


class QueuesOut(Told):
    """The queues of this person."""

    queues: list[QueueOut]


class DoneOut(Told):
    """What an act has led to."""

    id: UUID
    number: str
    version: int
    state: str
    state_name: str
    message: str


class FailedItem(Told):
    """An order that was not signed, and why."""

    id: UUID
    number: str
    title: str


class SignedMany(Told):
    """What became of a bulk signing."""

    done: list[UUID]
    failed: list[FailedItem]


class RevealedOut(Told):
    """The detail in clear."""

    value: str


class FileOut(Told):
    """A file that was taken in."""

    id: UUID
    name: str
    size: int
    kind: str
