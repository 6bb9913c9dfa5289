"""One normaliser for telephone numbers, used before every blind index and every comparison. Pure."""

import re
import unicodedata

_EXTENSION = re.compile(r"(?:转?分机|转|ext\.?|,|#|-(?=\d{1,5}$))\s*(\d{1,5})$", re.IGNORECASE | re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0[1-9]\d{1,2}[2-9]\d{6,7}", re.ASCII)
_LOCAL = re.compile(r"[2-9]\d{6,7}", re.ASCII)
_SERVICE = re.compile(r"(?:1\d{2,4}|9\d{4,5}|[48]00\d{7})", re.ASCII)
_GROUPED = re.compile(r"(?:(?:00)?86|0)?1[3-9]\d{9}|[48]00\d{7}", re.ASCII)
"""What people write in groups with hyphens: 138-1234-5678, 400-1234-567."""


class WrongNumber(ValueError):
    """Text that is no telephone number; its message is Chinese and for the person who typed it."""


def normalise(text: str, area_code: str) -> str:
    """The canonical form of a number typed or delivered in any habit.

    Mobile `13812345678`; landline with area code `07928123456`; an extension follows a hyphen; service numbers as they
    are. `area_code` (such as 0792) completes a local landline. Raises WrongNumber.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    extension = ""
    if (found := _EXTENSION.search(plain)) and _ends_with_extension(plain[: found.start()], found):
        plain, extension = plain[: found.start()], f"-{found[1]}"
    if re.search(r"[^\d\s()+\-.]", plain, re.ASCII):
        raise WrongNumber("电话号码只能包含数字，请核对后重填")
    digits = re.sub(r"\D", "", plain)
    signed = plain.lstrip("( ").startswith("+")
    if digits.startswith("0086") or (signed and digits.startswith("86")):
        digits = _within_china(digits.removeprefix("00").removeprefix("86"))
    elif signed:
        raise WrongNumber("暂不支持境外电话号码，请填写境内联系电话")
    digits = re.sub(r"^86(?=1[3-9]\d{9}$|0\d{9,11}$)", "", digits)
    if re.fullmatch(r"01[3-9]\d{9}", digits):
        digits = digits[1:]
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits + extension
    if _LOCAL.fullmatch(digits) and len(digits) + len(area_code) in (11, 12):
        return area_code + digits + extension
    if _SERVICE.fullmatch(digits):
        return digits + extension
    raise WrongNumber(f"电话号码不对（填了 {len(digits)} 位）：手机 11 位，固定电话 7 至 8 位（可加区号）")


def _ends_with_extension(before: str, found: re.Match[str]) -> bool:
    """Whether the digits behind a sign are an extension; behind a hyphen they may be the number's last group."""
    head = re.sub(r"\D", "", before)
    whole = head + found[1]
    grouped = _GROUPED.fullmatch(whole) or (_LANDLINE.fullmatch(whole) and not _LANDLINE.fullmatch(head))
    return len(head) >= 7 and not (found[0].startswith("-") and grouped)


def _within_china(digits: str) -> str:
    """What follows +86: a landline is written there without the zero of its area code."""
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits) or not _LANDLINE.fullmatch("0" + digits):
        return digits
    return "0" + digits
