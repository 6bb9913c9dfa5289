"""Whatever stands in a file, reading ends with mistakes, not with an error."""

import random
import shutil
from pathlib import Path

import pytest

from tests.region.conftest import JIUJIANG
from yihao.app.region import read_pack

FILES = ("areas.csv", "units.csv", "classes.csv", "catalogue.csv", "limits.csv", "hotlines.csv", "calendar.csv")
TEXTS = ("region.toml", "messages.toml", "portal.toml", "staffing.toml", "exports.toml")
SCRAPS = [b"\x00", b"\xff", b'"', b",", b"|", b"\n", b"\r", b"[", b"=", b"1", "九".encode(), b"{", b"}", b"-", b" "]


@pytest.mark.parametrize("seed", range(60))
def test_scrambled_bytes(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = Path(shutil.copytree(JIUJIANG, tmp_path / "city", ignore=shutil.ignore_patterns("audio")))
    path = folder / chance.choice(FILES + TEXTS)
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        data[place : place + chance.randint(0, 3)] = chance.choice(SCRAPS)
    path.write_bytes(bytes(data))
    pack, mistakes = read_pack(folder)
    assert (pack is None) == bool(mistakes)
