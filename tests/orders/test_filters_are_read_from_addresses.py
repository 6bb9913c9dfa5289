"""A filter in an address: what it may hold, and what is said of what it may not."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.numbers import compose
from yihao.kernel.problems import Invalid
from yihao.orders.rules.filters import FIELDS, parse
from yihao.orders.values.filters import Filter
from yihao.orders.values.states import Light

UNIT = "0190a5f0-0000-7000-8000-000000000001"


def test_an_empty_address_narrows_nothing() -> None:
    assert parse({}) == parse(dict.fromkeys(FIELDS, " ")) == Filter()


def test_each_field_is_read() -> None:
    found = parse(
        {
            "q": " 漏水 ", "class_code": "0101", "area_code": "360402", "unit": UNIT, "state": "open", "light": "red",
            "urgency": "urgent", "appeal_type": "help", "channel": "phone", "since": "2026-01-31", "until": "2026-02-01",
        }
    )  # fmt: skip
    assert found == Filter(
        text="漏水", class_code="0101", area_code="360402", unit_id=UUID(UNIT), state="open", light=Light.RED,
        urgency="urgent", appeal_type="help", channel="phone", since=date(2026, 1, 31), until=date(2026, 2, 1),
    )  # fmt: skip


def test_a_whole_number_is_a_number() -> None:
    number = compose("360400", date(2026, 3, 10), 17)
    assert parse({"q": number}) == Filter(number=number)
    assert parse({"q": number[:-1]}) == Filter(text=number[:-1])


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("unit", "市水务局", "没有这个单位"), ("state", "done", "没有这个状态"), ("light", "blue", "没有这种亮灯"),
        ("urgency", "asap", "没有这种紧急程度"), ("appeal_type", "x", "没有这种诉求类型"), ("channel", "fax", "没有这个渠道"),
        ("since", "昨天", "开始日期"), ("until", "2026-02-30", "结束日期"), ("class_code", "0101'", "没有这个分类"),
        ("area_code", "浔阳区", "没有这个地点"), ("q", "长" * 61, "60 字"),
    ],
)  # fmt: skip
def test_what_it_may_not_hold_is_named(field: str, value: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse({field: value})
    assert [e.field for e in refused.value.errors] == [field]
    assert says in refused.value.title


def test_days_the_wrong_way_round() -> None:
    with pytest.raises(Invalid, match="早于"):
        parse({"since": "2026-02-02", "until": "2026-02-01"})


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=70)))
def test_whatever_stands_there_is_a_filter_or_refused_in_words(given: dict[str, str]) -> None:
    try:
        assert isinstance(parse(given), Filter)
    except Invalid as refused:
        assert refused.errors and all(e.field in FIELDS for e in refused.errors)
