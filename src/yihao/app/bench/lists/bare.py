"""The bare minimum of a list: the same fifty rows of a million by psycopg in one statement, one index, nothing opened."""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.rows import dict_row

_NEWEST = """
SELECT o.id, o.number, o.state, o.submitted_at, o.class_code, o.area_code, o.lead_unit_id, a.title
FROM work_order o JOIN appeal a ON a.id = o.appeal_id
WHERE o.region = (SELECT code FROM region LIMIT 1) ORDER BY o.id DESC LIMIT 51
"""
_TIMES = 200


def measure(database_url: str, say: Callable[[str], None]) -> dict[str, Any]:
    """CPU of the client and wall milliseconds (which hold the server's) of a page."""
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection:
        for _ in range(10):
            connection.execute(_NEWEST).fetchall()
        began, own = time.perf_counter(), time.process_time()
        for _ in range(_TIMES):
            connection.execute(_NEWEST).fetchall()
        wall, own = time.perf_counter() - began, time.process_time() - own
    found = {"ms": round(wall * 1000 / _TIMES, 2), "client_cpu_ms": round(own * 1000 / _TIMES, 2)}
    say(f"同样一页直接由数据库读出（不解密、不看权限）：{found['ms']} 毫秒")
    return found
