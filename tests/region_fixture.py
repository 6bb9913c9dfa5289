"""The ground of every database test: the schema, Jiujiang's region pack in force, and an empty ledger.

The pack is loaded once, when the session's database is made, and the rows it brought are copied into the schema `kept`.
Most tests run in a transaction that is rolled back. A test with `@pytest.mark.django_db(transaction=True)` commits, so
Django empties its tables afterwards (and sends `post_migrate`, as it does after every flush): at that moment the rows
are put back from the copy, and the tables that Django does not manage (ledger, access log) are emptied too. So every
test of either sort begins with the same rows; `serialized_rollback` is not needed and must not be used.

Drawing an order's number needs the second connection too: `@pytest.mark.django_db(databases=["default", "side"])`. In a
test that is rolled back, what was written on `side` is not seen on `default`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.db.models.signals import post_migrate
from pytest_django import DjangoDbBlocker

import yihao
from yihao.app.region.load import load_pack
from yihao.catalogue import queries as catalogue
from yihao.kernel.head import head_path
from yihao.kernel.snapshot import forget

JIUJIANG = Path(yihao.__file__).parent / "regions" / "jiujiang"
_MADE_BY_DJANGO = {"django_content_type", "auth_permission"}
_EMPTY_LEDGER = """
TRUNCATE event, event_pending, feed, access_log, call_step, presence;
DELETE FROM feed_head;
INSERT INTO feed_head (position, seal) VALUES (0, decode(repeat('00', 32), 'hex'));
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's database of the session, with the region pack in it."""
    with django_db_blocker.unblock():
        load_pack(JIUJIANG)
        _keep()
        forget()
    kernel = apps.get_app_config("kernel")
    post_migrate.connect(_put_back, sender=kernel)
    yield
    post_migrate.disconnect(_put_back, sender=kernel)
    with django_db_blocker.unblock():
        connections["side"].close()  # or the database could not be dropped


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What a process keeps of the tables must not outlive the rows of a test; nor the head outside the database."""
    _forget_all()
    yield
    _forget_all()
    head_path().unlink(missing_ok=True)


@pytest.fixture
def region(db: None) -> str:
    """The code of the region whose pack is in force: Jiujiang, 360400."""
    return "360400"


def _forget_all() -> None:
    forget()
    catalogue._calendar.cache_clear()  # by version numbers, which a rolled-back test gives out again


@transaction.atomic
def _keep() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_LEDGER)
        cursor.execute("CREATE SCHEMA kept")
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if table not in _MADE_BY_DJANGO and cursor.fetchone() == (True,):
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')


def _put_back(**_: Any) -> None:
    """After a flush. (`migrate` sends the same signal, with everything in place.)"""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM region)")
        if cursor.fetchone() == (True,):
            return
        cursor.execute(_EMPTY_LEDGER)
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'kept'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM kept."{table}"')
    _forget_all()
