"""The town that these tests share: made once a session; each test finds a web process and a worker running."""

import logging
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tests.app.disks import Disk, small_disk
from tests.app.standby import Standby
from tests.app.support import PASSWORD, Town, own_address
from tests.database import temporary_folder
from yihao.kernel.ids import new_id
from yihao.kernel.postgres import EmbeddedPostgres
from yihao.kernel.postgres.place import programs_of_wheel
from yihao.organisation.values import Role

logging.getLogger("httpx").setLevel(logging.WARNING)
_UNTOUCHED = "TRUNCATE number_draw, rate_bucket, idempotency_key, message, message_attempt CASCADE"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever lives in the town reaches the database. (Django's mark makes the session's database, which is copied.)"""
    for item in items:
        if {"town", "wild_town", "cramped_town", "replicated_town", "town_apart"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker("django_db")
            item.add_marker("database")


@pytest.fixture
def town(_founded: Town) -> Town:
    """The town, with everything running. What others left in it does not matter to a test."""
    _founded.see_that_all_runs()
    return _founded


@pytest.fixture(scope="session")
def _founded(_ground: str, data_folder: Path) -> Iterator[Town]:
    with _found("town", _ground, data_folder) as town:
        yield town


@pytest.fixture(scope="module")
def wild_town(_ground: str, data_folder: Path) -> Iterator[Town]:
    """A town of a module's own, in which anything may be done; only its web process runs."""
    with _found("wild", _ground, data_folder) as town:
        town.start_web()
        yield town


@pytest.fixture(scope="session")
def _ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The session's database, where schema and region are."""
    with django_db_blocker.unblock():
        connections.close_all()
        return str(connection.settings_dict["NAME"])


@pytest.fixture
def town_apart(_ground: str, data_folder: Path) -> Iterator[tuple[Town, EmbeddedPostgres]]:
    """A town on a database server that a test may kill. It keeps what it has answered, unlike the session's."""
    with _apart(_ground, data_folder, EmbeddedPostgres(temporary_folder(), print, {"shared_buffers": "64MB"})) as both:
        yield both


@pytest.fixture
def cramped_town(_ground: str, data_folder: Path) -> Iterator[tuple[Town, Disk, Disk]]:
    """A town with a small disk for its files and a small one for its database, which can be filled."""
    with small_disk(48) as files, small_disk(224) as database:
        options = {"min_wal_size": "48MB", "max_wal_size": "64MB", "shared_buffers": "64MB"}
        server = EmbeddedPostgres(database.folder / "pg", print, options)
        with _apart(_ground, data_folder, server, files.folder, YIHAO_DISK_RESERVE_MEGABYTES="0") as (town, _):
            yield town, files, database


@pytest.fixture(scope="module")
def replicated_town(_ground: str, data_folder: Path) -> Iterator[tuple[Town, Standby]]:
    """A town whose database has a hot standby, from which its web process reads lists."""
    server = EmbeddedPostgres(temporary_folder(), print, {"shared_buffers": "64MB"})
    with _apart(_ground, data_folder, server, starts=False) as (town, _):
        standby = Standby(town.database_url, temporary_folder())
        try:
            town.environment["YIHAO_REPLICA_URL"] = standby.url
            town.start_web()
            yield town, standby
        finally:
            standby.end()


@contextmanager
def _apart(
    ground: str,
    data_folder: Path,
    server: EmbeddedPostgres,
    within: Path | None = None,
    *,
    starts: bool = True,
    **environment: str,
) -> Iterator[tuple[Town, EmbeddedPostgres]]:
    url, programs = server.start(), programs_of_wheel()
    command = [programs / "pg_dump", "-Fc", "-N", "kept", own_address(os.environ["DATABASE_URL"], ground)]
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE) as dump:
            subprocess.run([programs / "pg_restore", "--no-owner", "-d", url], stdin=dump.stdout, check=True)
        assert dump.returncode == 0
        with _housed(url, data_folder, within) as town:
            town.environment.update(environment)
            if starts:
                town.see_that_all_runs()
            yield town, server
    finally:
        server.stop()


@contextmanager
def _found(kind: str, ground: str, data_folder: Path) -> Iterator[Town]:
    """Copied from the ground, with the same keys."""
    connections.close_all()
    name = f"yihao_{kind}_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(ground)))
        try:
            with _housed(own_address(os.environ["DATABASE_URL"], name), data_folder) as town:
                yield town
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _housed(database_url: str, data_folder: Path, within: Path | None = None) -> Iterator[Town]:
    """A town on this database; with it end its processes."""
    folder = Path(tempfile.mkdtemp(prefix="yihao-town-", dir=within))
    shutil.copy(data_folder / "keys.json", folder)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    town = Town(database_url, folder, port)
    try:
        _settle(town)
        yield town
    finally:
        town.end()
        shutil.rmtree(folder)


def _settle(town: Town) -> None:
    """Forget what other tests left on the second connection; let people move in, all with one password."""
    town.rows(_UNTOUCHED)
    for found in town.rows(
        "SELECT sequencename AS name FROM pg_sequences WHERE sequencename LIKE 'number~_%%' ESCAPE '~'"
    ):
        town.rows(f'DROP SEQUENCE "{found["name"]}"')
    units = {u["code"]: u["id"] for u in town.rows("SELECT code, id FROM unit")}
    centre = town.value("SELECT id FROM unit WHERE type = 'CENTER'")
    counties = [u["id"] for u in town.rows("SELECT id FROM unit WHERE type = 'COUNTY' AND handles ORDER BY code")]
    assert units and len(counties) > 1
    at_unit = {Role.UNIT_CLERK, Role.UNIT_LEADER}
    people = [(r.value, r, counties[0] if r in at_unit else centre, False) for r in Role]
    people += [("other_clerk", Role.UNIT_CLERK, counties[1], False), ("newcomer", Role.AGENT, centre, True)]
    people += [(name, Role.AGENT, centre, False) for name in ("spare0", "spare1", "spare2", "leaver", "jack_of_all")]
    password = make_password(PASSWORD)
    for username, role, unit, fresh in people:
        key = new_id()
        town.rows(
            "INSERT INTO account (id, region, username, name, password, is_active, must_change_password, created_at)"
            " VALUES (%s, '360400', %s, %s, %s, true, %s, now())",
            key, username, f"张{username[0]}", password, fresh,
        )  # fmt: skip
        for each in Role if username == "jack_of_all" else (role,):
            town.rows(
                'INSERT INTO "grant" (id, account_id, role, unit_id, valid_from) VALUES (%s, %s, %s, %s, %s)',
                new_id(), key, each.value, unit, "2020-01-01",
            )  # fmt: skip
    town.leaf = town.value(
        "SELECT e.code FROM dictionary_entry e WHERE dictionary = 'classes' AND NOT EXISTS"
        " (SELECT FROM dictionary_entry b WHERE b.dictionary = 'classes' AND b.body->>'parent' = e.code) LIMIT 1"
    )
