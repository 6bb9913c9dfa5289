"""The bare minimum of an export: the same number of rows and columns, ready-made texts, by psycopg straight into a workbook.

No keys, no names for codes, no masks, no parts to go on from, no rights: a cursor of the server and XlsxWriter. Run as a
process of its own: `bare DATABASE_URL FILE`; prints its peak memory in MB and its CPU seconds.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import xlsxwriter

from yihao.app.bench.memory import peak_mb

TEXT = (
    "来电人反映，工地在夜里十一点以后仍在施工，机器声很大，影响老人和孩子休息，与现场负责人沟通没有结果。希望尽快派人到现场核查处理，"
    "并回复办理结果。联系电话138****0001。"
)
REPLY = "您好，您反映的问题已收悉。经现场核实情况属实，已责令责任单位立即整改并安排专人巡查，后续如有问题请随时反映。"
COLUMNS = f"""number, '投诉', '城乡建设->施工管理->夜间施工', '', '夜间施工噪音扰民', '{TEXT}', '待回访', '周*', '138****0001',
 '濂溪区', '十里街道', '已解决', '{REPLY}', '电话', submitted_at, '', '', '', '转办', '', '长虹大道锦绣华庭小区***'"""


@contextmanager
def prepared(database_url: str, orders: int) -> Iterator[None]:
    """A table with what the workbook holds, while the block runs."""
    names = ", ".join(f"c{n}" for n in range(21))
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bare")  # of a run that was killed
        text = f"CREATE TABLE bare ({names}) AS SELECT {COLUMNS} FROM work_order ORDER BY id DESC LIMIT {orders}"
        connection.execute(text.encode())
        try:
            yield
        finally:
            connection.execute("DROP TABLE bare")


def main() -> None:
    """Read and write."""
    book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    with psycopg.connect(sys.argv[1]) as connection, connection.cursor("bare") as cursor:
        cursor.itersize = 2000
        cursor.execute("SELECT * FROM bare")
        for n, row in enumerate(cursor):
            for c, value in enumerate(row):
                if c == 14:
                    sheet.write_datetime(n, c, value.replace(tzinfo=None), instant)
                elif value:
                    sheet.write_string(n, c, value)
    book.close()
    print(peak_mb("self"), time.process_time())


if __name__ == "__main__":
    main()
