"""What must be answered before anything is tried. Pure."""

from yihao.kernel.numbers import LENGTH, is_number
from yihao.kernel.problems import FieldError
from yihao.portal.values import Answers, Kind, Question


def lookup_mistakes(number: str, code: str) -> list[FieldError]:
    """Number and code that can't be right whatever is in the books: nothing is looked up for them."""
    found = []
    if not number:
        found.append(FieldError("number", "请填写编号"))
    elif not (number.isascii() and number.isdigit()) or len(number) != LENGTH:
        found.append(FieldError("number", f"编号是 {LENGTH} 位数字，您填了 {len(number)} 位，请核对"))
    elif not is_number(number):
        found.append(FieldError("number", "编号有一位不对，请逐位核对"))
    if not code:
        found.append(FieldError("code", "请填写查询码"))
    elif not (code.isascii() and code.isdigit()) or len(code) != 6:
        found.append(FieldError("code", "查询码是 6 位数字，请核对"))
    return found


def missing(asked: dict[str, Question], sent: Answers) -> list[FieldError]:
    """Required questions without an answer, and choices that are none."""
    found = []
    for name, q in asked.items():
        value = sent.get(name, "")
        if q.choices and value not in {c.value for c in q.choices} and (q.required or value):
            found.append(FieldError(name, _CONFIRM if q.kind is Kind.TICK else f"请回答：{q.label}"))
        elif q.longest and len(value) > q.longest:
            found.append(FieldError(name, f"最多 {q.longest} 字，现有 {len(value)} 字"))
    return found


_CONFIRM = "请确认这是您本人自愿，再勾选"
