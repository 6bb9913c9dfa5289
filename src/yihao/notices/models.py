"""Tables of 提醒."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yihao.kernel.ids import new_id


class Notice(models.Model):
    """A notice to a person: which event, of what kind. Never text nor name: those are read when it is shown."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    account_id = models.UUIDField()
    position = models.BigIntegerField()
    """The event's place in the feed."""
    kind = models.CharField(max_length=20)
    subject_type = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    order_id = models.UUIDField(null=True)
    facts = models.JSONField()
    """The event's payload: ids, codes, times."""
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"
        constraints: ClassVar = [models.UniqueConstraint(fields=["account_id", "position"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["account_id"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["position"], name="notice_position"),
            models.Index(fields=["at"], name="notice_at"),
        ]


class NoticeParameters(models.Model):
    """提醒参数 of a region (see `values.NoticePolicy`)."""

    region = models.CharField(primary_key=True, max_length=6)
    body = models.JSONField()

    class Meta:
        db_table = "notice_parameters"
