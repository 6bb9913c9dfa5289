"""工作台 comes first after signing in; its numbers open the rows, what is due first opens the order, and a person may
choose another page to come to."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from tests.e2e.people import Citizen, at_desk
from tests.site import Site

pytestmark = pytest.mark.browser
TITLE = "路口井盖松动，车辆经过响声很大"


def test_from_the_start_page_to_the_work(site: Site, new_page: OpenPage) -> None:
    citizen = Citizen(new_page(base_url=site.url, java_script_enabled=False))
    citizen.file(title=TITLE, content=TITLE, county="濂溪区", address="十里大道", name="吴桂英", phone="13870295679")
    at_desk(new_page, site, "agent").take_up(TITLE, "井盖")

    page = at_desk(new_page, site, "dispatcher").page
    expect(page).to_have_url(re.compile("/desk/start$"))
    waiting = page.get_by_role("list", name="等我办理的").get_by_role("link", name=re.compile("待派单"))
    expect(waiting).to_contain_text(re.compile(r"[1-9]\d* 件"))
    waiting.click()
    expect(page).to_have_url(re.compile("/desk/dispatch"))
    expect(page.get_by_text(TITLE).first).to_be_visible()

    page.get_by_role("link", name="工作台").click()
    page.locator("label", has_text="登录后先打开").locator(".el-select").click()
    page.get_by_role("option", name="派单", exact=True).click()
    page.goto(f"{site.url}/desk/")
    expect(page).to_have_url(re.compile(r"/desk/dispatch(\?|$)"))
