"""What is handed in, to be read over once more: each answer in words, with the step where it can be changed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from yihao.portal.rules.filing import Ground, Unclear, anonymous, occurred
from yihao.portal.values import STEPS, Answers, Question

_OF_PERSON = frozenset({"name", "phone", "enterprise_name"})


@dataclass(frozen=True, slots=True)
class Row:
    """A question's short name and the answer in words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one step."""

    slug: str
    title: str
    rows: tuple[Row, ...]


_LABELS: Mapping[str, str] = {
    "appeal_type": "类型",
    "title": "事情",
    "content": "详细说明",
    "wanted": "希望怎样解决",
    "reported_party": "反映对象",
    "county": "县（市、区）",
    "town": "乡镇（街道）",
    "address": "详细地点",
    "day": "发生时间",
    "who": "联系方式",
    "name": "称呼",
    "phone": "联系电话",
    "subject_type": "身份",
    "enterprise_name": "企业或组织",
    "secrecy": "保密",
    "want_reply": "答复",
}


def summary(answers: Answers, questions: Mapping[str, Question], ground: Ground) -> list[Block]:
    """The blocks of the check page; questions left empty are not listed."""
    return [
        Block(s.slug, s.title, tuple(r for name in s.asks if (r := _row(name, answers, questions, ground))))
        for s in STEPS
        if s.slug not in ("pictures", "check")
    ]


def _row(name: str, answers: Answers, questions: Mapping[str, Question], ground: Ground) -> Row | None:
    if name not in _LABELS or (name in _OF_PERSON and anonymous(answers)):
        return None
    asked = questions.get(name)
    text = answers.get(name, asked.preset if asked else "").strip()
    if name == "day":
        text = _when(answers, ground)
    elif asked is not None and asked.choices:
        text = next((c.label for c in asked.choices if c.value == text), "")
    return Row(_LABELS[name], text) if text else None


def _when(answers: Answers, ground: Ground) -> str:
    try:
        at = occurred(answers, ground)
    except Unclear:
        return answers.get("day", "")
    if at is None:
        return ""
    day = f"{at.year}年{at.month}月{at.day}日"
    return f"{day} {at:%H:%M}" if answers.get("time", "").strip() else day
