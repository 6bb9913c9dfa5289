"""What is shown without a reason is little, and a fault shows nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.masking import HIDDEN, mask

KINDS = ["name", "phone", "identity", "address", "party"]
texts = st.text(min_size=1, max_size=40).filter(lambda text: text.strip("*"))


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("name", "王小明", "王**"),
        ("name", "王明", "王*"),
        ("name", "欧阳修", "欧阳*"),
        ("name", "欧阳", "欧*"),  # a surname and a given name of one character each
        ("name", "司马相如", "司马**"),
        ("name", "阿不都·买买提", "阿***"),
        ("name", "John Smith", "J***"),
        ("name", "王*", HIDDEN),  # already masked by somebody: nothing would be hidden by doing it again
        ("address", "浔阳区***", HIDDEN),
        ("party", "浔阳区某某餐饮店", "浔***"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "13812345678-801", "138****5678"),
        ("phone", "07928123456", "0792****56"),
        ("phone", "079281234567", "0792*****567"),
        ("phone", "4001234567", HIDDEN),
        ("phone", "8123456", HIDDEN),
        ("phone", "12345", HIDDEN),
        ("identity", "360402199001011234", "360*************34"),
        ("identity", "36040219900101123X", "360*************3X"),
        ("identity", "913604000000000000", "913*************00"),
        ("identity", "3604021990", HIDDEN),
        ("identity", "360402 19900101 1234", HIDDEN),
        ("address", "浔阳区甘棠街道庐山路12号3栋402室", "浔阳区甘棠街道庐山路***"),
        ("address", "浔阳区庐山路阳光小区三栋二单元", "浔阳区庐山路阳光小区***"),
        ("address", "庐山路一百二十号对面新村", "庐山路***"),
        ("address", "修水县马坳镇黄溪村七组", "修水县马坳镇黄溪村***"),
        ("address", "102室，阳光小区", HIDDEN),  # the house number comes first
        ("address", "老地方", HIDDEN),
    ],
)
def test_what_is_shown_of_a_detail(kind: str, text: str, shown: str) -> None:
    assert mask(kind, text) == shown


@pytest.mark.parametrize("kind", [*KINDS, "unknown"])
def test_nothing_stays_nothing(kind: str) -> None:
    assert mask(kind, "") == ""


@given(st.text(max_size=12).filter(lambda kind: kind not in KINDS), texts)
def test_an_unknown_kind_shows_nothing(kind: str, text: str) -> None:
    assert mask(kind, text) == HIDDEN


@given(st.sampled_from(KINDS), st.one_of(texts, st.text("1234567890-+ ", min_size=1, max_size=24)))
def test_the_text_itself_is_never_shown(kind: str, text: str) -> None:
    assert mask(kind, text) != text


@given(texts)
def test_of_a_name_only_the_surname(text: str) -> None:
    shown = mask("name", text).rstrip("*")
    assert text.startswith(shown)
    assert len(shown) <= 2


@given(st.one_of(texts, st.from_regex(r"(?:1[0-9]{10}|0[0-9]{9,11})(?:-[0-9]{1,5})?", fullmatch=True)))
def test_of_a_phone_at_most_seven_digits_and_never_four_in_the_middle(text: str) -> None:
    masked = mask("phone", text)
    assert sum(c.isdigit() for c in masked) <= 7
    assert "****" in masked or masked == HIDDEN


@given(st.one_of(texts, st.from_regex(r"[0-9A-Z]{15,20}", fullmatch=True)))
def test_of_an_identity_number_at_most_five_characters(text: str) -> None:
    assert len(mask("identity", text).replace("*", "")) <= 5


@given(st.text("浔阳区庐山路小区村号栋室12３ ", min_size=1, max_size=20))
def test_of_an_address_no_house_number(text: str) -> None:
    shown = mask("address", text).rstrip("*")
    assert text.startswith(shown)
    assert not any(c.isdigit() or c in "号栋室" for c in shown)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [13812345678, b"13812345678", ["13812345678"]])
def test_a_mistake_in_the_caller_shows_nothing(kind: str, value: str) -> None:
    assert mask(kind, value) == HIDDEN
