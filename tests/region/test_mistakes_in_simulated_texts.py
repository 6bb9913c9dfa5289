"""The texts of the simulated city: a slip is named by its file, place and reason; a pack may have none."""

import shutil
from pathlib import Path

import pytest

from tests.region.broken import mistakes_of
from yihao.app.region import read_pack

MATTERS, SCENES, WORDS = "texts/matters.csv", "texts/scenes.toml", "texts/words.toml"
CASES = [
    (MATTERS, "010101,14,estate", "010199,14,estate", "class", "010199"),
    (MATTERS, "010101,14,estate", "010102,14,estate", "class", "重复"),
    (MATTERS, "010101,14,estate", "010101,14,castle", "scene", "castle"),
    (MATTERS, "010101,14,estate", "010101,0,estate", "weight", "整数"),
    (MATTERS, "estate,complaint,公租房轮候", "estate,consult,公租房轮候", "types", "complaint"),
    (MATTERS, "estate,complaint,公租房轮候", "estate,,公租房轮候", "types", "留空"),
    (MATTERS, "公租房轮候要等多久", "{howlong}", "asks", "howlong"),
    (MATTERS, "公租房轮候要等多久", "{tell}", "asks", "tell"),
    (MATTERS, "公租房轮候要等多久", "{since", "asks", "花括号"),
    (MATTERS, "公租房轮候要等多久", "{9..2}个月", "asks", "前一个数"),
    (SCENES, "[estate]", "[estates]", "scene", "estate"),
    (SCENES, 'spot = ["{estate}"]', 'spot = ["{address}"]', "estate.spot", "address"),
    (WORDS, "title_ask = [", "title_asks = [", "title_ask", "不为空的文字"),
    (WORDS, "slips = [", "road = []\nslips = [", "road", "由系统填写"),
    (WORDS, '"再>在"', '"再在"', "slips", "原字>误字"),
    (WORDS, 'polite = ["', 'polite = ["{polite}", "', "polite", "它自己"),
    (WORDS, 'polite = ["', 'polite = ["{unknown}", "', "polite", "unknown"),
]


@pytest.mark.parametrize(("file", "old", "new", "column", "words"), CASES)
def test_slip(folder: Path, file: str, old: str, new: str, column: str, words: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(m.column == column and words in m.reason for m in mistakes_of(folder))


def test_a_pack_may_do_without(folder: Path) -> None:
    shutil.rmtree(folder / "texts")
    pack, mistakes = read_pack(folder)
    assert mistakes == []
    assert pack is not None and pack.texts is None
