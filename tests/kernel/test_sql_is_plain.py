"""Plain inserts and updates of explicit columns, and a lock that belongs to one session."""

import threading

import pytest

from tests.kernel.events import NOON
from tests.kernel.threads import Running, wait_for
from yihao.kernel import sql
from yihao.kernel.models import Cursor, RateBucket


@pytest.mark.django_db
def test_rows_go_in_and_are_changed_by_key() -> None:
    for key in ("a", "b"):
        sql.insert(RateBucket, key=key, count=1, until=NOON)
    sql.update(RateBucket, "a", count=5)
    assert sql.rows("SELECT key, count FROM rate_bucket ORDER BY key") == [
        {"key": "a", "count": 5},
        {"key": "b", "count": 1},
    ]
    assert sql.execute("DELETE FROM rate_bucket WHERE count < %(most)s", {"most": 9}) == 2
    assert sql.row("SELECT key FROM rate_bucket") is None


@pytest.mark.django_db
def test_changing_a_row_that_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError, match="feed_cursor: no row nobody"):
        sql.update(Cursor, "nobody", position=1)


@pytest.mark.django_db(transaction=True)
def test_an_advisory_lock_is_held_by_one_session_at_a_time() -> None:
    held, let_go = threading.Event(), threading.Event()

    def hold() -> bool:
        with sql.advisory_lock("leader") as got:
            held.set()
            wait_for(let_go)
            return got

    leader = Running(hold)
    wait_for(held)
    with sql.advisory_lock("leader") as second, sql.advisory_lock("another") as other:
        assert (second, other) == (False, True)
    with sql.advisory_lock("leader") as still:  # the one who did not get it has not freed it either
        assert still is False
    let_go.set()
    assert leader.result() is True
    with pytest.raises(KeyError), sql.advisory_lock("leader") as now:
        assert now is True
        raise KeyError
    with sql.advisory_lock("leader") as again:
        assert again is True
