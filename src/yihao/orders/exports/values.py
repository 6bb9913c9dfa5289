"""What can be taken out, in which form, what for: the region's settings, and one request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

KIND = "orders.export"
"""The kind of long work."""


class Format(StrEnum):
    """Forms of the file."""

    XLSX = "xlsx"
    CSV = "csv"


FORMAT_NAMES: Mapping[Format, str] = {Format.XLSX: "Excel 表格（XLSX）", Format.CSV: "文本表格（CSV）"}
MEDIA: Mapping[Format, str] = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}
SHEET_ROWS = 1_048_575
"""What a sheet of a workbook holds below its head (a limit of the format, not of ours)."""

CODES: Mapping[str, str] = {
    "number": "工单编号",
    "submitted_at": "受理时间",
    "appeal_type": "诉求类型",
    "class_path": "问题分类（各级）",
    "class_name": "问题分类（末级）",
    "marks": "标签",
    "title": "标题",
    "content": "主要内容",
    "state": "状态",
    "petitioner": "诉求人（脱敏）",
    "phone": "电话（脱敏）",
    "enterprise": "企业名称",
    "county": "县区",
    "town": "乡镇街道",
    "village": "村（社区）",
    "address": "详细地址（脱敏）",
    "unit": "主办单位",
    "urgency": "紧急程度",
    "deadline": "当前时限",
    "light": "亮灯",
    "round": "办理轮次",
    "dispatched_at": "派单时间",
    "signed_at": "签收时间",
    "replied_at": "答复时间",
    "closed_at": "办结时间",
    "result": "办理结果",
    "reply": "公开答复",
    "channel": "来件渠道",
    "solved": "是否解决",
    "satisfied": "是否满意",
    "capacity": "工单性质",
}
"""Every column there is, by its code, with what it holds. Which of them, in what order and under what names: the region says."""
TIMES = frozenset({"submitted_at", "deadline", "dispatched_at", "signed_at", "replied_at", "closed_at"})
"""Columns that hold an instant."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """Columns in their order, under the names that whoever gets the file knows."""

    key: str
    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a file is wanted for; `explain`: it has to be said in words too."""

    code: str
    name: str
    explain: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """导出参数 of a region."""

    keep_days: int
    """How long a file can be fetched."""
    most_rows: int
    most_open: int
    """How many exports of one person may wait or run at once."""
    sets: tuple[ColumnSet, ...]
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """What every file says of itself."""

    who: str
    post: str
    at: datetime
    purpose: str
    filters: tuple[str, ...]
    number: str
    """Of this export: by it the file is found in the access log."""
