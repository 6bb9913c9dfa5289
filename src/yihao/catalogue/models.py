"""Tables of 目录: the entries being worked on, and the published versions that everything reads."""

from typing import ClassVar

from django.db import models

from yihao.catalogue.values import DICTIONARY_NAMES
from yihao.kernel.ids import new_id

_CHOICES = [(d.value, n) for d, n in DICTIONARY_NAMES.items()]


class Entry(models.Model):
    """One entry of a dictionary as it stands now; `body` has the fields of the entry's type (`values.ENTRY_TYPES`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    dictionary = models.CharField("字典", max_length=12, choices=_CHOICES)
    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=120)
    body = models.JSONField()
    position = models.IntegerField("次序", default=0)

    class Meta:
        db_table = "dictionary_entry"
        verbose_name = verbose_name_plural = "字典条目"
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "dictionary", "code"], name="dictionary_entry_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Version(models.Model):
    """A published version of a dictionary, whole. Never changed: an order keeps the version it was made with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    dictionary = models.CharField("字典", max_length=12, choices=_CHOICES)
    number = models.IntegerField("版本")
    effective_from = models.DateTimeField("生效时间")
    published_at = models.DateTimeField("发布时间")
    digest = models.CharField("摘要", max_length=64)
    body = models.JSONField()

    class Meta:
        db_table = "dictionary_version"
        verbose_name = verbose_name_plural = "字典版本"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "dictionary", "number"], name="dictionary_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_dictionary_display()} 第 {self.number} 版"
