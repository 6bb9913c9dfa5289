"""The grammar of Jiujiang's pack, read once."""

from pathlib import Path

import pytest

import yihao
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
