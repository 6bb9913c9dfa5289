"""A file that is missing, garbled or has other columns is named, and reading never raises."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.region.broken import Sheet, mistakes_of
from tests.region.conftest import JIUJIANG
from yihao.app.region import read_pack

FILES = sorted(path.name for path in JIUJIANG.iterdir() if path.suffix in (".csv", ".toml"))
WITHOUT = "simulation.toml"
"""A pack may do without it: then there is nothing to simulate."""
NEEDED = [file for file in FILES if file != WITHOUT]


def test_no_folder(tmp_path: Path) -> None:
    pack, (mistake,) = read_pack(tmp_path / "nowhere")
    assert pack is None
    assert mistake.reason == "没有这个区域包文件夹"


@pytest.mark.parametrize("file", NEEDED)
def test_missing_file(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (mistake,) = mistakes_of(folder)
    assert (mistake.file, mistake.row) == (file, 0)
    assert "缺少这个文件" in mistake.reason


@pytest.mark.parametrize("file", FILES)
def test_wrong_encoding(folder: Path, file: str) -> None:
    path = folder / file
    path.write_bytes(path.read_bytes() + "九江".encode("gb18030"))
    (mistake,) = mistakes_of(folder)
    assert mistake.file == file
    assert mistake.row > 0
    assert "UTF-8" in mistake.reason


@pytest.mark.parametrize("file", FILES)
def test_empty_file(folder: Path, file: str) -> None:
    (folder / file).write_bytes(b"")
    assert {m.file for m in mistakes_of(folder)} == {file}


@pytest.mark.parametrize("file", FILES)
def test_a_folder_in_place_of_a_file(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (folder / file).mkdir()
    assert {m.file for m in mistakes_of(folder)} == {file}


def test_missing_column(folder: Path, sheet: Callable[[str], Sheet]) -> None:
    table = sheet("limits.csv")
    table.rows[0][table.rows[0].index("basis")] = "依据"
    table.save()
    found = {(m.row, m.column, m.reason) for m in mistakes_of(folder)}
    assert found == {(1, "basis", "缺少这一列"), (1, "依据", "不认识这一列，请检查列名")}


def test_row_with_a_cell_too_many(folder: Path, sheet: Callable[[str], Sheet]) -> None:
    row = sheet("refusals.csv").append("a", "b", "c", "d", "e", "f", "true", "多出来的")
    (mistake,) = mistakes_of(folder)
    assert (mistake.file, mistake.row) == ("refusals.csv", row)
    assert "8 格" in mistake.reason


def test_open_quote(folder: Path) -> None:
    path = folder / "transfers.csv"
    path.write_text(path.read_text(encoding="utf-8") + '"没有合上的引号,,\n', encoding="utf-8")
    (mistake,) = mistakes_of(folder)
    assert mistake.file == "transfers.csv"
    assert "引号" in mistake.reason


def test_a_spreadsheets_own_ways_are_accepted(folder: Path) -> None:
    """A byte order mark, CRLF and empty rows at the end do no harm."""
    path = folder / "transfers.csv"
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n") + ",,,,\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_pack(folder)[1] == []


def test_an_empty_folder_names_every_file(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert {m.file for m in mistakes_of(empty)} == set(NEEDED)


def test_reading_twice_is_the_same(folder: Path) -> None:
    shutil.rmtree(folder / "none", ignore_errors=True)
    assert read_pack(folder) == read_pack(folder)
