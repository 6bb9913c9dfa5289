"""Words of a text for the text index: segmented, without numbers that could be somebody's, without given names.

What the segmentation leaves as single characters is joined in pairs with its neighbours: 占道, or 电桩 of 充电桩, are what
people type, and no dictionary has all of them. So a word is found whenever it stands in the text, however that was cut.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import rjieba

_NUMBER = re.compile(r"[\dA-Za-z@._-]*\d{5,}[\dA-Za-z@._-]*")
_KEEP = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z]{2,}|\d{1,4}")
_COMMON = frozenset(
    ["我们", "你们", "他们", "这个", "那个", "一个", "没有", "已经", "希望", "反映", "诉求", "市民", "来电", "部门", "有关", "相关", "处理", "解决", "问题", "情况", "现在", "进行", "请求", "要求", "投诉", "咨询"]
)
_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
_PARTICLES = frozenset("的了是在和有我你他她它们这那个不也都就还又很到说要会对把被给与及或但而并着过得地吗呢吧啊所之其于以为从向")
"""Single characters that say nothing with their neighbours."""
MOST = 400


def words(text: str, hide: Iterable[str] = ()) -> list[str]:
    """The distinct search words of `text` in order of appearance, at most 400; texts in `hide` are taken out before."""
    for secret in hide:
        if secret:
            text = text.replace(secret, " ")
    text = _NUMBER.sub(" ", text)
    found: dict[str, None] = {}
    for word in (*rjieba.cut_for_search(text), *_pairs(rjieba.cut(text))):
        if _KEEP.fullmatch(word) and word not in _COMMON:
            found[word.lower()] = None
    return list(found)[:MOST]


def _pairs(cut: Sequence[str]) -> Iterator[str]:
    """Each single character with the characters beside it."""
    for one, next_one in pairwise(cut):
        if not (len(one) == 1 or len(next_one) == 1):
            continue
        left, right = one[-1], next_one[0]
        if not _PARTICLES.intersection(left + right) and _CHARACTER.match(left) and _CHARACTER.match(right):
            yield left + right


def likeness(a: Iterable[str], b: Iterable[str]) -> float:
    """How alike two sets of words are, 0..1 (shared words over the smaller set)."""
    one, two = set(a), set(b)
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0
