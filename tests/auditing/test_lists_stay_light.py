"""Over a full ledger every list is read by an index, whatever it is narrowed by; proven by the plan."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.orders.builders import ROLLED_BACK, City, submitted
from yihao.auditing.queries import ledger, looks
from yihao.kernel import sql

pytestmark = ROLLED_BACK
_EVENTS = """
INSERT INTO event SELECT gen_random_uuid(), '360400', (ARRAY['order.closed', 'assignment.signed', 'clock.red'])[1 + n %% 3],
  'order', gen_random_uuid(), gen_random_uuid(), CASE n %% 3 WHEN 0 THEN 'system' ELSE (%s::uuid[])[1 + n %% 3]::text END,
  (%s::uuid[])[1 + n %% 2], (ARRAY['desk', 'system', 'admin'])[1 + n %% 3], at, at, 1, '{}'
FROM (SELECT n, timestamptz '2026-03-01' + n * interval '1 minute' AS at FROM generate_series(1, 12000) n) g
"""
_LOOKS = """
INSERT INTO access_log SELECT gen_random_uuid(), '360400', (%s::uuid[])[1 + n %% 3], (%s::uuid[])[1 + n %% 2],
  (ARRAY['open', 'reveal', 'play'])[1 + n %% 3], 'order', gen_random_uuid(), '', '', '10.0.0.1', at, '{}'
FROM (SELECT n, timestamptz '2026-03-01' + n * interval '1 minute' AS at FROM generate_series(1, 12000) n) g
"""


@pytest.fixture
def filled(city: City) -> City:
    submitted(city)
    people = [city.clerk.account_id, city.agent.account_id, city.dispatcher.account_id]
    units = [city.unit("JJ-ZX").id, city.unit("JJ-360402").id]
    sql.execute(_EVENTS, (people, units))
    sql.execute(_LOOKS, (people, units))
    sql.execute("ANALYZE event, access_log")
    return city


def scanned(asked: CaptureQueriesContext, table: str) -> str:
    """The plan of the question that would read the whole full partition; the other months are empty."""
    plans = (sql.rows(f"EXPLAIN {q['sql']}") for q in asked.captured_queries if f"FROM {table} " in q["sql"])
    told = ["\n".join(str(r) for r in plan) for plan in plans]
    assert told
    return "\n".join(plan for plan in told if f"Seq Scan on {table}_rest" in plan)


def number(city: City) -> str:
    found = sql.row("SELECT number FROM appeal WHERE number <> ''")
    assert found
    return str(found["number"])


def test_the_ledger_by_any_field(filled: City) -> None:
    person, unit = str(filled.clerk.account_id), str(filled.unit("JJ-ZX").id)
    for wanted in (
        {}, {"kind": "order.closed"}, {"actor": person}, {"actor": "system"}, {"unit": unit}, {"channel": "admin"},
        {"number": number(filled)}, {"since": "2026-03-05", "until": "2026-03-06", "kind": "clock.red"},
        {"actor": person, "unit": unit},
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            found = ledger.page(filled.auditor, ledger.Wanted(**wanted))
            ledger.page(filled.auditor, ledger.Wanted(**wanted), found["next"])
        assert len(asked) <= 10, wanted
        assert not scanned(asked, "event"), wanted


def test_the_access_log_by_any_field(filled: City) -> None:
    person, unit = str(filled.clerk.account_id), str(filled.unit("JJ-ZX").id)
    for wanted in (
        {}, {"action": "play"}, {"account": person}, {"unit": unit}, {"number": number(filled)},
        {"since": "2026-03-05", "until": "2026-03-06"},
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            looks.page(filled.auditor, looks.Wanted(**wanted))
        assert not scanned(asked, "access_log"), wanted


def test_one_event_is_found_among_many(filled: City) -> None:
    one = ledger.page(filled.auditor, ledger.Wanted())["rows"][0]
    with CaptureQueriesContext(connection) as asked:
        ledger.event(filled.auditor, UUID(str(one["id"])))
    assert not scanned(asked, "event")
