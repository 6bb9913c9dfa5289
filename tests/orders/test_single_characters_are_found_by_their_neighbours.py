"""What no dictionary has as a word is found nevertheless: 占道, 充电桩 (领域档案 2-8)."""

import pytest

from yihao.orders.rules.words import words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("占道", "流动摊贩占道经营，人行道走不过去"),
        ("充电桩", "小区里的充电桩坏了半个月"),
        ("广场舞", "楼下每晚跳广场舞，声音很大"),
        ("狗咬", "遛狗不牵绳，狗咬了孩子"),
    ],
)
def test_it_is_found(typed: str, said: str) -> None:
    asked = words(typed)
    assert asked
    assert set(asked) <= set(words(said))


def test_it_tells_apart_what_the_words_alone_do_not() -> None:
    assert not set(words("充电桩")) <= set(words("电动车充电不安全"))


def test_particles_make_no_pairs() -> None:
    assert words("公园的噪音") == ["公园", "噪音"]


def test_nothing_is_joined_across_what_is_hidden() -> None:
    assert "狗咬" not in words("狗张三丰咬人", hide=["张三丰"])
