"""Tables of 运行管理: phases, kinds of task, a plan and its tasks for each number; published numbers and their tests."""

from typing import ClassVar

from django.db import models

from yihao.centre.values import DIAL_RESULT_NAMES, TASK_STATE_NAMES
from yihao.kernel.ids import new_id
from yihao.organisation.models import Unit


class MergeRules(models.Model):
    """归并规则 of a region: its phases, kinds of task, and how often published numbers are tested."""

    region = models.CharField(primary_key=True, max_length=6)
    phases = models.JSONField("阶段")
    kinds = models.JSONField("任务")
    test_days = models.IntegerField("拨测间隔（天）")

    class Meta:
        db_table = "merge_rules"


class MergePlan(models.Model):
    """一号一策: the plan of one number (方案 五(二))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    number = models.CharField("号码", max_length=12)
    phase = models.IntegerField("阶段")
    first_day = models.DateField("归并首日")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位")
    department = models.CharField("主管部门", max_length=60, blank=True)
    person = models.CharField("负责人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    seats_planned = models.IntegerField("应移交座席", default=0)
    seats_moved = models.IntegerField("已移交座席", default=0)
    staff_planned = models.IntegerField("应安置人员", default=0)
    staff_moved = models.IntegerField("已安置人员", default=0)
    note = models.CharField("备注", max_length=300, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "merge_plan"
        verbose_name = verbose_name_plural = "归并方案"
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "number"], name="merge_plan_number")]


class MergeTask(models.Model):
    """One task of a plan."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(MergePlan, models.CASCADE, related_name="tasks")
    kind = models.CharField("任务", max_length=20)
    due = models.DateField("期限")
    state = models.CharField("状态", max_length=8, choices=[(s.value, n) for s, n in TASK_STATE_NAMES.items()])
    done_on = models.DateField("完成日期", null=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        db_table = "merge_task"
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "kind"], name="merge_task_kind")]


class PublishedNumber(models.Model):
    """对外公布联系电话 (国办函〔2025〕66号(四))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    number = models.CharField("号码", max_length=20)
    purpose = models.CharField("用途", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="公布单位")
    channel = models.CharField("公布渠道", max_length=120)
    published_on = models.DateField("公布日期")
    stopped_on = models.DateField("停用日期", null=True)
    stop_notice = models.CharField("停用公告", max_length=200, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "published_number"
        verbose_name = verbose_name_plural = "对外公布号码"
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "number"], name="published_number_once")]


class DialTest(models.Model):
    """拨测. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    published = models.ForeignKey(PublishedNumber, models.PROTECT, related_name="tests")
    result = models.CharField("结果", max_length=16, choices=[(r.value, n) for r, n in DIAL_RESULT_NAMES.items()])
    note = models.CharField("说明", max_length=200, blank=True)
    account_id = models.UUIDField(null=True)
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "dial_test"
        indexes: ClassVar = [models.Index(fields=["published", "-at"], name="dial_test_latest")]
