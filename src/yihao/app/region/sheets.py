"""A pack's files as text, rows and cells: what is wrong with their form becomes a `Mistake`, never an error.

A getter that finds a bad cell notes the mistake and returns a stand-in; nothing is built from a file with mistakes.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from .values import Mistake

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """The rows of one file with their row numbers."""

    file: str
    items: tuple[tuple[int, T], ...]

    def __iter__(self) -> Iterator[tuple[int, T]]:
        return iter(self.items)

    def values(self) -> tuple[T, ...]:
        """The rows without their numbers."""
        return tuple(item for _, item in self.items)

    def mistake(self, row: int, column: str, reason: str) -> Mistake:
        """A mistake in this file."""
        return Mistake(self.file, row, column, reason)


@dataclass(slots=True)
class Line:
    """One row of a CSV file, read cell by cell."""

    file: str
    row: int
    cells: dict[str, str]
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, column: str, reason: str) -> None:
        """Note a mistake in this row."""
        self.mistakes.append(Mistake(self.file, self.row, column, reason))

    def optional(self, column: str) -> str:
        """The cell, possibly empty."""
        return self.cells[column]

    def text(self, column: str) -> str:
        """The cell, which must not be empty."""
        if not self.cells[column]:
            self.wrong(column, "不能为空")
        return self.cells[column]

    def many(self, column: str) -> tuple[str, ...]:
        """Values separated by `|`."""
        parts = tuple(part.strip() for part in self.cells[column].split("|")) if self.cells[column] else ()
        if not all(parts):
            self.wrong(column, "竖线之间有空值，请删去多余的竖线")
        elif len(set(parts)) < len(parts):
            self.wrong(column, "同一个值写了两次，请删去一个")
        return parts

    def flag(self, column: str) -> bool:
        """`true` or `false`."""
        if self.cells[column] not in ("true", "false"):
            self.wrong(column, f"“{self.cells[column]}”应写成 true 或 false")
        return self.cells[column] == "true"

    def number(self, column: str, least: int, most: int) -> int:
        """A whole number within bounds."""
        cell = self.cells[column]
        if not _INTEGER.fullmatch(cell) or not least <= int(cell) <= most:
            self.wrong(column, f"“{cell}”应是 {least} 到 {most} 的整数")
            return least
        return int(cell)

    def choice(self, column: str, kind: type[E]) -> E:
        """One of the values of an enum."""
        try:
            return kind(self.cells[column])
        except ValueError:
            self.wrong(column, f"“{self.cells[column]}”不在可选值 {'、'.join(kind)} 之中")
            return next(iter(kind))

    def day(self, column: str) -> date | None:
        """An ISO date, or nothing."""
        cell = self.cells[column]
        if not cell:
            return None
        try:
            if not _DATE.fullmatch(cell):
                raise ValueError
            return date.fromisoformat(cell)
        except ValueError:
            self.wrong(column, f"日期“{cell}”应写成 2021-11-01 的样子，且确有这一天")
            return None

    def period(self) -> tuple[date | None, date | None]:
        """`valid_from` and `valid_to`, in order."""
        start, end = self.day("valid_from"), self.day("valid_to")
        if start and end and start >= end:
            self.wrong("valid_to", "停用日期应晚于启用日期")
        return start, end


def read_text(folder: Path, file: str, mistakes: list[Mistake]) -> str | None:
    """The text of a file, or None with a mistake noted."""
    try:
        return (folder / file).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        mistakes.append(Mistake(file, 0, "", "缺少这个文件，请从样例区域包复制表头后填写"))
    except OSError as error:
        mistakes.append(Mistake(file, 0, "", f"文件读不出来：{error.strerror}"))
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        mistakes.append(Mistake(file, row, "", "不是 UTF-8 编码，请在表格软件中另存为“CSV UTF-8”"))
    return None


def read_rows(
    folder: Path, file: str, columns: tuple[str, ...], build: Callable[[Line], T], mistakes: list[Mistake]
) -> Rows[T]:
    """Read a CSV file with exactly these columns, in any order; bad rows are left out and their mistakes noted."""
    text = read_text(folder, file, mistakes)
    records = _records(text, file, mistakes) if text is not None else []
    if not records:
        if text is not None:
            mistakes.append(Mistake(file, 1, "", f"缺少表头，应为 {','.join(columns)}"))
        return Rows(file, ())
    header = [name.strip() for name in records[0]]
    wrong = _header_mistakes(file, header, columns)
    mistakes.extend(wrong)
    if wrong:
        return Rows(file, ())
    return Rows(file, tuple(_build_all(file, header, records[1:], build, mistakes)))


def _records(text: str, file: str, mistakes: list[Mistake]) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), strict=True):
            records.append(record)
    except csv.Error:
        mistakes.append(Mistake(file, len(records) + 1, "", "这一行读不下去，请检查引号是否成对、有无特殊字符"))
        return records[:1]
    return records


def _header_mistakes(file: str, header: list[str], columns: tuple[str, ...]) -> list[Mistake]:
    missing = [Mistake(file, 1, name, "缺少这一列") for name in columns if name not in header]
    unknown = [Mistake(file, 1, name, "不认识这一列，请检查列名") for name in header if name not in columns]
    doubled = [Mistake(file, 1, name, "这一列出现了两次") for name in columns if header.count(name) > 1]
    return missing + unknown + doubled


def _build_all(
    file: str, header: list[str], records: list[list[str]], build: Callable[[Line], T], mistakes: list[Mistake]
) -> Iterator[tuple[int, T]]:
    for row, record in enumerate(records, start=2):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != len(header):
            mistakes.append(Mistake(file, row, "", f"这一行有 {len(record)} 格，表头有 {len(header)} 格"))
            continue
        line = Line(file, row, {name: cell.strip() for name, cell in zip(header, record, strict=True)})
        item = build(line)
        mistakes.extend(line.mistakes)
        if not line.mistakes:
            yield row, item


def doubles(rows: Rows[T], column: str, key: Callable[[T], str]) -> Iterator[Mistake]:
    """Every row whose key an earlier row has."""
    first: dict[str, int] = {}
    for row, item in rows:
        value = key(item)
        if value in first:
            yield rows.mistake(row, column, f"“{value}”与第 {first[value]} 行重复")
        else:
            first[value] = row


def unknown(
    rows: Rows[T], column: str, values: Callable[[T], Iterable[str]], known: Iterable[str], where: str
) -> Iterator[Mistake]:
    """Every value that is not among the known ones."""
    known = frozenset(known)
    for row, item in rows:
        for value in values(item):
            if value and value not in known:
                yield rows.mistake(row, column, f"{where}里没有“{value}”")


def cycles(rows: Rows[T], column: str, key: Callable[[T], str], parent: Callable[[T], str]) -> Iterator[Mistake]:
    """Every row from which the way up comes back to it."""
    above = {key(item): parent(item) for _, item in rows}
    for row, item in rows:
        seen, code = {key(item)}, parent(item)
        while code in above and code not in seen:
            seen.add(code)
            code = above[code]
        if code == key(item):
            yield rows.mistake(row, column, f"“{code}”沿这一列往上又回到自己，请改正")
