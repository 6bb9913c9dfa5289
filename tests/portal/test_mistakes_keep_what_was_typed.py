"""An error says what to do, at the top and at the field, and costs nothing that was typed."""

import pytest

from tests.portal.conftest import ANSWERS, Citizen


@pytest.mark.parametrize(
    ("slug", "wrong", "field", "words"),
    [
        ("matter", {"appeal_type": ""}, "appeal_type", "请选择诉求类型"),
        ("matter", {"title": "长" * 81}, "title", "标题最多 80 字，现有 81 字"),
        ("matter", {"content": ""}, "content", "请写明诉求内容"),
        ("matter", {"reported_party": "某" * 81}, "reported_party", "最多 80 字"),
        ("county", {"county": ""}, "county", "请选择发生地所在的县（市、区）"),
        ("county", {"county": "999999"}, "county", "没有这个区划"),
        ("spot", {"day": "2026-02-30"}, "day", "没有这一天"),
        ("spot", {"day": "2099-01-01"}, "day", "发生时间不能晚于现在"),
        ("spot", {"day": "0202-01-01"}, "day", "年份太早了"),
        ("spot", {"day": "", "time": "8:00"}, "day", "请把日期也填上"),
        ("spot", {"time": "25:00"}, "time", "24 小时"),
        ("person", {"phone": "12"}, "phone", "电话号码不对"),
        ("person", {"phone": ""}, "phone", "不愿透露的请选匿名"),
        ("person", {"name": "名" * 41}, "name", "最多 40 字"),
    ],
)
def test_error_at_the_top_and_at_the_field(
    citizen: Citizen, slug: str, wrong: dict[str, str], field: str, words: str
) -> None:
    for before in ANSWERS:
        if before == slug:
            break
        citizen.post(before, ANSWERS[before])
    sent = {**ANSWERS[slug], **wrong}
    answer = citizen.post(slug, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in page and f'id="f-{field}"' in page
    assert page.count(words) >= 2, "in the summary and at the field"
    assert page.index('role="alert"') < page.index("<h1>")
    for value in (v for n, v in sent.items() if v and n not in ("county", "who", "appeal_type")):
        assert value in page


def test_a_step_that_was_left_wrong_is_shown_again_at_the_end(citizen: Citizen) -> None:
    citizen.fill()
    citizen.post("person", {**ANSWERS["person"], "phone": "1"}, back="1")
    answer = citizen.post("check", {}, follow=True)
    assert "/person/" in answer["Location"]
    assert "电话号码不对" in citizen.client.get(answer["Location"]).content.decode()


def test_what_was_typed_after_two_hours_is_kept_and_the_rest_asked_again(citizen: Citizen) -> None:
    fresh = Citizen()
    answer = fresh.post("person", ANSWERS["person"])
    assert answer["Location"].endswith("/matter/?lost=1")
    assert "已清除" in fresh.client.get(answer["Location"]).content.decode()
    assert ANSWERS["person"]["phone"] in fresh.show("person")


def test_text_is_shown_as_text(citizen: Citizen) -> None:
    citizen.fill(content="<script>alert(1)</script>")
    assert "<script>" not in citizen.show("check") and "&lt;script&gt;" in citizen.show("check")
