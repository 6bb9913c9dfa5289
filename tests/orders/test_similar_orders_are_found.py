"""Before saving, open orders that sound like it are shown; the text index knows no person and no number."""

import pytest

from tests.orders.builders import BAD, NAME, PHONE, ROLLED_BACK, City, Hands, closed, filed, form, submitted
from yihao.kernel import sql
from yihao.orders.actions import intake
from yihao.orders.queries import intake as queries
from yihao.orders.rules.words import likeness, words

pytestmark = ROLLED_BACK
TEXT = "楼上漏水，墙面发霉，物业推诿"


def found(city: City, text: str = TEXT, area: str = "360402001", phone: str = "") -> list[object]:
    rows = queries.similar(city.agent, area_code=area, class_code="010101", text=text, phone=phone)
    return [r["order_id"] for r in rows]


def test_an_open_order_of_the_same_county_is_found(city: City) -> None:
    case = submitted(city)
    assert found(city) == [case.id]
    assert found(city, area="360402002") == [case.id]
    assert found(city, area="360403001") == []


def test_the_same_caller_comes_first(city: City) -> None:
    submitted(city, phone="13900000001")
    mine = submitted(city, phone=PHONE)
    submitted(city, phone="13900000002")
    rows = queries.similar(
        city.agent, area_code="360402001", class_code="010101", text="漏水发霉", phone="138-1234-5678"
    )
    assert rows[0]["order_id"] == mine.id
    assert [r["same_caller"] for r in rows] == [True, False, False]


def test_what_is_closed_or_old_or_unlike_is_not_shown(city: City, hands: Hands) -> None:
    closed(city)
    submitted(city, title="路灯不亮", content="路灯不亮已有半个月，学生走夜路不安全。")
    assert found(city) == []
    case = submitted(city)
    assert found(city) == [case.id]
    hands.move(days=31)
    assert found(city) == []


def test_a_complaint_after_the_end_makes_it_open_again(city: City) -> None:
    case = closed(city)
    assert found(city) == []
    case.rate(BAD)
    assert found(city) == [case.id]


def test_two_words_are_the_least(city: City) -> None:
    submitted(city)
    assert found(city, text="漏水") == found(city, text="") == []


def test_orders_of_another_centre_are_not_shown(city: City) -> None:
    submitted(city, by=city.county_agent)
    assert found(city) == []


def test_the_index_knows_neither_names_nor_numbers(city: City) -> None:
    submitted(
        city,
        content=f"我叫{NAME}，电话{PHONE}，身份证360402199001011234，被举报的是光明装饰公司，住在十里大道88号3栋502室。",
        reported_party="光明装饰公司",
    )
    kept = sql.row("SELECT tsvector_to_array(words) AS words FROM appeal_search")
    assert kept is not None
    said = " ".join(word for word in kept["words"] if ":" not in word)  # facets hold ids of units
    for secret in (NAME, PHONE, "360402199001011234", "光明", "88", "502"):
        assert secret not in said
    assert "漏水" in said


def test_what_ended_on_the_line_is_not_among_the_open(city: City) -> None:
    intake.answer(doer=city.agent, form=form(), answer="已答复")
    taken = filed(city)
    intake.submit(doer=city.agent, form=form(), appeal_id=taken.appeal_id, version=1)
    assert len(found(city)) == 1


@pytest.mark.parametrize(
    ("one", "other", "wanted"), [("漏水 发霉", "漏水 发霉 物业", 1.0), ("漏水", "路灯", 0.0), ("", "漏水", 0.0)]
)
def test_likeness_is_the_share_of_the_smaller_text(one: str, other: str, wanted: float) -> None:
    assert likeness(one.split(), other.split()) == wanted


def test_words_of_a_long_text_are_bounded() -> None:
    assert len(words("".join(chr(0x4E00 + n) + chr(0x4E00 + 2 * n) + "，" for n in range(3000)))) <= 400


@pytest.mark.parametrize(
    ("text", "number"), [("厨房有煤气味", "119"), ("有人持刀", "110"), ("老人昏迷不醒", "120"), ("路口发生车祸", "122")]
)
def test_words_that_sound_like_danger_name_the_service(city: City, text: str, number: str) -> None:
    assert [e["number"] for e in queries.emergencies(city.agent, text)] == [number]


def test_ordinary_words_ring_no_alarm(city: City) -> None:
    assert queries.emergencies(city.agent, "路灯不亮，希望维修") == []
