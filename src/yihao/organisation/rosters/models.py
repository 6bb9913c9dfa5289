"""Tables of 排班."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yihao.kernel.ids import new_id


class Shift(models.Model):
    """班次: a pattern; a duty keeps the hours it was entered with."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    name = models.CharField(max_length=20)
    starts = models.TimeField()
    ends = models.TimeField()
    breaks = models.JSONField(default=list)
    """Pairs of times of day: [["12:00", "12:30"]]."""
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "shift"
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "name"], name="shift_name")]


class Duty(models.Model):
    """当班: a person on a day in a shift, for a unit, with skills, somewhere."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    account = models.ForeignKey("organisation.Account", models.PROTECT)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT)
    shift = models.ForeignKey(Shift, models.PROTECT)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    breaks = models.JSONField(default=list)
    """Pairs of instants."""
    skills = ArrayField(models.CharField(max_length=30))
    place = models.CharField(max_length=10)

    class Meta:
        db_table = "duty"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "starts_at"], name="duty_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=models.F("ends_at")), name="duty_has_length"),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "starts_at"], name="duty_time")]


class RosterWeek(models.Model):
    """A unit's week of the roster: when it was published last, and how often."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT)
    monday = models.DateField()
    published_at = models.DateTimeField()
    times = models.IntegerField()

    class Meta:
        db_table = "roster_week"
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "monday"], name="roster_week_once")]


class Absence(models.Model):
    """请假: from when to when a person is away. Why is known to the person and the planner only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    account = models.ForeignKey("organisation.Account", models.PROTECT)
    kind = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    reason = models.BinaryField(null=True)
    """Why it was refused, sealed."""
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "absence"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts_at__lt=models.F("ends_at")), name="absence_has_length")
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "starts_at"], name="absence_of"),
            models.Index(fields=["region", "ends_at"], condition=Q(state__in=["asked", "approved"]), name="absence_open"),
        ]


class Swap(models.Model):
    """换班: a duty goes to a colleague, perhaps for one of the colleague's."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="+")
    from_account = models.ForeignKey("organisation.Account", models.PROTECT, related_name="+")
    to_account = models.ForeignKey("organisation.Account", models.PROTECT, related_name="+")
    other_duty = models.ForeignKey(Duty, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10)
    reason = models.BinaryField(null=True)
    """Why it was refused, sealed."""
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "swap"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state__in=["asked", "accepted"]), name="swap_one_open")
        ]


class StandingSeats(models.Model):
    """常设座席: seats that a unit with kept seats or a sub-centre keeps ready, without naming persons. 方案 二(一)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT)
    skill = models.CharField(max_length=30)
    weekdays = ArrayField(models.IntegerField())
    starts = models.TimeField()
    ends = models.TimeField()
    seats = models.IntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "standing_seats"
