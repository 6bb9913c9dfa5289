"""Tables of 回访: attempts and ratings are rows of their own."""

from typing import ClassVar

from django.db import models

from yihao.kernel.ids import new_id


class Attempt(models.Model):
    """One attempt to reach somebody: for a follow-up now, for a missed call later. Append-only."""

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
