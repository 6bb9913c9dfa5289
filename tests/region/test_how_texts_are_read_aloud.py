"""Numbers are read as people on a hotline say them, and what a Mandarin voice cannot read is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihao.app.region.spoken import DIGITS, cardinal, count, spoken, unreadable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("请拨打12345热线", "请拨打幺二三四五热线"),
        ("110、119、120、122", "幺幺零、幺幺九、幺二零、幺二二"),
        ("0792-8123456", "零七九二，八幺二三四五六"),
        ("满意请按1，人工服务请按0", "满意请按一，人工服务请按零"),
        ("说完请按#键，重听请按*键", "说完请按井号键，重听请按星号键"),
        ("还有2位，等候12分钟", "还有两位，等候十二分钟"),
        ("105个、110件、200位", "一百零五个、一百一十件、二百位"),
        ("2021年11月1日", "二零二一年十一月一日"),
        ("您好，请稍候。", "您好，请稍候。"),
    ],
)
def test_numbers(written: str, said: str) -> None:
    assert spoken(written) == said


def test_signs_that_cannot_be_read_are_named_once() -> None:
    assert unreadable("请下载APP，或看PPT；按1%") == "APT%"
    assert unreadable("请拨打12345，按#键") == ""


@given(st.integers(0, 9999))
def test_a_number_in_words_can_be_understood(number: int) -> None:
    assert understood(cardinal(number)) == number
    assert count(number) == ("两" if number == 2 else cardinal(number))


@pytest.mark.parametrize("number", [-1, 10_000])
def test_numbers_beyond_the_words(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        cardinal(number)


def understood(words: str) -> int:
    """The way back, written apart: digits times units, 零 fills gaps."""
    total, digit = 0, 0
    for sign in words:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
    return total + digit
