"""Words of a text for the text index: segmented, without numbers that could be somebody's, without given names."""

import re
from collections.abc import Iterable

import rjieba

_NUMBER = re.compile(r"[\dA-Za-z@._-]*\d{5,}[\dA-Za-z@._-]*")
_KEEP = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z]{2,}|\d{1,4}")
_COMMON = frozenset(
    [
        "我们",
        "你们",
        "他们",
        "这个",
        "那个",
        "一个",
        "没有",
        "已经",
        "希望",
        "反映",
        "诉求",
        "市民",
        "来电",
        "部门",
        "有关",
        "相关",
        "处理",
        "解决",
        "问题",
        "情况",
        "现在",
        "进行",
        "请求",
        "要求",
        "投诉",
        "咨询",
    ]
)
MOST = 400


def words(text: str, hide: Iterable[str] = ()) -> list[str]:
    """The distinct search words of `text` in order of appearance, at most 400; texts in `hide` are taken out before."""
    for secret in hide:
        if secret:
            text = text.replace(secret, " ")
    text = _NUMBER.sub(" ", text)
    found: dict[str, None] = {}
    for word in rjieba.cut_for_search(text):
        if _KEEP.fullmatch(word) and word not in _COMMON:
            found[word.lower()] = None
    return list(found)[:MOST]


def likeness(a: Iterable[str], b: Iterable[str]) -> float:
    """How alike two sets of words are, 0..1 (shared words over the smaller set)."""
    one, two = set(a), set(b)
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0
