"""Code and tables of different age: nothing starts on tables that are not its own, and what runs already goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.app.support import Town, file_order


@contextmanager
def newer_tables(town: Town) -> Iterator[None]:
    """As after an upgrade by a newer version: one more migration, which only adds (docs/operations.md)."""
    town.rows("ALTER TABLE appeal ADD COLUMN of_tomorrow integer NOT NULL DEFAULT 0")
    town.rows("INSERT INTO django_migrations (app, name, applied) VALUES ('orders', '9999_of_tomorrow', now())")
    try:
        yield
    finally:
        town.rows("DELETE FROM django_migrations WHERE name = '9999_of_tomorrow'")
        town.rows("ALTER TABLE appeal DROP COLUMN of_tomorrow")


@pytest.mark.parametrize("command", [("web", "--port", "1"), ("worker",), ("switchboard",), ("db", "upgrade")])
def test_old_code_does_not_start_on_newer_tables(town: Town, command: tuple[str, ...]) -> None:
    with newer_tables(town):
        told = town.command(*command)
    assert told.returncode == 1
    assert "比本程序新" in told.stderr and "orders.9999_of_tomorrow" in told.stderr
    assert "Traceback" not in told.stderr


def test_what_runs_already_goes_on_beside_newer_tables(town: Town) -> None:
    web, worker = town.web, town.worker
    file_order(town)
    with newer_tables(town):
        before = town.value("SELECT count(*) FROM work_order")
        file_order(town)
        town.sequenced()
        assert town.value("SELECT count(*) FROM work_order") == before + 1
        assert "比本程序新" in town.command("db", "check").stdout
    assert web.runs and worker.runs
    file_order(town)


def test_new_code_does_not_start_on_older_tables(town: Town) -> None:
    last = town.rows("SELECT app, name, applied FROM django_migrations WHERE app = 'centre' ORDER BY id DESC LIMIT 1")[
        0
    ]
    town.rows("DELETE FROM django_migrations WHERE app = %s AND name = %s", last["app"], last["name"])
    try:
        told = town.command("worker")
        assert told.returncode == 1
        assert "比本程序旧" in told.stderr and "yihao db upgrade" in told.stderr and last["name"] in told.stderr
    finally:
        town.rows("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", *last.values())
