"""Each number that no appeal carries is explained, or asks for an audit."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from yihao.kernel import sql
from yihao.kernel.ids import new_id
from yihao.kernel.numbers import Gap, draw, drawn_unused

REGION = "990201"
DAY = date(2026, 10, 8)
AT = datetime(2026, 10, 8, 1, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def wrote_down(*sequences: int, day: date = DAY) -> None:
    for sequence in sequences:
        sql.execute(
            "INSERT INTO number_draw (id, region, day, sequence, actor, drawn_at) VALUES (%s, %s, %s, %s, 'system', %s)",
            (new_id(), REGION, day, sequence, AT),
        )


def gaps(*used: int) -> list[Gap]:
    return list(drawn_unused({(REGION, DAY, n) for n in used}))


def test_when_all_are_used_there_is_no_gap() -> None:
    wrote_down(1, 2, 3)
    assert gaps(1, 2, 3) == []


def test_a_number_drawn_and_not_saved_is_explained() -> None:
    wrote_down(1, 2, 3)
    (gap,) = gaps(1, 3)
    assert (gap.day, gap.first, gap.last, gap.explained) == (DAY, 2, 2, True)
    assert gap.why == "2026-10-08T01:30:00+00:00 取号后保存未完成（操作人 system），该号作废"


def test_numbers_that_a_stopped_database_skipped_are_explained() -> None:
    wrote_down(1, 34)
    (gap,) = gaps(1, 34)
    assert (gap.first, gap.last, gap.explained) == (2, 33, True)
    assert "数据库中断时跳过" in gap.why


def test_more_than_a_database_can_skip_asks_for_an_audit() -> None:
    wrote_down(1, 36)
    (gap,) = gaps(1, 36)
    assert (gap.first, gap.last, gap.explained) == (2, 35, False)
    assert "须查明" in gap.why


def test_the_first_number_of_a_day_may_be_missing_too() -> None:
    wrote_down(3)
    assert [(gap.first, gap.last) for gap in gaps(3)] == [(1, 2)]


def test_each_day_counts_for_itself() -> None:
    wrote_down(1, 2)
    wrote_down(1, day=date(2026, 10, 9))
    used = {(REGION, DAY, 1), (REGION, DAY, 2), (REGION, date(2026, 10, 9), 1)}
    assert list(drawn_unused(used)) == []


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_a_draw_is_found_at_once_without_the_caller_saving_anything() -> None:
    draw(region="990202", zone=ZoneInfo("Asia/Shanghai"), at=AT, actor="system")
    assert [(gap.first, gap.explained) for gap in drawn_unused(set())] == [(1, True)]
