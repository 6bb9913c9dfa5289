"""The gate before a public reply goes out: nobody's number in it. Pure. 个人信息保护法 25; 领域档案 F10."""

import re

_PATTERNS = (
    re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])"),
)


def exposed_numbers(text: str) -> list[str]:
    """Mobile and identity numbers in a text, each shown by its first three digits only."""
    return [f"{m[:3]}…" for pattern in _PATTERNS for m in pattern.findall(text)]
