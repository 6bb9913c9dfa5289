"""`exports.toml` of a pack: how long files are kept, how many rows, what for, which columns under which names."""

from pathlib import Path

from yihao.orders.exports.values import CODES, Column, ColumnSet, Purpose, Settings

from .keys import Keys, read_keys
from .values import Mistake

FILE = "exports.toml"


def read_exports(folder: Path, mistakes: list[Mistake]) -> Settings | None:
    """Read the file, or None with the mistakes noted."""
    keys = read_keys(folder, FILE, mistakes)
    if keys is None:
        return None
    keys.only("limits", "purposes", "sets")
    limits = keys.inner("limits")
    limits.only("keep_days", "most_rows", "most_open")
    purposes = tuple(_purpose(item) for item in keys.list_of("purposes"))
    sets = tuple(_set(item) for item in keys.list_of("sets"))
    _once(keys, "purposes", [p.code for p in purposes])
    _once(keys, "sets", [s.key for s in sets])
    return Settings(
        keep_days=limits.whole("keep_days", 1, 90),
        most_rows=limits.whole("most_rows", 1000, 5_000_000),
        most_open=limits.whole("most_open", 1, 10),
        sets=sets,
        purposes=purposes,
    )


def _purpose(keys: Keys) -> Purpose:
    keys.only("code", "name", "explain")
    explain = keys.table.get("explain")
    if not isinstance(explain, bool):
        keys.wrong("explain", "应是 true 或 false")
    return Purpose(code=_code(keys, "code"), name=keys.text("name"), explain=explain is True)


def _set(keys: Keys) -> ColumnSet:
    keys.only("key", "name", "columns")
    pairs = keys.table.get("columns")
    if not isinstance(pairs, list) or not pairs or not all(_is_pair(p) for p in pairs):
        keys.wrong("columns", '列应写成 [["number", "工单编号"], …] 的样子')
        pairs = []
    for code, _ in pairs:
        if code not in CODES:
            keys.wrong("columns", f"没有“{code}”这一列，可用：{'、'.join(CODES)}")
    _once(keys, "columns", [name for _, name in pairs])
    return ColumnSet(_code(keys, "key"), keys.text("name"), tuple(Column(code, name) for code, name in pairs))


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) and p.strip() for p in pair)


def _code(keys: Keys, key: str) -> str:
    code = keys.text(key)
    if code and not (code.isascii() and code.replace("_", "").isalnum() and len(code) <= 30):
        keys.wrong(key, "应是 30 个以内的字母、数字和下划线")
    return code


def _once(keys: Keys, key: str, found: list[str]) -> None:
    for twice in sorted({one for one in found if found.count(one) > 1}):
        keys.wrong(key, f"“{twice}”写了两次")
