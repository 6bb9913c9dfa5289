"""Tables of 话务. The steps of calls are append-only and partitioned by month (migration 0001, plain SQL)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yihao.kernel.ids import new_id
from yihao.orders.models import Contact
from yihao.organisation.models import Account, Unit


class Parameters(models.Model):
    """话务参数 of a region (see `values.policy`)."""

    region = models.CharField("地区", primary_key=True, max_length=6)
    body = models.JSONField("参数")

    class Meta:
        db_table = "call_parameters"
        verbose_name = verbose_name_plural = "话务参数"


class Skills(models.Model):
    """What a person can take: the codes of the skills."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, verbose_name="人员")
    skills = ArrayField(models.CharField(max_length=30), default=list, verbose_name="技能")

    class Meta:
        db_table = "seat_skills"
        verbose_name = verbose_name_plural = "座席技能"


class Seat(models.Model):
    """A person signed on at a telephone. One row for each time of signing on; a person has one open one at most."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    account = models.ForeignKey(Account, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT)
    place = models.CharField(max_length=10)
    device = models.CharField(max_length=10)
    endpoint = models.CharField(max_length=40, unique=True)
    secret = models.BinaryField()
    skills = ArrayField(models.CharField(max_length=30))
    state = models.CharField(max_length=14)
    reason = models.CharField(max_length=20, default="")
    since = models.DateTimeField()
    idle_since = models.DateTimeField()
    wrap_until = models.DateTimeField(null=True)
    wish = models.CharField(max_length=14, default="")
    """State that the person chose for after the call."""
    call_id = models.UUIDField(null=True)
    needs_help = models.BooleanField(default=False)
    made = models.BooleanField(default=False)
    """Whether the engine knows the telephone."""
    signed_on = models.DateTimeField()
    signed_off = models.DateTimeField(null=True)

    class Meta:
        db_table = "seat"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], condition=Q(signed_off=None), name="seat_one_of_account"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["region", "idle_since"], condition=Q(state="ready", signed_off=None), name="seat_ready"
            ),
            models.Index(fields=["call_id"], condition=Q(signed_off=None), name="seat_of_call"),
            models.Index(fields=["account", "signed_on"], name="seat_of_account"),
        ]


class SeatSpan(models.Model):
    """How long a seat was in a state: for adherence and use of time. Append-only, written when the state ends."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    seat_id = models.UUIDField()
    account_id = models.UUIDField()
    unit_id = models.UUIDField()
    state = models.CharField(max_length=14)
    reason = models.CharField(max_length=20)
    began = models.DateTimeField()
    ended = models.DateTimeField()

    class Meta:
        db_table = "seat_span"
        indexes: ClassVar = [models.Index(fields=["account_id", "began"], name="seat_span_of")]


class Call(models.Model):
    """通话: the fold of its steps, kept for finding and for taking live calls up again. The caller's number is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    engine = models.CharField(max_length=40)
    channel = models.CharField(max_length=80)
    direction = models.CharField(max_length=3)
    called = models.CharField(max_length=20)
    caller = models.BinaryField(null=True)
    caller_index = models.BinaryField(null=True)
    route = models.JSONField()
    home = models.CharField(max_length=30)
    phase = models.CharField(max_length=10)
    skill = models.CharField(max_length=30, default="")
    arrived_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="")
    score = models.CharField(max_length=1, default="")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True)
    seat_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    """Who spoke with the caller last."""

    class Meta:
        db_table = "call"
        constraints: ClassVar = [models.UniqueConstraint(fields=["engine", "channel"], name="call_channel")]
        indexes: ClassVar = [
            models.Index(fields=["engine"], condition=Q(closed_at=None), name="call_open"),
            models.Index(fields=["region", "arrived_at"], name="call_arrived"),
            models.Index(fields=["region", "caller_index", "arrived_at"], name="call_caller"),
            models.Index(fields=["contact"], name="call_contact"),
            models.Index(fields=["account_id", "arrived_at"], name="call_account"),
        ]


class CallStep(models.Model):
    """One step of a call: the append-only leg table. See `values.calls.StepKind` for what each says."""

    id = models.UUIDField(primary_key=True)
    region = models.CharField(max_length=6)
    call_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    leg_id = models.UUIDField(null=True)
    role = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    why = models.CharField(max_length=14)
    seat_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "call_step"


class Command(models.Model):
    """What somebody at a desk asks the switchboard to do with a live call; answered by it within seconds or never."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    call_id = models.UUIDField(null=True)
    seat_id = models.UUIDField()
    account_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    name = models.CharField(max_length=20)
    given = models.JSONField()
    number = models.BinaryField(null=True)
    """A telephone number to call, sealed."""
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.JSONField(null=True)

    class Meta:
        db_table = "call_command"
        indexes: ClassVar = [models.Index(fields=["asked_at"], condition=Q(taken_at=None), name="call_command_waiting")]


class Board(models.Model):
    """The switchboard in charge of an engine: whoever raised the epoch last; an older one is fenced off."""

    engine = models.CharField(primary_key=True, max_length=40)
    epoch = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        db_table = "switchboard"


class Recording(models.Model):
    """录音 of a call, the two sides apart: its digest (SM3) and its place in the storage."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    call = models.ForeignKey(Call, models.PROTECT, related_name="recordings")
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    seconds = models.FloatField()
    storage_key = models.CharField(max_length=120)
    peaks = models.BinaryField()
    """The loudness of each side, for the picture of the sound: 2 × 400 bytes."""
    made_at = models.DateTimeField()
    keep_until = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recording"
        constraints: ClassVar = [models.UniqueConstraint(fields=["call"], name="recording_of_call")]
        indexes: ClassVar = [models.Index(fields=["keep_until"], condition=Q(removed_at=None), name="recording_due")]


class Nuisance(models.Model):
    """骚扰来电 decision about a number: a person decided, for a reason, until a day; it can be appealed against."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    caller = models.BinaryField()
    caller_index = models.BinaryField()
    state = models.CharField(max_length=10)
    calls = models.IntegerField(default=0)
    reason = models.CharField(max_length=20, default="")
    note = models.BinaryField(null=True)
    suspected_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)
    appeal = models.BinaryField(null=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.BinaryField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "nuisance"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "caller_index"], condition=Q(state__in=["suspected", "limited"]), name="nuisance_open"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["region", "caller_index"], name="nuisance_caller")]
