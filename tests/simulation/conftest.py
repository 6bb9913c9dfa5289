"""The grammar of Jiujiang's pack, read once; and two small cities: one killed twice, one made at one go."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import yihao
from tests.simulation.city import City
from yihao.app.region import Pack, read_pack
from yihao.app.region.texts import grammar_of
from yihao.simulation.texts import Grammar

JIUJIANG = Path(yihao.__file__).parent / "regions" / "jiujiang"


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The real pack."""
    found, mistakes = read_pack(JIUJIANG)
    assert found is not None, mistakes
    return found


@pytest.fixture(scope="session")
def grammar(pack: Pack) -> Grammar:
    """Its grammar."""
    found = grammar_of(pack)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def cities() -> Iterator[tuple[City, City]]:
    """Of one plan: the first was killed when all was ready, and again in the middle; the second was made at one go."""
    name = f"yihao_simulated_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        first = City(os.environ["DATABASE_URL"], name, Path(folder) / "first")
        second = None
        try:
            first.create()
            first.kill_when(0)
            second = first.copy(f"{name}_once", Path(folder) / "second")
            whole = second.start()
            first.kill_when(100)
            first.finish(first.start())
            second.finish(whole)
            yield first, second
        finally:
            for city in (second, first):
                if city is not None:
                    city.drop()
