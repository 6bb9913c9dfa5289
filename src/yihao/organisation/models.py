"""Tables of 机构与人员."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from yihao.kernel.ids import new_id
from yihao.organisation.values import ROLE_NAMES, UNIT_TYPE_NAMES, Permission


class Region(models.Model):
    """A city that this installation serves, with the line's names over time (更名)."""

    code = models.CharField("区划代码", primary_key=True, max_length=6)
    name = models.CharField("名称", max_length=40)
    short_name = models.CharField("简称", max_length=20)
    timezone = models.CharField("时区", max_length=40)
    number = models.CharField("热线号码", max_length=12)
    phone_area_code = models.CharField("电话区号", max_length=4)
    names = models.JSONField("热线名称")
    texts = models.JSONField("文本")
    centre_code = models.CharField("热线工作机构", max_length=30)
    rosters = models.JSONField("排班参数", default=dict)

    class Meta:
        db_table = "region"
        verbose_name = verbose_name_plural = "地区"

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """机构. Its id is stable; a dissolved unit ends and names its successor."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    code = models.CharField("代码", max_length=30)
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=40, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级机构")
    path = models.CharField(max_length=200, editable=False)
    type = models.CharField("类型", max_length=20, choices=[(t.value, n) for t, n in UNIT_TYPE_NAMES.items()])
    tier = models.IntegerField("层级", help_text="1 市级、2 市直与县级、3 乡镇街道、4 村社")
    area_code = models.CharField("所在地代码（块）", max_length=12, blank=True)
    line = models.CharField("业务条线（条）", max_length=40, blank=True)
    handles = models.BooleanField("承办工单", default=True)
    duty_phone = models.CharField("值班电话", max_length=20, blank=True)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="职能承接机构"
    )

    class Meta:
        db_table = "unit"
        verbose_name = verbose_name_plural = "机构"
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "code"], name="unit_code")]
        indexes: ClassVar = [models.Index(fields=["path"], name="unit_path", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["Account"]):
    """Finds accounts for Django's sign-in; they are made by `actions`."""


class Account(AbstractBaseUser):
    """A person of the staff who can sign in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改初始密码", default=True)
    created_at = models.DateTimeField("开通时间")

    objects = Accounts()
    USERNAME_FIELD = "username"

    class Meta:
        db_table = "account"
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    @property
    def is_staff(self) -> bool:
        """Whether the administrators' pages open to this person."""
        return self._holds(Permission.MANAGE_ACCOUNT) or self._holds(Permission.MANAGE_DICTIONARY)

    def has_module_perms(self, app_label: str) -> bool:
        """Django admin's question; each page decides itself."""
        return self.is_staff

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django admin's question: accounts and units need account:manage, dictionaries dictionary:manage."""
        label = perm.split(".")[0]
        return self._holds(Permission.MANAGE_ACCOUNT if label == "organisation" else Permission.MANAGE_DICTIONARY)

    def _holds(self, permission: Permission) -> bool:
        from yihao.organisation.queries import viewer_of

        return self.is_active and not self.must_change_password and permission in viewer_of(self).permissions


class Grant(models.Model):
    """授权: a person, a role, the unit whose scope it has, from when to when. Contract ends are dates here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="grants", verbose_name="账号")
    role = models.CharField("岗位", max_length=20, choices=[(r.value, n) for r, n in ROLE_NAMES.items()])
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="所在机构")
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期", null=True, blank=True, help_text="当日仍有效；外包人员填合同到期日")

    class Meta:
        db_table = "grant"
        verbose_name = verbose_name_plural = "岗位授权"
        indexes: ClassVar = [models.Index(fields=["account", "valid_from"], name="grant_of")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit.name}"


# The tables of the sub-package rosters belong to this application, too; they name the ones above as strings.
from yihao.organisation.rosters import models as roster_models  # noqa: E402, F401
