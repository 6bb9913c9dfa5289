"""What a file may hold and how it says where it comes from. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from yihao.kernel.problems import FieldError, Invalid
from yihao.orders.exports.values import SHEET_ROWS, ColumnSet, Cover, Format, Purpose, Settings

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_LONGEST = 32_767
"""Characters of a cell of a workbook (a limit of the format)."""
_DIGITS = 15
NOTE_LENGTH = 200


def is_formula(text: str) -> bool:
    """Whether a programme for tables could take the text for a formula (OWASP: CSV injection), full width included."""
    return _FORMULA.match(text.lstrip(" ")) is not None


def defused(text: str) -> str:
    """The text as a cell of a CSV file: what could be a formula begins with an apostrophe and is shown as text; a long
    number (an order's) begins with a tab, or Excel keeps only 15 of its digits."""
    if len(text) > _DIGITS and text.isdecimal():
        return f"\t{text}"
    return f"'{text}" if is_formula(text) else text


def cell(text: str) -> str:
    """The text as a cell of a workbook can hold it."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def chosen(
    settings: Settings, *, form: str, columns: str, purpose: str, note: str
) -> tuple[Format, ColumnSet, Purpose]:
    """What was asked for. Raises Invalid, naming each field that needs mending."""
    found = {s.key: s for s in settings.sets}.get(columns)
    wanted = {p.code: p for p in settings.purposes}.get(purpose)
    errors = []
    if form not in set(Format):
        errors.append(FieldError("format", "请选择文件格式"))
    if found is None:
        errors.append(FieldError("columns", "请选择列"))
    if wanted is None:
        errors.append(FieldError("purpose", "请选择用途"))
    elif wanted.explain and not note.strip():
        errors.append(FieldError("note", "请写明用途"))
    if len(note) > NOTE_LENGTH:
        errors.append(FieldError("note", f"最多 {NOTE_LENGTH} 字"))
    if errors or found is None or wanted is None:
        raise Invalid(title=errors[0].message if len(errors) == 1 else Invalid.title, errors=errors)
    return Format(form), found, wanted


def within(settings: Settings, form: Format, count: int) -> None:
    """Raises Invalid for more rows than a file may have."""
    if not count:
        raise Invalid(title="没有符合条件的工单", detail="请放宽筛选条件后再导出。")
    if form is Format.XLSX and count > SHEET_ROWS:
        raise Invalid(title=f"Excel 表格最多 {SHEET_ROWS:,} 行", detail="请改用 CSV，或缩小筛选范围分次导出。")
    if count > settings.most_rows:
        raise Invalid(title=f"一次最多导出 {settings.most_rows:,} 件", detail="请缩小筛选范围，分次导出。")


def number_of(job_id: UUID) -> str:
    """The number of an export, short enough to be read out."""
    return f"DC-{job_id.hex[-10:].upper()}"


def file_name(form: Format, at: datetime) -> str:
    """The file's name; `at` in the region's time. It says nothing of what is in it."""
    return f"工单导出-{at:%Y%m%d-%H%M%S}.{form.value}"


def cover_lines(cover: Cover, rows: int, columns: ColumnSet) -> list[tuple[str, str]]:
    """The cover sheet: who took out what, when, what for, and what has to be heeded."""
    return [
        ("导出编号", cover.number),
        ("导出人", cover.who),
        ("岗位", cover.post),
        ("导出时间", f"{cover.at:%Y-%m-%d %H:%M:%S}"),
        ("用途", cover.purpose),
        ("筛选条件", "；".join(cover.filters) or "无（可见范围内的全部工单）"),
        ("件数", f"{rows:,}"),
        ("列", f"{columns.name}（{len(columns.columns)} 列）"),
        ("脱敏", "姓名、电话、地址和文中的号码按导出人的权限脱敏；保密件不显示诉求人"),
        # 方案 三(三)3；个人信息保护法 6、51
        ("使用要求", "仅限上述用途，不得转发、公开；用完即删。按“谁使用、谁负责”，导出和下载均已记入访问日志"),
    ]


def mark(cover: Cover) -> str:
    """The mark on every row of a CSV file.

    A line of its own would stand where programmes expect the head or a row, and is lost as soon as somebody sorts or
    copies; a last column stays with each row, and the file is still a plain table.
    """
    return f"{cover.number} {cover.who} {cover.at:%Y-%m-%d}"


def unlike(before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> bool:
    """Whether the posts differ from those the export was asked with."""
    return sorted(map(tuple, before)) != sorted(map(tuple, now))


def note_of(wanted: Mapping[str, str]) -> dict[str, str]:
    """A filter as the access log may keep it: codes as they are, of what was typed only that something was."""
    return {name: "*" if name == "q" else value for name, value in wanted.items() if value}
