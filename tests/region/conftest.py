"""The pack of Jiujiang, and copies of it to break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import yihao
from tests.region.broken import Sheet
from yihao.app.region import Pack, read_pack

JIUJIANG = Path(yihao.__file__).parent / "regions" / "jiujiang"


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The real pack, read once."""
    found, mistakes = read_pack(JIUJIANG)
    assert mistakes == []
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack that a test may break, without its sounds."""
    return Path(shutil.copytree(JIUJIANG, tmp_path / "city", ignore=shutil.ignore_patterns("audio")))


@pytest.fixture
def sheet(folder: Path) -> Callable[[str], Sheet]:
    """Open a CSV file of the copied pack."""
    return lambda file: Sheet(folder / file)
