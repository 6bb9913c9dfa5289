"""Writes the file: rows come in one after the other, memory stays flat however many there are."""

import csv
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from yihao.orders.exports.rules import cell, defused, is_formula, mark
from yihao.orders.exports.values import TIMES, ColumnSet, Cover

Row = Sequence[str]
_WIDTHS = {"title": 36, "content": 60, "reply": 60, "class_path": 32, "address": 28, "number": 22, "phone": 16}
_WIDTH = 14
_TIME_WIDTH = 17


def write_csv(path: Path, *, columns: ColumnSet, cover: Cover, rows: Iterator[Row]) -> None:
    """UTF-8 with a mark at its beginning, without which Excel takes Chinese for something else; the last column says
    whose file it is (`rules.mark`)."""
    own = mark(cover)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8-sig", newline=""
    ) as f:
        out = csv.writer(f)
        out.writerow([*(c.name for c in columns.columns), "导出标记"])
        for row in rows:
            out.writerow([*(defused(text) for text in row), own])


def write_xlsx(
    path: Path, *, columns: ColumnSet, cover: Cover, lines: Sequence[tuple[str, str]], rows: Iterator[Row]
) -> None:
    """A cover sheet and the orders. Texts are written as texts, never as formulas, and stay so when a cell is edited.

    `constant_memory` keeps one row in memory; its scratch files lie beside `path`, in the job's own folder.
    """
    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.use_zip64()  # only in a file beyond 4 GB does it make a difference
    _cover(book, cover, lines)
    _orders(book, columns, cover, rows)
    try:
        book.close()
    except FileCreateError as wrapped:  # the library's wrapping of what the disk said
        raise wrapped.args[0] from None


def _cover(book: xlsxwriter.Workbook, cover: Cover, lines: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("导出说明")
    title, label = (
        book.add_format({"bold": True, "font_size": 14}),
        book.add_format({"font_color": "#5b6675", "valign": "top"}),
    )
    plain = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 80)
    sheet.write_string(0, 0, "工单导出说明", title)
    for n, (name, text) in enumerate(lines, start=2):
        sheet.write_string(n, 0, name, label)
        sheet.write_string(n, 1, cell(text), plain)
    book.set_properties({"title": "工单导出", "author": cover.who, "comments": mark(cover)})


def _orders(book: xlsxwriter.Workbook, columns: ColumnSet, cover: Cover, rows: Iterator[Row]) -> None:
    sheet = book.add_worksheet("工单")
    head = book.add_format({"bold": True, "bg_color": "#e4e8ee", "border": 1, "border_color": "#c9d0d9"})
    text, time = book.add_format({"quote_prefix": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    times = [c.code in TIMES for c in columns.columns]
    for n, column in enumerate(columns.columns):
        sheet.set_column(n, n, _TIME_WIDTH if times[n] else _WIDTHS.get(column.code, _WIDTH))
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_footer(f"&L{mark(cover).replace('&', '&&')[:200]}&R&P / &N")
    sheet.repeat_rows(0)
    for n, column in enumerate(columns.columns):
        sheet.write_string(0, n, column.name, head)
    for r, row in enumerate(rows, start=1):
        for n, value in enumerate(row):
            if not value:
                continue
            if times[n]:
                sheet.write_datetime(r, n, datetime.fromisoformat(value), time)
            elif is_formula(value):
                sheet.write_string(r, n, cell(value), text)
            else:
                sheet.write_string(r, n, cell(value))
