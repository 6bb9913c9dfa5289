"""What of a personal detail may be shown without a reason. Pure, and it fails closed: a doubt shows nothing.

个人信息保护法 51（去标识化）; 方案 三(三)3.
"""

import re
from collections.abc import Callable

HIDDEN = "***"
_DOUBLE_SURNAMES = frozenset(
    ["欧阳", "上官", "司马", "诸葛", "夏侯", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "端木"]
)
# Up to the last such word before anything that can be a number of a house: a digit, 号, 栋, 楼 …
_PLACE = re.compile(r"[^\d号栋幢楼层座室户门]{1,40}(?:小区|花园|社区|村|镇|乡|街道|大道|路|街|巷|区|县|市)")


def _name(text: str) -> str:
    if re.search(r"[A-Za-z]", text):
        return text[0] + HIDDEN
    keep = 2 if text[:2] in _DOUBLE_SURNAMES and len(text) > 2 else 1
    return text[:keep] + "*" * min(max(len(text) - keep, 1), 3)


def _phone(text: str) -> str:
    number, _, _extension = text.partition("-")
    if re.fullmatch(r"1\d{10}", number):
        return f"{number[:3]}****{number[-4:]}"
    if re.fullmatch(r"0\d{9,11}", number):
        return f"{number[:4]}****{number[-2:]}" if len(number) < 12 else f"{number[:4]}*****{number[-3:]}"
    return HIDDEN


def _identity(text: str) -> str:
    return f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}" if re.fullmatch(r"[0-9A-Za-z]{15,20}", text) else HIDDEN


def _address(text: str) -> str:
    """Down to the road, estate or village; the house number and all behind it is hidden."""
    found = _PLACE.match(text)
    return f"{found[0]}{HIDDEN}" if found else HIDDEN


_RULES: dict[str, Callable[[str], str]] = {
    "name": _name,
    "phone": _phone,
    "identity": _identity,
    "address": _address,
    "party": _name,
}


def mask(kind: str, text: str) -> str:
    """The masked form of a detail of kind name, phone, identity, address or party; empty stays empty.

    An unknown kind, a strange form or a mistake in a rule answers `***`: a fault must never expose anybody.
    """
    if not text:
        return ""
    try:
        masked = _RULES[kind](text)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return HIDDEN
    return HIDDEN if masked == text else masked


_NUMBERS = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])|(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")


def mask_numbers(text: str) -> str:
    """A narrative with every mobile and identity number in it masked: people dictate them into the story."""
    return _NUMBERS.sub(
        lambda m: f"{m[0][:3]}{'*' * (len(m[0]) - 7)}{m[0][-4:]}" if len(m[0]) < 18 else _identity(m[0]), text
    )
