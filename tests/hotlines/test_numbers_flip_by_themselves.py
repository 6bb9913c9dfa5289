"""The flip at a period's beginning (领域档案 A3, 10 scenario 1): by itself, once, on the day, in the ledger."""

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.kernel.threads import at_once
from yihao.hotlines.jobs import flip_due
from yihao.hotlines.models import HotlinePeriod
from yihao.kernel import sql
from yihao.kernel.clock import clock_at

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "side"])


def flips(number: str) -> list[dict[str, Any]]:
    found = sql.rows(
        "SELECT occurred_at, recorded_at, actor, payload FROM event WHERE kind = 'hotline.flipped' ORDER BY occurred_at"
    )
    found = [f | {"payload": json.loads(f["payload"])} for f in found]
    return [f for f in found if f["payload"]["number"] == number]


def beijing(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2021) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_on_the_day_and_not_before(region: str) -> None:
    with clock_at(beijing(12, 25, 23, 59)):
        flip_due()
    assert [f["payload"]["after"] for f in flips("12318")] == ["transition"]
    with clock_at(beijing(12, 26, 0, 0)):
        assert flip_due() == 19  # the other full merges of the first phase, together
    [_, second] = flips("12318")
    assert second["payload"] == {"number": "12318", "before": "transition", "after": "landed", "day": "2021-12-26"}
    assert second["occurred_at"] == beijing(12, 26)
    assert second["actor"] == "system"


def test_once(region: str) -> None:
    with clock_at(beijing(12, 26, 8)):
        assert flip_due() > 0
        assert flip_due() == 0
    assert not HotlinePeriod.objects.filter(flipped_at=None, valid_from__lte=date(2021, 12, 26)).exists()


def test_a_worker_that_was_away_notes_the_day_it_happened(region: str) -> None:
    with clock_at(datetime(2026, 3, 1, tzinfo=UTC)):
        flip_due()
    found = flips("8225849")
    assert [f["occurred_at"] for f in found] == [beijing(11, 25), beijing(12, 26)]
    assert found[-1]["payload"]["after"] == "released"
    assert found[-1]["recorded_at"] == datetime(2026, 3, 1, tzinfo=UTC)


@COMMITTED
def test_many_workers_at_once_note_it_once(region: str) -> None:
    def work() -> int:
        with clock_at(beijing(12, 26, 0, 1)):
            return flip_due()

    counts = at_once(*[work] * 4)
    due = HotlinePeriod.objects.filter(valid_from__lte=date(2021, 12, 26)).count()
    assert sum(counts) == due  # type: ignore[arg-type]
    assert len(sql.rows("SELECT 1 FROM event WHERE kind = 'hotline.flipped'")) == due
