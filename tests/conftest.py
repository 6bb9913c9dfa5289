"""The ground all tests stand on: their own data folder and keys, one database for the session, Django set up.

Done while this file is loaded, because Django's settings are read when the first test module is imported.
Inside a test the database is had as pytest-django has it: the `db` fixture or `@pytest.mark.django_db`.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests import database

for _name in [n for n in os.environ if n.startswith("YIHAO_") and n != "YIHAO_ENGINE_FOLDER"]:
    del os.environ[_name]  # what is set in the developer's shell must not decide over a test; an engine may be shared
os.environ["YIHAO_DATA"] = tempfile.mkdtemp(prefix="yihao-test-")
atexit.register(shutil.rmtree, os.environ["YIHAO_DATA"], ignore_errors=True)
os.environ["DJANGO_SETTINGS_MODULE"] = "yihao.app.settings"
database.provide()

import django  # noqa: E402

from yihao.kernel.crypto import keys_path, make_keys  # noqa: E402

make_keys(keys_path())
django.setup()

pytest_plugins = ["tests.browser", "tests.properties", "tests.region_fixture", "tests.site", "tests.telephone", "tests.calls.line"]


def pytest_report_header() -> str:
    return database.description()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `database` on every test that reaches the database, so that they can be run alone on another server."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker("database")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The data folder (`YIHAO_DATA`) of this test session."""
    return Path(os.environ["YIHAO_DATA"])
