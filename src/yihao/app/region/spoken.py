"""How a written prompt is read aloud in Mandarin: numbers as people on a hotline say them. Pure."""

import re

DIGITS = "零一二三四五六七八九"
_NUMBER_BY_NUMBER = str.maketrans("0123456789", "零幺二三四五六七八九")
"""A telephone number is read digit by digit, its 1 as 幺 so that nobody hears 7."""
_YEAR = str.maketrans("0123456789", DIGITS)
_MEASURE = "位|个|名|次|天|条|件|分钟|小时|工作日"
_NUMBER = re.compile(rf"(\d+)({_MEASURE}|年)?")
_SIGNS = {"#": "井号", "*": "星号"}
_READABLE = re.compile(r"[\u4e00-\u9fff，。！？；：、“”（）《》 ]")
_UNITS = (1000, "千"), (100, "百"), (10, "十")


def spoken(text: str) -> str:
    """The words of a text: 12345 is 幺二三四五, 按1 is 按一, 2位 is 两位, 30分钟 is 三十分钟.

    >>> spoken("请拨打12345，等候2分钟")
    '请拨打幺二三四五，等候两分钟'
    """
    text = re.sub(r"(?<=\d)-(?=\d)", "，", text)
    text = _NUMBER.sub(lambda found: _words(found[1], found[2] or "") + (found[2] or ""), text)
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    return text


def unreadable(text: str) -> str:
    """The characters of a text that a voice for Mandarin cannot read, in order, each once; empty when there is none."""
    return "".join(dict.fromkeys(sign for sign in spoken(text) if not _READABLE.fullmatch(sign)))


def count(number: int) -> str:
    """A number before its measure word: 2 is 两."""
    return "两" if number == 2 else cardinal(number)


def cardinal(number: int) -> str:
    """A number from 0 to 9999 in words: 15 is 十五, 105 is 一百零五, 110 is 一百一十."""
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} is not between 0 and 9999")
    words, rest, gap = "", number, False
    for size, unit in _UNITS:
        digit, rest = divmod(rest, size)
        if digit:
            words += ("零" if gap else "") + DIGITS[digit] + unit
        gap = bool(words) and not digit
    if rest or not words:
        words += ("零" if gap else "") + DIGITS[rest]
    return words.removeprefix("一") if words.startswith("一十") else words


def _words(digits: str, follows: str) -> str:
    if follows == "年":
        return digits.translate(_YEAR)
    if follows and len(digits) <= 4:
        return count(int(digits))
    if len(digits) <= 2:
        return cardinal(int(digits))
    return digits.translate(_NUMBER_BY_NUMBER)
