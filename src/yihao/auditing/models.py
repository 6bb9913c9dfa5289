"""Checks of the ledger: who had it checked, what, and what was found."""

from typing import ClassVar

from django.db import models

from yihao.kernel.ids import new_id


class LedgerCheck(models.Model):
    """One check. It is the job's result; a check that failed or was given up has no end."""

    id = models.UUIDField(primary_key=True, default=new_id)
    region = models.CharField(max_length=6)
    job_id = models.UUIDField(unique=True)
    account_id = models.UUIDField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    whole = models.BooleanField()
    orders = models.BooleanField()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    found = models.IntegerField(null=True)
    findings = models.JSONField(default=list)
    """Rows and what is wrong with them, up to a cap; `found` counts all."""

    class Meta:
        db_table = "ledger_check"
        verbose_name = verbose_name_plural = "台账校验"
        indexes: ClassVar = [models.Index(fields=["region", "asked_at"], name="ledger_check_latest")]
