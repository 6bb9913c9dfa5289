"""Tables of 诉求与工单. Personal details and texts are sealed (`kernel.crypto`); the place of each is `table.column`."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from yihao.kernel.ids import new_id
from yihao.kernel.models import StoredFile
from yihao.organisation.models import Account, Unit

_OPEN = ~Q(state__in=["closed", "archived", "withdrawn"])


class _Row(models.Model):
    """Every row that grows has its own id and its region."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)

    class Meta:
        abstract = True


class Petitioner(_Row):
    """诉求人: a citizen, an enterprise or another body, known by telephone numbers. No name: that is per contact."""

    created_at = models.DateTimeField()
    labels = models.JSONField(default=list)

    class Meta:
        db_table = "petitioner"


class PetitionerPhone(_Row):
    """A telephone number of a petitioner; found by its blind index only."""

    petitioner = models.ForeignKey(Petitioner, models.PROTECT, related_name="phones")
    phone_index = models.BinaryField()
    since = models.DateTimeField()

    class Meta:
        db_table = "petitioner_phone"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "phone_index"], name="petitioner_phone_once")
        ]


class Contact(_Row):
    """来电来件."""

    channel = models.CharField(max_length=12)
    called_number = models.CharField(max_length=12)
    caller = models.BinaryField(null=True)
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, null=True)
    agent = models.ForeignKey(Account, models.PROTECT, null=True)
    centre = models.ForeignKey(Unit, models.PROTECT)
    arrived_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    """When it was entered, if that was later than it came: paper of a day on which the system stood still."""
    queued_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    external_system = models.CharField(max_length=30, default="")
    external_no = models.CharField(max_length=60, default="")

    class Meta:
        db_table = "contact"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_system", "external_no"], name="contact_external", condition=~Q(external_no="")
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["agent", "arrived_at"], name="contact_open", condition=Q(finished_at=None))
        ]


class Draft(models.Model):
    """What an agent has typed for a contact so far, sealed; the version rises with each saving."""

    contact = models.OneToOneField(Contact, models.PROTECT, primary_key=True)
    version = models.IntegerField()
    fields = models.BinaryField()
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField()

    class Meta:
        db_table = "draft"


class Appeal(_Row):
    """诉求件, with the identity as it was given at this contact."""

    number = models.CharField(max_length=19, default="")
    state = models.CharField(max_length=12)
    version = models.IntegerField()
    contact = models.ForeignKey(Contact, models.PROTECT)
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, null=True)
    centre = models.ForeignKey(Unit, models.PROTECT)
    agent = models.ForeignKey(Account, models.PROTECT, null=True)
    channel = models.CharField(max_length=12)
    appeal_type = models.CharField(max_length=12, default="")
    class_code = models.CharField(max_length=12, default="")
    area_code = models.CharField(max_length=12, default="")
    urgency = models.CharField(max_length=10, default="normal")
    secrecy = models.CharField(max_length=12, default="open")
    subject_type = models.CharField(max_length=12, default="person")
    anonymous = models.BooleanField(default=False)
    want_reply = models.BooleanField(default=True)
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ground = models.CharField(max_length=30, default="")
    target = models.CharField(max_length=30, default="")
    receipt = models.CharField(max_length=60, default="")
    query_code = models.BinaryField(null=True)
    title = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    enterprise = models.BinaryField(null=True)

    class Meta:
        db_table = "appeal"
        verbose_name = verbose_name_plural = "诉求"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "number"], name="appeal_number", condition=~Q(number=""))
        ]
        indexes: ClassVar = [
            models.Index(fields=["received_at", "id"], name="appeal_filed", condition=Q(state="filed")),
            models.Index(fields=["petitioner", "received_at"], name="appeal_of"),
            models.Index(fields=["agent", "received_at"], name="appeal_by"),
        ]


class ReportedParty(_Row):
    """被反映对象, kept apart from the petitioner (领域档案 D12)."""

    appeal = models.ForeignKey(Appeal, models.PROTECT)
    name = models.BinaryField()

    class Meta:
        db_table = "reported_party"


class Order(_Row):
    """工单. Its columns up to `outcome` are the fold of its events (`rules.fold`)."""

    number = models.CharField(max_length=19)
    state = models.CharField(max_length=20)
    version = models.IntegerField()
    appeal = models.ForeignKey(Appeal, models.PROTECT)
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    appeal_type = models.CharField(max_length=12)
    class_code = models.CharField(max_length=12)
    area_code = models.CharField(max_length=12)
    urgency = models.CharField(max_length=10)
    secrecy = models.CharField(max_length=12)
    round = models.IntegerField()
    supplements = models.IntegerField()
    check_failures = models.IntegerField()
    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    lead_assignment_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=12, default="")
    outcome = models.CharField(max_length=12, default="")
    classes_version = models.IntegerField()
    limits_version = models.IntegerField()
    calendar_version = models.IntegerField()
    catalogue_version = models.IntegerField(null=True)

    class Meta:
        db_table = "work_order"
        verbose_name = verbose_name_plural = "工单"
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "number"], name="order_number")]
        indexes: ClassVar = [
            models.Index(fields=["state", "submitted_at"], name="order_state"),
            models.Index(fields=["region", "area_code", "submitted_at"], name="order_open", condition=_OPEN),
            models.Index(fields=["region", "-id"], name="order_open_newest", condition=_OPEN),
        ]


