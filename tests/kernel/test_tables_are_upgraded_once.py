"""Tables are changed by one process at a time, and people who work are not held up by it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, connections, transaction

from yihao.kernel import schema, sql


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_a_second_upgrade_waits_for_the_first() -> None:
    inside, go_on, order = Event(), Event(), []

    def upgrade(name: str, wait: bool) -> None:
        try:
            with schema.alone():
                inside.set()
                assert not wait or go_on.wait(20)
                order.append(name)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        first = both.submit(upgrade, "first", True)
        assert inside.wait(20)
        second = both.submit(upgrade, "second", False)
        waiting = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while sql.rows(waiting)[0]["n"] == 0:
            assert not second.done() and not order
        go_on.set()
        first.result(20)
        second.result(20)
    assert order == ["first", "second"]


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_a_migration_that_has_to_wait_gives_way_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def migrate(*_: object, **__: object) -> None:
        tried.append(1)
        if len(tried) == 2:
            release.set()
            holding.result(20)
        with transaction.atomic():
            sql.execute("LOCK TABLE feed_cursor IN ACCESS EXCLUSIVE MODE")

    def hold() -> None:
        try:
            with connections["side"].cursor() as cursor:
                cursor.execute("BEGIN; LOCK TABLE feed_cursor IN ACCESS SHARE MODE")
                held.set()
                assert release.wait(20)
                cursor.execute("COMMIT")
        finally:
            connections.close_all()

    held, release = Event(), Event()
    monkeypatch.setattr(schema, "call_command", migrate)
    monkeypatch.setattr(schema, "PATIENCE", "200ms")
    with ThreadPoolExecutor(1) as other:
        holding = other.submit(hold)
        assert held.wait(20)
        schema.upgrade()
    assert len(tried) == 2
    assert sql.rows("SHOW lock_timeout") == [{"lock_timeout": "0"}]


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_other_faults_are_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def broken(*_: object, **__: object) -> None:
        tried.append(1)
        raise OperationalError("disk")

    monkeypatch.setattr(schema, "call_command", broken)
    with pytest.raises(OperationalError):
        schema.upgrade()
    assert len(tried) == 1
