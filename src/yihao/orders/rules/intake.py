"""What an appeal must say before it can be recorded or sent on. Pure. 北京条例 10; 领域档案 D1."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from yihao.catalogue.values import AppealType, Area, ItemClass, Urgency
from yihao.kernel import phones
from yihao.kernel.problems import FieldError
from yihao.orders.values.intake import ADDRESS_LENGTH, CONTENT_LENGTH, TITLE_LENGTH, Form
from yihao.orders.values.states import Secrecy, SubjectType


class Purpose(StrEnum):
    """How far the appeal goes: the further, the more it must say."""

    FILE = "file"
    """A citizen files it: the class is for the agent to find."""
    RECORD = "record"
    """It ends at the line: answered, refused, transferred."""
    DISPATCH = "dispatch"
    """A department will handle it."""


def arrival_error(arrived: datetime, *, now: datetime, days: int) -> str:
    """What is wrong with the original time of something that is entered later; "" when nothing is (领域档案 3.5 系统停机)."""
    if arrived > now:
        return "原始来件时间不能晚于现在"
    if arrived < now - timedelta(days=days):
        return f"只能补录 {days} 天以内的来件；更早的请按正常来件登记，并在内容中写明"
    return ""


def form_errors(
    form: Form,
    *,
    purpose: Purpose,
    now: datetime,
    areas: Mapping[str, Area],
    classes: Mapping[str, ItemClass],
    phone_area_code: str,
) -> list[FieldError]:
    """Every field that needs mending, with words that say how; [] when the form will do."""
    found: list[FieldError] = []
    found.extend(_codes(form, areas, classes, purpose))
    found.extend(_texts(form, purpose))
    found.extend(_who(form, phone_area_code, purpose))
    if form.occurred_at is not None and form.occurred_at > now + timedelta(minutes=5):
        found.append(FieldError("occurred_at", "发生时间不能晚于现在"))
    return found


def _codes(
    form: Form, areas: Mapping[str, Area], classes: Mapping[str, ItemClass], purpose: Purpose
) -> Iterator[FieldError]:
    if form.appeal_type not in set(AppealType):
        yield FieldError("appeal_type", "请选择诉求类型")
    if form.urgency not in set(Urgency):
        yield FieldError("urgency", "请选择紧急程度")
    if form.secrecy not in set(Secrecy):
        yield FieldError("secrecy", "请选择是否保密")
    if form.class_code and (form.class_code not in classes or _has_children(classes, form.class_code)):
        yield FieldError("class_code", "请选到最末一级分类")
    elif not form.class_code and purpose is Purpose.DISPATCH:
        yield FieldError("class_code", "请选择事项分类，系统据此推荐承办单位")
    if form.area_code and form.area_code not in areas:
        yield FieldError("area_code", "没有这个区划，请重新选择")
    elif purpose is not Purpose.RECORD and (not form.area_code or areas[form.area_code].level == "city"):
        yield FieldError("area_code", "请选择发生地所在的县（市、区）")


def _has_children(classes: Mapping[str, ItemClass], code: str) -> bool:
    return any(c.parent == code for c in classes.values())


def _texts(form: Form, purpose: Purpose) -> Iterator[FieldError]:
    if not form.title.strip():
        yield FieldError("title", "请用一句话概括诉求")
    elif len(form.title) > TITLE_LENGTH:
        yield FieldError("title", f"标题最多 {TITLE_LENGTH} 字，现有 {len(form.title)} 字")
    if not form.content.strip():
        yield FieldError("content", "请写明诉求内容")
    elif len(form.content) > CONTENT_LENGTH:
        yield FieldError("content", f"内容最多 {CONTENT_LENGTH} 字，现有 {len(form.content)} 字")
    if len(form.wanted) > CONTENT_LENGTH:
        yield FieldError("wanted", f"期望最多 {CONTENT_LENGTH} 字")
    if len(form.address) > ADDRESS_LENGTH:
        yield FieldError("address", f"地址最多 {ADDRESS_LENGTH} 字")
    if purpose is Purpose.DISPATCH and not form.address.strip():
        yield FieldError("address", "请写明具体地点，承办单位才找得到")


def _who(form: Form, phone_area_code: str, purpose: Purpose) -> Iterator[FieldError]:
    who = form.petitioner
    if who.subject_type not in set(SubjectType):
        yield FieldError("petitioner.subject_type", "请选择诉求人类别")
    for field, text, most in (
        ("petitioner.name", who.name, 40),
        ("petitioner.enterprise_name", who.enterprise_name, 80),
        ("reported_party", form.reported_party, 80),
    ):
        if len(text) > most:
            yield FieldError(field, f"最多 {most} 字，现有 {len(text)} 字")
    if who.phone:
        try:
            phones.normalise(who.phone, phone_area_code)
        except phones.WrongNumber as wrong:
            yield FieldError("petitioner.phone", str(wrong))
    elif not who.anonymous and purpose is not Purpose.RECORD:
        yield FieldError("petitioner.phone", "请填写联系电话；不愿透露的请选匿名")
