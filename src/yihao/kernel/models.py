"""Tables of the ground floor. `event` and `access_log` are partitioned by month (migration 0001, plain SQL)."""

from typing import ClassVar

from django.db import models

from yihao.kernel.ids import new_id


class Event(models.Model):
    """One row of the ledger (see `ledger`). Append-only: the database refuses to change or delete it."""

    id = models.UUIDField(primary_key=True)
    region = models.CharField(max_length=6)
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    order_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=36)
    acting_unit = models.UUIDField(null=True)
    channel = models.CharField(max_length=12)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    version = models.IntegerField()
    payload = models.JSONField()

    class Meta:
        managed = False
        db_table = "event"
        verbose_name = verbose_name_plural = "事件"


class Cursor(models.Model):
    """Where a reader of the feed stands."""

    reader = models.CharField(primary_key=True, max_length=60)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "feed_cursor"


class LedgerStop(models.Model):
    """A time when nothing was numbered, because the ledger did not fit the head kept outside it; and how it went on."""

    id = models.UUIDField(primary_key=True, default=new_id)
    since = models.DateTimeField()
    outside_position = models.BigIntegerField(null=True)
    outside_seal = models.CharField(max_length=64)
    inside_position = models.BigIntegerField()
    inside_seal = models.CharField(max_length=64)
    accepted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        db_table = "ledger_stop"
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.expressions.Value(1), name="ledger_stop_one", condition=models.Q(accepted_at=None)
            )
        ]


class AccessLog(models.Model):
    """Who looked at what, for which unit, when, from where, why. Append-only."""

    id = models.UUIDField(primary_key=True)
    region = models.CharField(max_length=6)
    account_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    action = models.CharField(max_length=30)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField(null=True)
    field = models.CharField(max_length=30)
    reason = models.CharField(max_length=30)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
    """Of what goes beyond one look (an export): filter, count, columns, as codes."""

    class Meta:
        managed = False
        db_table = "access_log"
        verbose_name = verbose_name_plural = "访问日志"


class IdempotencyKey(models.Model):
    """The answer already given to a request that carried this key, sealed; purged after a day."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    answer = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_key"
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="idempotency_once")]
        indexes: ClassVar = [models.Index(fields=["at"], name="idempotency_at")]


class NumberDraw(models.Model):
    """Every number drawn, kept even when the saving behind it fails: so each gap can be explained."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    day = models.DateField()
    sequence = models.IntegerField()
    actor = models.CharField(max_length=36)
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "number_draw"
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "day", "sequence"], name="number_once")]


class StoredFile(models.Model):
    """A file in storage: its digest, its kind as read from its bytes, its place. The name is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    kind = models.CharField(max_length=100)
    name = models.BinaryField()
    storage_key = models.CharField(max_length=120)
    owner = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "stored_file"


class Message(models.Model):
    """A message to somebody outside: the one outbox. Receiver and text are sealed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    channel = models.CharField(max_length=12)
    template = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField(null=True)
    receiver = models.BinaryField()
    text = models.BinaryField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message"
        verbose_name = verbose_name_plural = "外发消息"
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="message_waiting", condition=models.Q(state="waiting"))
        ]


class MessageAttempt(models.Model):
    """One try to deliver a message."""

    id = models.UUIDField(primary_key=True, default=new_id)
    message = models.ForeignKey(Message, models.PROTECT, related_name="tries")
    number = models.IntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    detail = models.CharField(max_length=200)

    class Meta:
        db_table = "message_attempt"


class RateBucket(models.Model):
    """Counter of a rate limit: one row per key and window; the key holds a blind digest, never an address."""

    key = models.CharField(primary_key=True, max_length=100)
    count = models.IntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "rate_bucket"


class Job(models.Model):
    """后台任务: long work that a person asked for (see `work`). What was asked is sealed: a search may hold a name."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    kind = models.CharField(max_length=30)
    account_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10)
    asked = models.BinaryField()
    file_name = models.CharField(max_length=120)
    media = models.CharField(max_length=100)
    done = models.IntegerField(default=0)
    total = models.IntegerField(null=True)
    made = models.JSONField(default=dict)
    """What is written so far, and where to go on."""
    run = models.UUIDField(null=True)
    """The try that may write; whoever was thought lost can't."""
    alive_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    error = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    rows = models.IntegerField(null=True)
    pieces = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    keep_until = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "job"
        verbose_name = verbose_name_plural = "后台任务"
        indexes: ClassVar = [
            models.Index(fields=["account_id", "created_at"], name="job_of"),
            models.Index(fields=["region", "created_at"], name="job_latest"),
            models.Index(fields=["state"], name="job_open", condition=models.Q(state__in=["waiting", "running"])),
            models.Index(
                fields=["keep_until"], name="job_keep", condition=models.Q(removed_at=None) & ~models.Q(keep_until=None)
            ),
        ]
