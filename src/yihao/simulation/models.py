"""Tables of the simulation: how far it has come, and what is true of each appeal it made."""

from typing import ClassVar

from django.db import models


class Run(models.Model):
    """The simulation of this installation; there is at most one."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    plan = models.JSONField()
    done = models.BigIntegerField(default=0)
    """How many happenings of the plan are done."""
    reached = models.DateTimeField()
    """The simulated instant of the last one."""
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "simulation_run"


class Simulated(models.Model):
    """An appeal of the plan: what came of it, and what is true of it (scores are taken against this)."""

    number = models.IntegerField(primary_key=True)
    """Its place in the plan."""
    contact_id = models.UUIDField(null=True)
    appeal_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    family = models.CharField(max_length=60)
    """Of the templates that its text comes from."""
    held_out = models.BooleanField()
    """Never to be trained on."""
    site = models.IntegerField(null=True)
    """The noisy site that it is about: the others of it are its duplicates."""

    class Meta:
        db_table = "simulated"
        indexes: ClassVar = [models.Index(fields=["appeal_id"], name="simulated_appeal")]
