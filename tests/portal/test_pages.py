"""Every page: light, in the region's own words, without scripts."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.test import Client

import yihao.portal
from tests.portal.conftest import ANSWERS, Citizen, Staff

MOST = 100 * 1024
PORTAL = Path(yihao.portal.__file__).parent


def weight(page: bytes) -> int:
    found = finders.find("portal/portal.css")
    assert isinstance(found, str)
    return len(page) + len(Path(found).read_bytes())


@pytest.mark.parametrize("address", ["/", "/file/", "/track/", "/privacy/", "/help/"])
def test_page_is_light_and_without_scripts(region: str, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert weight(answer.content) <= MOST
    page = answer.content.decode()
    assert "<script" not in page and not re.search(r'\son\w+=|\sstyle="', page)


def test_steps_and_status_are_light(citizen: Citizen, staff: Staff) -> None:
    citizen.fill(content="长" * 5000)
    for slug in (*ANSWERS, "check"):
        answer = citizen.client.get(f"/file/{citizen.draft}/{slug}/")
        assert weight(answer.content) <= MOST and b"<script" not in answer.content
    number, code = citizen.file()
    staff.replied(number, "答" * 3000)
    assert weight(citizen.client.get(citizen.track(number, code)).content) <= MOST


def test_home_has_the_line_the_emergencies_and_both_ways(region: str, client: Client) -> None:
    page = client.get("/").content.decode()
    for part in ('href="tel:12345"', 'href="tel:110"', 'href="/file/"', 'href="/track/"', 'href="/privacy/"'):
        assert part in page
    assert page.index("tel:110") < page.index("不在受理范围")


def test_no_city_in_code_or_templates() -> None:
    for path in PORTAL.rglob("*"):
        if path.suffix in (".py", ".html", ".css"):
            text = path.read_text(encoding="utf-8")
            assert not re.search("九江|庐山|3604|12345|0792|\\b110\\b|江西", text), path


def test_larger_type_is_kept_in_a_cookie(region: str, client: Client) -> None:
    answer = client.post("/display/", {"back": "/track/"})
    assert answer["Location"] == "/track/"
    assert 'class="elder"' in client.get("/").content.decode()
    client.post("/display/", {"back": "/"})
    assert 'class="elder"' not in client.get("/").content.decode()


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(region: str, client: Client, back: str) -> None:
    assert client.post("/display/", {"back": back})["Location"] == "/"


def test_a_form_without_our_token_is_refused_in_words(region: str) -> None:
    answer = Client(enforce_csrf_checks=True).post("/track/", {"number": "1", "code": "2"})
    assert answer.status_code == 403 and "页面已过期" in answer.content.decode() and "Cookie" in answer.content.decode()


def test_a_page_that_is_not_there(region: str, client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404 and "返回首页" in answer.content.decode()


def test_a_lost_database_gives_back_what_was_typed(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen.client.get("/")

    def lost(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("yihao.portal.views.file.queries.ground", lost)
    monkeypatch.setattr("yihao.organisation.queries.regions", lost)
    answer = citizen.post("matter", {**ANSWERS["matter"], "title": "没有丢"})
    page = answer.content.decode()
    assert answer.status_code == 503 and 'value="没有丢"' in page and "再试一次" in page and "没有保存" in page
    assert "csrfmiddlewaretoken" in page
