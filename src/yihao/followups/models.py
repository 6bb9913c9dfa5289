"""Tables of 回访: attempts and ratings are rows of their own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yihao.kernel.ids import new_id


class Attempt(models.Model):
    """One attempt to reach somebody: for a follow-up or a missed call. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    subject_type = models.CharField(max_length=12)
    subject_id = models.UUIDField()
    round = models.IntegerField()
    number = models.IntegerField()
    channel = models.CharField(max_length=12)
    outcome = models.CharField(max_length=14)
    account_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    call_id = models.UUIDField(null=True)
    """The call that was placed for it, if it went over this line."""

    class Meta:
        db_table = "attempt"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "round", "number"], name="attempt_number")
        ]


class Rating(models.Model):
    """The citizen's judgement of a round of handling. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    appeal_id = models.UUIDField(db_index=True)
    order_id = models.UUIDField(null=True)
    round = models.IntegerField()
    source = models.CharField(max_length=8)
    attempt_id = models.UUIDField(null=True)
    contacted = models.BooleanField(null=True)
    solved = models.CharField(max_length=8)
    satisfaction = models.CharField(max_length=14)
    attitude = models.CharField(max_length=14, default="")
    opinion = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "rating"


class Callback(models.Model):
    """漏话回拨 task: one for each caller and day. The number is sealed; a message of a hidden number has none."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    centre_id = models.UUIDField()
    """The unit whose seats the call was for."""
    caller = models.BinaryField(null=True)
    caller_index = models.BinaryField(null=True)
    day = models.DateField()
    called = models.CharField(max_length=20)
    """The number dialled last."""
    calls = models.IntegerField()
    missed_at = models.DateTimeField()
    """When the first missed call of this round ended: the promise counts from here."""
    last_at = models.DateTimeField()
    last_call_id = models.UUIDField()
    message_id = models.UUIDField(null=True)
    """The last call in which a message was left."""
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    round = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    """Attempts of this round."""
    first_attempt_at = models.DateTimeField(null=True)
    dialled_id = models.UUIDField(null=True)
    """The call that was placed last and has no outcome yet."""
    reason = models.CharField(max_length=14, default="")
    contact_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "callback"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "caller_index", "day"], name="callback_of_caller_and_day")
        ]
        indexes: ClassVar = [
            models.Index(fields=["centre_id", "due_at"], condition=Q(state="open"), name="callback_open"),
            models.Index(fields=["centre_id", "closed_at"], condition=~Q(state="open"), name="callback_closed"),
            models.Index(fields=["region", "missed_at"], name="callback_missed"),
        ]
