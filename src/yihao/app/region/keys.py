"""A TOML file of a pack, read key by key: what is wrong becomes a `Mistake`, never an error."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from .sheets import read_text
from .values import Mistake, Window

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(slots=True)
class Keys:
    """A table of a TOML file, read key by key; `path` is its place in the file."""

    file: str
    table: Mapping[str, Any]
    mistakes: list[Mistake]
    path: str = ""

    def wrong(self, key: str, reason: str) -> None:
        """Note a mistake at a key."""
        self.mistakes.append(Mistake(self.file, 0, f"{self.path}{key}", reason))

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.wrong(key, "缺少这一项" if key not in self.table else "应是不为空的文字")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.table.get(key)
        if isinstance(value, list) and value and all(isinstance(item, str) and item.strip() for item in value):
            return tuple(value)
        self.wrong(key, "应是一组不为空的文字")
        return ()

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self.table.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(key, f"应是 {least} 到 {most} 的整数")
        return least

    def fraction(self, key: str) -> float:
        """A number above 0 and below 1."""
        value = self.table.get(key)
        if isinstance(value, float) and 0 < value < 1:
            return value
        self.wrong(key, "应是 0 到 1 之间的小数")
        return 0.5

    def day(self, key: str) -> date | None:
        """A date, or nothing."""
        value = self.table.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            self.wrong(key, "日期应写成 2021-11-01 的样子，不加引号")
            return None
        return value

    def window(self, key: str) -> Window:
        """Two times of day, as ["08:30", "12:00"]."""
        value = self.table.get(key)
        if isinstance(value, list) and len(value) == 2 and all(is_clock(part) for part in value):
            if value[0] < value[1]:
                return Window(start=time.fromisoformat(value[0]), end=time.fromisoformat(value[1]))
            self.wrong(key, "结束时间应晚于开始时间")
        else:
            self.wrong(key, '时段应写成 ["08:30", "12:00"] 的样子')
        return Window(start=time(0), end=time(0))

    def inner(self, key: str) -> "Keys":
        """A table inside this one."""
        value = self.table.get(key)
        if not isinstance(value, dict):
            self.wrong(key, f"缺少 [{self.path}{key}] 一节")
            value = {}
        return Keys(self.file, value, self.mistakes, f"{self.path}{key}.")

    def list_of(self, key: str) -> Iterator["Keys"]:
        """The tables of a list, as [[names]]."""
        value = self.table.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.wrong(key, f"缺少 [[{self.path}{key}]]")
            return
        for number, item in enumerate(value, start=1):
            yield Keys(self.file, item, self.mistakes, f"{self.path}{key}[{number}].")

    def only(self, *known: str) -> None:
        """Note every key beside the known ones: most often a slip of the pen."""
        for key in self.table:
            if key not in known:
                self.wrong(key, "不认识这一项，请检查写法")


def is_clock(value: object) -> bool:
    """Whether a value is a time of day as 08:30."""
    return isinstance(value, str) and _CLOCK.fullmatch(value) is not None


def read_keys(folder: Path, file: str, mistakes: list[Mistake]) -> Keys | None:
    """Read a TOML file, or None with a mistake noted."""
    text = read_text(folder, file, mistakes)
    if text is None:
        return None
    try:
        return Keys(file, tomllib.loads(text.replace("\r\n", "\n")), mistakes)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        row = int(found[1]) if found else text.count("\n") + 1
        mistakes.append(Mistake(file, row, "", "这一行不合 TOML 格式，请检查引号、等号和括号"))
        return None
