"""A bulk that was killed goes on where it was; the number of orders is what was asked for, none of them twice."""

from tests.bulk.conftest import ORDERS, Bulk


def test_it_was_killed_in_the_middle(bulk: Bulk) -> None:
    assert "建立索引" not in bulk.first
    assert "接着上次的进度" in bulk.second
    assert "真实办理" not in bulk.second


def test_the_processes_that_wrote_for_it_end_with_it(bulk: Bulk) -> None:
    assert bulk.left == []


def test_as_many_as_were_asked_for(bulk: Bulk) -> None:
    assert bulk.value("SELECT count(*) FROM work_order") == ORDERS
    assert bulk.value("SELECT count(DISTINCT number) FROM work_order") == ORDERS
    assert bulk.value("SELECT count(*) FROM appeal WHERE number = ''") == 0


def test_what_is_done_stays_as_it_is(bulk: Bulk) -> None:
    before = bulk.value("SELECT position FROM feed_head")
    with bulk.start() as process:
        told = process.communicate(timeout=60)[0]
    assert (process.returncode, told) == (0, "")
    assert bulk.value("SELECT position FROM feed_head") == before
