"""The register of numbers. The key is the number, not the name: six rows of the annex are called 服务热线."""

from typing import ClassVar

from django.db import models

from yihao.hotlines.values import MODE_NAMES
from yihao.kernel.ids import new_id
from yihao.organisation.models import Unit


class Hotline(models.Model):
    """热线号码 (方案附件)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    number = models.CharField("号码", max_length=12)
    name = models.CharField("名称", max_length=60)
    mode = models.CharField("归并方式", max_length=12, choices=[(m.value, n) for m, n in MODE_NAMES.items()])
    phase = models.IntegerField("阶段")
    seq = models.IntegerField("附件序号", null=True)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位")
    already_merged = models.BooleanField("已整合", default=False)
    expert_seats = models.BooleanField("设专家座席", default=False)
    absorbed_into = models.CharField("并入号码", max_length=12, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        db_table = "hotline"
        verbose_name = verbose_name_plural = "热线号码"
        ordering: ClassVar = ["phase", "seq", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "number"], name="hotline_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
