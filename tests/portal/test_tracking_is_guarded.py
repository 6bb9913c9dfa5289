"""Number and code open one appeal to one session; wrong ones tell nothing, and only so often."""

from datetime import timedelta

import pytest

from tests.portal.conftest import Citizen
from yihao.kernel import clock, numbers


def unknown(number: str) -> str:
    body = number[:12] + "999999"
    return body + str(numbers.check_digit(body))


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def test_unknown_number_and_wrong_code_say_the_same(citizen: Citizen) -> None:
    number, code = citizen.file()
    said = [Citizen().look_up(n, c) for n, c in ((unknown(number), code), (number, wrong(code)))]
    assert [a.status_code for a in said] == [422, 422]
    pages = [a.content.decode() for a in said]
    assert all("编号和查询码对不上" in p for p in pages)
    assert number in pages[1] and wrong(code) not in pages[1], "the number stays, the code is asked again"


@pytest.mark.parametrize(
    ("number", "words"),
    [("", "请填写编号"), ("123", "编号是 19 位数字，您填了 3 位"), ("3604002601010000010", "有一位不对")],
)
def test_a_number_that_cannot_be_is_named_without_a_look(citizen: Citizen, number: str, words: str) -> None:
    if len(number) == 19 and numbers.is_number(number):
        number = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert words in citizen.look_up(number, "123456").content.decode()


def test_spaces_and_full_width_digits_are_read(citizen: Citizen) -> None:
    number, code = citizen.file()
    spaced = " ".join((number[:6], number[6:12], number[12:]))
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    assert Citizen().look_up(spaced, wide).status_code == 302


def test_after_ten_tries_the_number_rests_even_for_the_right_code(citizen: Citizen) -> None:
    number, code = citizen.file()
    for n in range(10):
        Citizen().look_up(number, wrong(code), REMOTE_ADDR=f"10.0.0.{n}")
    answer = Citizen().look_up(number, code, REMOTE_ADDR="10.0.1.1")
    assert answer.status_code == 429 and "查询次数太多" in answer.content.decode()
    with clock.clock_at(clock.now() + timedelta(hours=1, minutes=1)):
        assert Citizen().look_up(number, code).status_code == 302


def test_an_address_that_tries_many_numbers_is_stopped(citizen: Citizen) -> None:
    number, code = citizen.file()
    for n in range(60):
        body = f"{number[:12]}{900000 + n}"
        Citizen().look_up(body + str(numbers.check_digit(body)), code, REMOTE_ADDR="10.9.9.9")
    assert Citizen().look_up(number, code, REMOTE_ADDR="10.9.9.9").status_code == 429
    assert Citizen().look_up(number, code, REMOTE_ADDR="10.9.9.8").status_code == 302


def test_neither_number_nor_code_is_in_an_address(citizen: Citizen) -> None:
    number, code = citizen.file()
    address = Citizen().track(number, code)
    assert number not in address and code not in address


def test_the_address_opens_nothing_elsewhere_and_nothing_after_half_an_hour(citizen: Citizen) -> None:
    number, code = citizen.file()
    address = citizen.track(number, code)
    assert citizen.client.get(address).status_code == 200
    assert Citizen().client.get(address)["Location"].startswith("/track/")
    with clock.clock_at(clock.now() + timedelta(minutes=31)):
        assert citizen.client.get(address)["Location"] == "/track/?expired=1"


def test_tracking_gets_a_fresh_session_key(citizen: Citizen) -> None:
    number, code = citizen.file()
    planted = Citizen()
    session = planted.client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    planted.track(number, code)
    assert planted.client.session.session_key != before


def test_leaving_closes_it(citizen: Citizen) -> None:
    number, code = citizen.file()
    address = citizen.track(number, code)
    citizen.client.post(f"{address}leave/")
    assert citizen.client.get(address).status_code == 302


def test_no_page_of_it_is_for_search_engines_or_caches(citizen: Citizen) -> None:
    number, code = citizen.file()
    answer = citizen.client.get(citizen.track(number, code))
    assert answer["X-Robots-Tag"] == "noindex" and answer["Cache-Control"] == "no-store"
    assert 'content="noindex"' in answer.content.decode()
