"""The list of orders in a real browser: narrowed in the address bar, kept under a name, walked through, by telephone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from tests.e2e.people import Citizen, at_desk
from tests.site import Site

pytestmark = pytest.mark.browser

FILED = (
    ("广场舞音响声太大影响休息", "每晚七点到十点，小区广场的音响声震得窗户响，孩子没法写作业。", "13979201234"),
    ("早餐摊占用人行道", "人行道被早餐摊占满，行人只能走到机动车道上去，早上上学很危险。", "13979205678"),
)


def test_orders_are_found(site: Site, new_page: OpenPage) -> None:
    agent = at_desk(new_page, site, "agent")
    for title, content, phone in FILED:
        citizen = Citizen(new_page(base_url=site.url, java_script_enabled=False))
        citizen.file(title=title, content=content, county="濂溪区", address="长虹大道旁", name="黄敏", phone=phone)
        agent.take_up(title, "夜间施工")
    page = at_desk(new_page, site, "dispatcher").page
    page.get_by_role("navigation").get_by_role("link", name="全部工单").click()
    search = page.get_by_label("查找工单")
    rows = page.get_by_role("table", name="全部工单").locator("tbody tr")

    search.fill("广场舞 音响")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("q="))
    expect(page.get_by_role("status").filter(has_text="符合条件 1 件")).to_be_visible()

    page.get_by_role("button", name="常用筛选").click()
    page.get_by_label("名字").fill("广场舞扰民")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="清除", exact=True).click()
    expect(rows.nth(1)).to_be_visible()
    page.reload()
    page.get_by_role("button", name="常用筛选").click()
    page.get_by_role("button", name="广场舞扰民", exact=True).click()
    expect(rows).to_have_count(1)
    expect(search).to_have_value("广场舞 音响")

    search.fill("139 7920 5678")
    search.press("Enter")
    expect(page.get_by_text("电话 139****5678 的工单")).to_be_visible()
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("早餐摊占用人行道")
    expect(page).not_to_have_url(re.compile("5678"))

    page.goto(f"{site.url}/desk/orders?area_code=360402")
    rows.first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="办理过程")).to_be_visible()
    first = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="下一件").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    page.get_by_role("button", name="上一件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
