"""Every field that needs mending is named, with words that say how."""

from datetime import timedelta

import pytest

from tests.orders.builders import MORNING, ROLLED_BACK, City, filed, form
from yihao.kernel import sql
from yihao.kernel.problems import Invalid
from yihao.orders.actions import intake

pytestmark = ROLLED_BACK
WRONG = [
    ({"title": ""}, "title", "一句话"),
    ({"title": "长" * 81}, "title", "现有 81 字"),
    ({"content": "   "}, "content", "诉求内容"),
    ({"content": "长" * 5001}, "content", "最多 5000 字"),
    ({"wanted": "长" * 5001}, "wanted", "最多 5000 字"),
    ({"address": ""}, "address", "具体地点"),
    ({"address": "长" * 201}, "address", "最多 200 字"),
    ({"class_code": ""}, "class_code", "事项分类"),
    ({"class_code": "01"}, "class_code", "最末一级"),
    ({"class_code": "999999"}, "class_code", "最末一级"),
    ({"area_code": ""}, "area_code", "县（市、区）"),
    ({"area_code": "360400"}, "area_code", "县（市、区）"),
    ({"area_code": "110101"}, "area_code", "没有这个区划"),
    ({"appeal_type": "wish"}, "appeal_type", "诉求类型"),
    ({"urgency": "later"}, "urgency", "紧急程度"),
    ({"secrecy": "secret"}, "secrecy", "保密"),
    ({"phone": ""}, "petitioner.phone", "匿名"),
    ({"phone": "1381234567"}, "petitioner.phone", "11 位"),
    ({"phone": "一三八"}, "petitioner.phone", "数字"),
    ({"phone": "+1 202 555 0100"}, "petitioner.phone", "境外"),
    ({"name": "长" * 41}, "petitioner.name", "40"),
    ({"occurred_at": MORNING + timedelta(minutes=6)}, "occurred_at", "不能晚于现在"),
]


@pytest.mark.parametrize(("change", "field", "words"), WRONG, ids=lambda v: str(v)[:24] if isinstance(v, str) else None)
def test_the_field_is_named_and_nothing_is_kept(city: City, change: dict[str, object], field: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        intake.submit(doer=city.agent, form=form(**change))
    [error] = refused.value.errors
    assert error.field == field
    assert words in error.message
    assert sql.rows("SELECT 1 FROM appeal") == sql.rows("SELECT 1 FROM contact") == []


def test_all_that_is_wrong_is_said_at_once(city: City) -> None:
    with pytest.raises(Invalid) as refused:
        intake.submit(doer=city.agent, form=form(title="", content="", address="", phone="12"))
    assert [e.field for e in refused.value.errors] == ["title", "content", "address", "petitioner.phone"]


@pytest.mark.parametrize("field", ["class_code", "address", "area_code", "phone"])
def test_what_ends_on_the_line_may_say_less(city: City, field: str) -> None:
    assert intake.answer(doer=city.agent, form=form(**{field: ""}), answer="已答复").number


def test_a_citizen_need_not_know_the_class(city: City) -> None:
    assert filed(city, class_code="", address="").number
    with pytest.raises(Invalid) as refused:
        filed(city, area_code="")
    assert [e.field for e in refused.value.errors] == ["area_code"]


def test_the_agents_five_minutes_of_a_slow_clock_are_forgiven(city: City) -> None:
    assert intake.submit(doer=city.agent, form=form(occurred_at=MORNING + timedelta(minutes=5))).number


def test_the_message_never_repeats_the_number(city: City) -> None:
    with pytest.raises(Invalid) as refused:
        intake.submit(doer=city.agent, form=form(phone="1381234567"))
    assert "1381234567" not in str(refused.value.body())
