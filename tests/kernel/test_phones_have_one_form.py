"""However a number is typed or delivered, it becomes the same canonical text: only then can it be found again."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.kernel.phones import WrongNumber, normalise

MOBILE = "13812345678"
LANDLINE = "07928123456"
CANONICAL = re.compile(r"(?:1[3-9][0-9]{9}|0[1-9][0-9]{8,10}|[0-9]{3,10})(?:-[0-9]{1,5})?")


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        (MOBILE, MOBILE),
        (" 138 1234 5678 ", MOBILE),
        ("138-1234-5678", MOBILE),
        ("+86 138 1234 5678", MOBILE),
        ("+86-138-1234-5678", MOBILE),
        ("(+86)13812345678", MOBILE),
        ("008613812345678", MOBILE),
        ("8613812345678", MOBILE),
        ("013812345678", MOBILE),  # as some switchboards deliver it
        ("１３８１２３４５６７８", MOBILE),
        (LANDLINE, LANDLINE),
        ("0792-8123456", LANDLINE),
        ("（０７９２）８１２３４５６", LANDLINE),
        ("0792 812 3456", LANDLINE),
        ("0792-812-3456", LANDLINE),
        ("+86 792 8123456", LANDLINE),
        ("+86-0792-8123456", LANDLINE),
        ("0086 792 812 3456", LANDLINE),
        ("86 0792 8123456", LANDLINE),
        ("8123456", LANDLINE),
        ("812-3456", LANDLINE),
        ("010-81234567", "01081234567"),
        ("+86 10 8123 4567", "01081234567"),
    ],
)
def test_mobiles_and_landlines(typed: str, canonical: str) -> None:
    assert normalise(typed, "0792") == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("0792-8123456转801", f"{LANDLINE}-801"),
        ("0792-8123456转分机801", f"{LANDLINE}-801"),
        ("8123456分机 801", f"{LANDLINE}-801"),
        ("8123456-801", f"{LANDLINE}-801"),
        ("0792-8123456-8", f"{LANDLINE}-8"),
        ("8123456-8", f"{LANDLINE}-8"),
        ("8123456，801", f"{LANDLINE}-801"),
        ("8123456#801", f"{LANDLINE}-801"),
        ("8123456 ext. 801", f"{LANDLINE}-801"),
        ("13812345678转1234", f"{MOBILE}-1234"),  # a number that hides the real one, as couriers see it
        ("0791-3812345-6789", "07913812345-6789"),  # a mobile seems to stand in it
        ("400-123-4567转2", "4001234567-2"),
    ],
)
def test_extensions(typed: str, canonical: str) -> None:
    assert normalise(typed, "0792") == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("12345", "12345"),
        ("110", "110"),
        ("12320", "12320"),
        ("95598", "95598"),
        ("400-123-4567", "4001234567"),
        ("400-1234-567", "4001234567"),
        ("4006-123-456", "4006123456"),
        ("800 820 8820", "8008208820"),
    ],
)
def test_service_numbers_stay_as_they_are(typed: str, canonical: str) -> None:
    assert normalise(typed, "0792") == canonical


def test_a_local_number_gets_the_area_code_of_the_region() -> None:
    assert normalise("81234567", "021") == "02181234567"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "填了 0 位"),
        ("1381234567", "填了 10 位"),
        ("138123456789", "填了 12 位"),
        ("00000000000", "填了 11 位"),
        ("12812345678", "填了 11 位"),
        ("1234567", "填了 7 位"),  # no local number begins with 1
        ("没有电话", "只能包含数字"),
        ("13812345678 张三", "只能包含数字"),
        ("8123456/8123457", "只能包含数字"),
        ("٨١٢٣٤٥٦", "只能包含数字"),
        ("+1 415 555 0123", "暂不支持境外电话号码"),
    ],
)
def test_what_is_no_number_is_refused_in_chinese(typed: str, message: str) -> None:
    with pytest.raises(WrongNumber, match=message):
        normalise(typed, "0792")


def test_the_message_does_not_repeat_the_number() -> None:
    with pytest.raises(WrongNumber) as refusal:
        normalise("138123456789", "0792")
    assert not re.search(r"\d{3}", str(refusal.value))


_digits = st.text("0123456789", max_size=13)
_habits = st.tuples(
    st.sampled_from(["", "+86", "0086", "86", "0792", "0791", "021", "0", "138", "400"]),
    _digits,
    st.sampled_from(["", "-", "转", "#", " ", "分机"]),
    _digits,
).map("".join)


@given(st.one_of(_habits, st.text("0123456789+-() 转#,.", max_size=24), st.text(max_size=12)))
def test_whatever_is_typed_becomes_canonical_or_is_refused(typed: str) -> None:
    try:
        canonical = normalise(typed, "0792")
    except WrongNumber:
        return
    assert CANONICAL.fullmatch(canonical)
    assert normalise(canonical, "0792") == canonical


_parts = st.tuples(st.from_regex(r"[2-9][0-9]{6}", fullmatch=True), st.from_regex(r"[0-9]{1,5}", fullmatch=True))


@given(_parts, st.sampled_from(["-", "转", "#", " ext "]))
def test_an_extension_survives_a_second_reading(parts: tuple[str, str], sign: str) -> None:
    number, extension = parts
    canonical = normalise(f"0792-{number}{sign}{extension}", "0792")
    assert canonical == f"0792{number}-{extension}"
    assert normalise(canonical, "0792") == canonical