class Assignment(_Row):
    """承办环节: one lead 主办, copies 抄送; later assists 协办 and children down the tiers."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="assignments")
    parent = models.ForeignKey("self", models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, models.PROTECT)
    role = models.CharField(max_length=8)
    state = models.CharField(max_length=14)
    version = models.IntegerField()
    issued_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=12, default="")

    class Meta:
        db_table = "assignment"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"], name="assignment_one_lead", condition=Q(role="lead") & ~Q(state="ended")
            )
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="assignment_inbox")]


class Participation(models.Model):
    """Which unit takes part in an order, in what capacity, since when: sight of an order comes from here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.PROTECT, related_name="participants")
    unit = models.ForeignKey(Unit, models.PROTECT)
    capacity = models.CharField(max_length=8)
    since = models.DateTimeField()

    class Meta:
        db_table = "participation"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "unit", "capacity"], name="participation_once")
        ]


class Listing(models.Model):
    """An order under one of its facets (`rules.facets`). The orders of a class, a place, a unit with all below it are
    read from here newest first (an order's id carries the instant of its submission), whatever their number; several
    facets are narrowed by reading them side by side."""

    pk = models.CompositePrimaryKey("region", "facet", "order_id")
    region = models.CharField(max_length=6)
    facet = models.CharField(max_length=40, db_collation="C")
    order = models.ForeignKey(Order, models.PROTECT, db_index=False)

    class Meta:
        db_table = "listing"


class Clock(_Row):
    """时限: a running or stopped clock. Its instants come from `rules.clocks` and can be recomputed at any time."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="clocks")
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True)
    kind = models.CharField(max_length=12)
    started_at = models.DateTimeField()
    minutes = models.IntegerField()
    working = models.BooleanField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    light = models.CharField(max_length=6, default="green")
    basis = models.CharField(max_length=120)
    policy_version = models.IntegerField()
    calendar_version = models.IntegerField()
    provisional = models.BooleanField()

    class Meta:
        db_table = "clock"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "kind"], name="clock_one_running", condition=Q(stopped_at=None))
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="clock_next", condition=Q(stopped_at=None) & ~Q(next_at=None))
        ]


class ClockPause(models.Model):
    """A stretch in which a clock stands still."""

    id = models.UUIDField(primary_key=True, default=new_id)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30)

    class Meta:
        db_table = "clock_pause"


class Text(_Row):
    """A text of an appeal or order. Append-only: the database refuses to change it."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="texts")
    order_id = models.UUIDField(null=True)
    assignment_id = models.UUIDField(null=True)
    round = models.IntegerField(default=0)
    kind = models.CharField(max_length=14)
    audience = models.CharField(max_length=8)
    author = models.CharField(max_length=36)
    unit_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    body = models.BinaryField()

    class Meta:
        db_table = "appeal_text"
        indexes: ClassVar = [models.Index(fields=["appeal", "at"], name="text_of")]


class Attachment(_Row):
    """A file on an appeal; `visibility` says who may open it."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="attachments")
    order_id = models.UUIDField(null=True)
    text_id = models.UUIDField(null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    visibility = models.CharField(max_length=8)
    added_by = models.CharField(max_length=36)
    at = models.DateTimeField()

    class Meta:
        db_table = "attachment"
        constraints: ClassVar = [models.UniqueConstraint(fields=["file"], name="attachment_file_once")]
        indexes: ClassVar = [models.Index(fields=["appeal", "at"], name="attachment_of")]


class SavedView(_Row):
    """常用筛选: a filter that a person comes back to. Its fields may hold words somebody typed: they are sealed."""

    account = models.ForeignKey(Account, models.PROTECT)
    name = models.CharField(max_length=20)
    fields = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "name"], name="saved_view_name")]


class SearchEntry(models.Model):
    """The text index, apart from the sealed texts: words of an appeal without names and numbers, and its facets
    (`rules.facets`)."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, primary_key=True)
    region = models.CharField(max_length=6)
    order_id = models.UUIDField(null=True)
    listed_at = models.DateTimeField()
    """When the order was submitted, or the appeal received where there is none: by this lists are sorted."""
    words = SearchVectorField()

    class Meta:
        db_table = "appeal_search"
        indexes: ClassVar = [GinIndex(fields=["words"], name="appeal_words", fastupdate=True)]
