"""Ground for the kernel's tests: files outside the database that belong to one test only."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from yihao.kernel.crypto import keys
from yihao.kernel.settings import Settings, settings
from yihao.kernel.values import Actor, Via


@pytest.fixture
def by() -> Actor:
    """Somebody who acts."""
    return Actor("360400", Via.COMMAND)


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The installation's settings, to be changed for one test by `monkeypatch.setattr`."""
    return settings()


@pytest.fixture(autouse=True)
def head_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configured: Settings) -> Path:
    """Where this test's ledger keeps its head outside the database."""
    path = tmp_path / "ledger-head.json"
    monkeypatch.setattr(configured, "ledger_head_file", path)
    return path


@pytest.fixture
def keys_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configured: Settings) -> Iterator[Path]:
    """Where this test's keys are; there are none yet. After changing them call `keys.cache_clear()`."""
    path = tmp_path / "keys.json"
    monkeypatch.setattr(configured, "keys_file", path)
    keys.cache_clear()
    yield path
    keys.cache_clear()
