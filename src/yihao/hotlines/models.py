"""Tables of 号码归并. The key of a number is the number, not the name: six rows of the annex are called 服务热线."""

from typing import ClassVar

from django.db import models

from yihao.hotlines.values import AFTER_NAMES, MODE_NAMES, SKILL_KIND_NAMES, STAGE_NAMES, THEN_NAMES
from yihao.kernel.ids import new_id
from yihao.organisation.models import Unit


class Approval(models.Model):
    """审批记录: without one no number is opened or re-opened (方案 三(一))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    document = models.CharField("文件", max_length=120)
    authority = models.CharField("审批机关", max_length=60)
    approved_on = models.DateField("审批日期")
    reason = models.CharField("事由", max_length=200)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        db_table = "hotline_approval"
        verbose_name = verbose_name_plural = "号码审批记录"

    def __str__(self) -> str:
        return self.document


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
    counts_under = models.CharField("统计归属", max_length=40, blank=True, default="")
    area_code = models.CharField("所在县区", max_length=12, blank=True, default="")
    retained_by = models.CharField("保留依据", max_length=120, blank=True, default="")
    legal_basis = models.CharField("依据", max_length=120, blank=True, default="")
    note = models.CharField("备注", max_length=200, blank=True)
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, verbose_name="审批记录")
    by_hand = models.BooleanField("人工维护", default=False, help_text="改过之后，载入资料包不再改动它")
    version = models.IntegerField(default=0)

    class Meta:
        db_table = "hotline"
        verbose_name = verbose_name_plural = "热线号码"
        ordering: ClassVar = ["phase", "seq", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "number"], name="hotline_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class HotlinePeriod(models.Model):
    """What a number is from a day to a day, both included (生效日期行)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hotline = models.ForeignKey(Hotline, models.CASCADE, related_name="periods")
    stage = models.CharField("阶段", max_length=12, choices=[(s.value, n) for s, n in STAGE_NAMES.items()])
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期", null=True, blank=True)
    then = models.CharField("播放之后", max_length=10, choices=[(t.value, n) for t, n in THEN_NAMES.items()])
    after = models.CharField(
        "期满之后", max_length=10, blank=True, choices=[(a.value, n) for a, n in AFTER_NAMES.items()]
    )
    seats_in = models.BooleanField("座席并入", default=False)
    seats_kept = models.BooleanField("保留座席", default=False)
    system_link = models.BooleanField("系统对接", default=False)
    remote_seats = models.BooleanField("远端座席", default=False)
    menu = models.CharField("语音菜单", max_length=30, blank=True)
    skill = models.CharField("技能组", max_length=30, blank=True)
    kept_skill = models.CharField("保留座席技能组", max_length=30, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)
    flipped_at = models.DateTimeField("切换时间", null=True)

    class Meta:
        db_table = "hotline_period"
        verbose_name = verbose_name_plural = "号码阶段"
        ordering: ClassVar = ["valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hotline", "valid_from"], name="hotline_period_start"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["valid_from"], name="hotline_period_due", condition=models.Q(flipped_at=None)),
        ]


class Skill(models.Model):
    """技能组: a queue of the call distribution."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    code = models.CharField("代码", max_length=30)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类别", max_length=12, choices=[(k.value, n) for k, n in SKILL_KIND_NAMES.items()])
    unit_code = models.CharField("单位", max_length=30, blank=True)
    overflow = models.CharField("溢出到", max_length=30, blank=True)
    overflow_after = models.IntegerField("溢出前等候秒数", default=0)
    announces = models.BooleanField("播报排队位置", default=True)
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "skill"
        verbose_name = verbose_name_plural = "技能组"
        ordering: ClassVar = ["region", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "code"], name="skill_code")]

    def __str__(self) -> str:
        return self.name


class NumberRules(models.Model):
    """号码规则 of a region: emergency numbers, length of a transition, menus."""

    region = models.CharField(primary_key=True, max_length=6)
    emergency = models.JSONField("紧急号码")
    transition_months = models.IntegerField("过渡期（月）")
    menus = models.JSONField("语音菜单")

    class Meta:
        db_table = "hotline_rules"
        verbose_name = verbose_name_plural = "号码规则"

    def __str__(self) -> str:
        return self.region
