"""Ctrl+K knows pages by the initials of their pinyin, what can be done on the page open now with its keys, and what was
opened last; "?" shows the same shortcuts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.e2e.people import Citizen, at_desk
from tests.site import Site

pytestmark = pytest.mark.browser
TITLE = "公交站台顶棚破损，下雨天漏水"


def choose(page: Page, text: str, option: str) -> None:
    """Type into the palette and take the first that is called so."""
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name=re.compile("拼音首字母")).fill(text)
    expect(page.get_by_role("option").first).to_contain_text(option)
    page.keyboard.press("Enter")


def test_from_page_to_order_to_act(site: Site, new_page: OpenPage) -> None:
    citizen = Citizen(new_page(base_url=site.url, java_script_enabled=False))
    citizen.file(title=TITLE, content=TITLE, county="濂溪区", address="十里大道", name="吴桂英", phone="13870295681")
    at_desk(new_page, site, "agent").take_up(TITLE, "公交")

    page = at_desk(new_page, site, "dispatcher").page
    choose(page, "qbgd", "全部工单")
    expect(page).to_have_url(re.compile("/desk/orders$"))
    choose(page, "站台顶棚", TITLE)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()

    act = page.get_by_role("group", name="可办理的事项").get_by_role("button").first
    label = act.inner_text()
    choose(page, label, label)
    expect(page.get_by_role("dialog").last).to_be_visible()
    page.keyboard.press("Escape")

    choose(page, "gzt", "工作台")
    choose(page, "公交站台", "最近打开")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.get_by_role("heading", name=TITLE).click()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="快捷键一览")
    expect(sheet.get_by_text("打印工单")).to_be_visible()
