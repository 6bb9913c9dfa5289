"""One normaliser for telephone numbers, used before every blind index and every comparison. Pure."""

import re
import unicodedata

_EXTENSION = re.compile(r"(?:转|ext\.?|,|#|-(?=\d{1,5}$))\s*(\d{1,5})$", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_SERVICE = re.compile(r"(?:1\d{2,4}|9\d{4,5}|[48]00\d{7})")


class WrongNumber(ValueError):
    """Text that is no telephone number; its message is Chinese and for the person who typed it."""


def normalise(text: str, area_code: str) -> str:
    """The canonical form of a number typed or delivered in any habit.

    Mobile `13812345678`; landline with area code `07928123456`; an extension follows a hyphen; service numbers as they
    are. `area_code` (such as 0792) completes a local landline. Raises WrongNumber.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    extension = ""
    if found := _EXTENSION.search(plain):
        head = re.sub(r"\D", "", plain[: found.start()])
        if len(head) >= 7 and not _LOCAL.fullmatch(head + found[1]) and not _MOBILE.search(head + found[1]):
            plain, extension = plain[: found.start()], f"-{found[1]}"
    if re.search(r"[^\d\s()+\-.]", plain):
        raise WrongNumber("电话号码只能包含数字，请核对后重填")
    digits = re.sub(r"\D", "", plain)
    digits = re.sub(r"^(?:0086|86(?=1[3-9]\d{9}$|0\d{9,11}$))", "", digits)
    if plain.startswith("+86") and not digits.startswith(("1", "0")):
        digits = "0" + digits
    if re.fullmatch(r"01[3-9]\d{9}", digits):
        digits = digits[1:]
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits + extension
    if _LOCAL.fullmatch(digits) and len(digits) + len(area_code) in (11, 12):
        return area_code + digits + extension
    if _SERVICE.fullmatch(digits):
        return digits + extension
    raise WrongNumber(f"“{len(digits)}位数字”不是有效的电话号码：手机 11 位，固定电话 7 至 8 位（可加区号）")
