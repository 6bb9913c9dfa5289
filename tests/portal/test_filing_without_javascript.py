"""The way from the first step to number and code, with nothing but forms."""

import re

import pytest

from tests.portal.conftest import ADDRESS, ANSWERS, NAME, PHONE, Citizen, Staff, told
from yihao.kernel import numbers
from yihao.kernel.crypto import unseal
from yihao.orders.models import Appeal


def test_the_whole_way_files_one_appeal_as_typed(citizen: Citizen, staff: Staff) -> None:
    number, code = citizen.file(wanted="请制止")
    assert numbers.is_number(number)
    a = staff.appeal(number)
    assert a.state == "filed" and a.channel == "portal" and a.area_code == "360403"
    assert unseal(a.query_code, "appeal.query_code", a.id) == code
    assert unseal(a.phone, "appeal.phone", a.id) == PHONE
    assert unseal(a.name, "appeal.name", a.id) == NAME
    assert unseal(a.title, "appeal.title", a.id) == ANSWERS["matter"]["title"]
    assert unseal(a.address, "appeal.address", a.id) == ADDRESS
    assert a.occurred_at is not None and a.occurred_at.isoformat() == "2026-01-05T15:30:00+00:00"


def test_going_back_keeps_what_was_typed_and_checks_nothing(citizen: Citizen) -> None:
    citizen.post("matter", ANSWERS["matter"])
    citizen.post("county", ANSWERS["county"])
    answer = citizen.post("spot", {"address": "半句", "day": "哪天呢"}, back="1")
    assert answer["Location"].endswith("/county/")
    assert 'value="哪天呢"' in citizen.show("spot") and "半句" in citizen.show("spot")


def test_from_the_check_one_answer_is_changed_and_one_is_back_at_the_check(citizen: Citizen) -> None:
    citizen.fill()
    assert 'name="check"' in str(citizen.client.get(f"/file/{citizen.draft}/spot/?check=1").content)
    answer = citizen.post("spot", {**ANSWERS["spot"], "address": "新的地点"}, check="1")
    assert answer["Location"].endswith("/check/")
    assert "新的地点" in citizen.show("check")


def test_townships_are_those_of_the_chosen_county(citizen: Citizen) -> None:
    citizen.post("matter", ANSWERS["matter"])
    citizen.post("county", {"county": "360403"})
    assert "360403001" in citizen.show("spot") and "360402001" not in citizen.show("spot")
    citizen.post("spot", {**ANSWERS["spot"], "town": "360403001"})
    citizen.post("county", {"county": "360402"})
    assert "360403001" not in citizen.show("spot")


def test_anonymous_leaves_no_name_and_no_number(citizen: Citizen, staff: Staff) -> None:
    number, _ = citizen.file(who="anonymous")
    a = staff.appeal(number)
    assert a.anonymous and a.phone is None and a.name is None and a.phone_index is None


def test_nothing_typed_is_in_an_address_or_lies_open_in_the_session(citizen: Citizen) -> None:
    citizen.fill()
    from django.contrib.sessions.models import Session

    rows = [str(Session.objects.get(session_key=citizen.client.session.session_key).get_decoded())]
    assert all(word not in row for row in rows for word in (NAME, PHONE, ADDRESS, "打桩"))
    page = citizen.show("check")
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert not [a for a in addresses if PHONE in a or NAME in a]


def test_two_windows_do_not_mix(citizen: Citizen) -> None:
    other = Citizen(client=citizen.client)
    citizen.post("matter", {**ANSWERS["matter"], "title": "第一件"})
    other.post("matter", {**ANSWERS["matter"], "title": "第二件"})
    assert "第一件" in citizen.show("matter") and "第二件" not in citizen.show("matter")


def test_clearing_forgets(citizen: Citizen) -> None:
    citizen.fill()
    citizen.post("check", {}, clear="1")
    assert citizen.client.get(f"/file/{citizen.draft}/check/").status_code == 302
    assert ANSWERS["matter"]["title"] not in citizen.show("matter")


def test_larger_type_in_the_middle_of_a_form_loses_nothing(citizen: Citizen) -> None:
    citizen.post("matter", {"title": "写到一半", "content": ""}, elder="1")
    page = citizen.show("matter")
    assert "写到一半" in page and 'class="elder"' in page


@pytest.mark.parametrize("times", [2, 3])
def test_submitting_again_makes_no_second_appeal_and_shows_the_same_number(citizen: Citizen, times: int) -> None:
    citizen.fill()
    pages = [citizen.client.post(f"/file/{citizen.draft}/check/", follow=True).content.decode() for _ in range(times)]
    assert len({told(page) for page in pages}) == 1
    assert Appeal.objects.count() == 1
