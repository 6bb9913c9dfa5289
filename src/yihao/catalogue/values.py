"""The dictionaries' entries as values, and the event of publishing a version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from yihao.kernel.calendar import Limit, Unit
from yihao.kernel.ledger import Payload

COUNTY = "@county"
"""In a dispatch rule: the county-level government of the place."""
TOWN = "@town"
"""In a dispatch rule: the township of the place."""


class AppealType(StrEnum):
    """诉求类型 (领域档案 D2; 国办函〔2025〕66号(二))."""

    CONSULT = "consult"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    OTHER = "other"


class Urgency(StrEnum):
    """紧急程度."""

    NORMAL = "normal"
    URGENT = "urgent"
    CRITICAL = "critical"


APPEAL_TYPE_NAMES: Mapping[AppealType, str] = {
    AppealType.CONSULT: "咨询",
    AppealType.HELP: "求助",
    AppealType.COMPLAINT: "投诉",
    AppealType.REPORT: "举报",
    AppealType.SUGGESTION: "建议",
    AppealType.PRAISE: "表扬",
    AppealType.OTHER: "其他",
}
URGENCY_NAMES: Mapping[Urgency, str] = {Urgency.NORMAL: "一般", Urgency.URGENT: "紧急", Urgency.CRITICAL: "特急"}


class Dictionary(StrEnum):
    """The dictionaries; each has its own line of versions."""

    AREAS = "areas"
    CLASSES = "classes"
    CATALOGUE = "catalogue"
    LIMITS = "limits"
    GROUNDS = "grounds"
    TARGETS = "targets"
    CALENDAR = "calendar"
    POLICY = "policy"


DICTIONARY_NAMES: Mapping[Dictionary, str] = {
    Dictionary.AREAS: "行政区划",
    Dictionary.CLASSES: "诉求分类",
    Dictionary.CATALOGUE: "派单目录",
    Dictionary.LIMITS: "办理时限",
    Dictionary.GROUNDS: "不予受理情形",
    Dictionary.TARGETS: "转办去向",
    Dictionary.CALENDAR: "工作日历",
    Dictionary.POLICY: "运行参数",
}


def label(text: str) -> dict[str, str]:
    """Field metadata: the field's name on the administrators' pages."""
    return {"label": text}


@dataclass(frozen=True, slots=True)
class Area:
    """行政区划: city, county, town, village or functional zone, with its old names as aliases."""

    code: str = field(metadata=label("代码"))
    name: str = field(metadata=label("名称"))
    parent: str = field(metadata=label("上级代码"))
    level: str = field(metadata=label("级别"))
    old_names: tuple[str, ...] = field(default=(), metadata=label("曾用名"))


@dataclass(frozen=True, slots=True)
class ItemClass:
    """事项分类: a node of the tree; a leaf carries its default unit and limit."""

    code: str = field(metadata=label("代码"))
    name: str = field(metadata=label("名称"))
    parent: str = field(metadata=label("上级代码"))
    level: int = field(metadata=label("级次"))
    default_unit: str = field(default="", metadata=label("默认承办单位代码"))
    limit: str = field(default="", metadata=label("专用时限"))
    keywords: tuple[str, ...] = field(default=(), metadata=label("关键词"))


@dataclass(frozen=True, slots=True)
class DispatchRule:
    """派单目录的一条: class × area → lead and copies. 国办函〔2025〕66号(五)."""

    code: str = field(metadata=label("编号"))
    class_code: str = field(metadata=label("分类代码"))
    area: str = field(metadata=label("区划代码"))
    lead: str = field(metadata=label("主办单位代码"))
    copies: tuple[str, ...] = field(default=(), metadata=label("抄送单位代码"))
    basis: str = field(default="", metadata=label("依据"))
    valid_from: date | None = field(default=None, metadata=label("起始日期"))
    valid_to: date | None = field(default=None, metadata=label("截止日期"))


@dataclass(frozen=True, slots=True)
class LimitRow:
    """办理时限的一档 (领域档案 3.7)."""

    code: str = field(metadata=label("代码"))
    name: str = field(metadata=label("名称"))
    urgency: str = field(metadata=label("适用紧急程度"))
    appeal_type: str = field(metadata=label("适用诉求类型"))
    sign_amount: int = field(metadata=label("签收时限"))
    sign_unit: str = field(metadata=label("签收时限单位"))
    handle_amount: int = field(metadata=label("办理时限"))
    handle_unit: str = field(metadata=label("办理时限单位"))
    contact_amount: int | None = field(default=None, metadata=label("首次反馈时限"))
    contact_unit: str = field(default="", metadata=label("首次反馈时限单位"))
    basis: str = field(default="", metadata=label("依据"))

    @property
    def sign(self) -> Limit:
        """签收."""
        return Limit(self.sign_amount, Unit(self.sign_unit))

    @property
    def handle(self) -> Limit:
        """办理."""
        return Limit(self.handle_amount, Unit(self.handle_unit))

    @property
    def contact(self) -> Limit | None:
        """首次反馈, where the row asks for one."""
        return Limit(self.contact_amount, Unit(self.contact_unit)) if self.contact_amount else None


@dataclass(frozen=True, slots=True)
class Ground:
    """不予受理情形: what the agent says and which channel is the right one. 国办发〔2020〕53号, 66号(二)."""

    code: str = field(metadata=label("代码"))
    name: str = field(metadata=label("情形"))
    reason: str = field(metadata=label("答复口径"))
    channel: str = field(metadata=label("正确渠道"))
    channel_contact: str = field(default="", metadata=label("渠道联系方式"))
    basis: str = field(default="", metadata=label("依据"))


@dataclass(frozen=True, slots=True)
class Target:
    """转办去向: emergency services (never merged) and other authorities' lines. 方案 一; 国办发〔2022〕12号."""

    code: str = field(metadata=label("代码"))
    name: str = field(metadata=label("名称"))
    number: str = field(metadata=label("号码"))
    kind: str = field(metadata=label("类别"))
    words: tuple[str, ...] = field(default=(), metadata=label("提示词"))


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that differs from Monday–Friday; or, with kind `year`, a year whose notice is known."""

    code: str = field(metadata=label("日期"))
    kind: str = field(metadata=label("类别"))
    name: str = field(default="", metadata=label("名称"))
    basis: str = field(default="", metadata=label("依据"))


@dataclass(frozen=True, slots=True)
class Policy:
    """运行参数: the numbers of this region's rules; every one is the city's to set (领域档案 3.7, 11-9)."""

    code: str = field(metadata=label("代码"))
    windows: tuple[str, ...] = field(metadata=label("办公时段"))
    review_minutes: int = field(metadata=label("预审派单时限（分钟）"))
    supplement_minutes: int = field(metadata=label("补充时限（分钟）"))
    follow_up_working_days: int = field(metadata=label("回访时限（工作日）"))
    judge_working_days: int = field(metadata=label("研判时限（工作日）"))
    check_working_days: int = field(metadata=label("办结审核时限（工作日）"))
    redo_factor: float = field(metadata=label("重办时限系数"))
    redo_min_working_days: int = field(metadata=label("重办最短时限（工作日）"))
    redo_max: int = field(metadata=label("重办次数上限"))
    yellow_fraction: float = field(metadata=label("黄灯比例"))
    archive_days: int = field(metadata=label("归档天数"))
    reopen_days: int = field(metadata=label("办结后可评价天数"))
    visit_attempts: int = field(metadata=label("回访次数上限"))
    visit_attempt_days: int = field(metadata=label("回访至少跨天数"))
    visit_hours: tuple[str, str] = field(metadata=label("回访时段"))
    backdate_days: int = field(default=30, metadata=label("补录天数上限"))


ENTRY_TYPES: Mapping[Dictionary, type] = {
    Dictionary.AREAS: Area,
    Dictionary.CLASSES: ItemClass,
    Dictionary.CATALOGUE: DispatchRule,
    Dictionary.LIMITS: LimitRow,
    Dictionary.GROUNDS: Ground,
    Dictionary.TARGETS: Target,
    Dictionary.CALENDAR: CalendarDay,
    Dictionary.POLICY: Policy,
}


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions in force at a moment; an order keeps those that it was made with."""

    numbers: Mapping[Dictionary, int]

    def of(self, dictionary: Dictionary) -> int:
        """The version of a dictionary (0 = none published)."""
        return self.numbers.get(dictionary, 0)


@dataclass(frozen=True)
class VersionPublished(Payload):
    """A new version of a dictionary was published."""

    kind: ClassVar[str] = "dictionary.published"
    says: ClassVar[str] = "发布字典版本"
    dictionary: str
    version: int
    effective_from: datetime
    digest: str
    entries: int
