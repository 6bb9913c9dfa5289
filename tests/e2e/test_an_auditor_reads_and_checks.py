"""An auditor lands on the ledger, reads a record, sees who looked at what, and has the ledger checked by the worker."""

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from tests.e2e.people import at_desk
from tests.site import Site

pytestmark = pytest.mark.browser


def test_the_ledger_the_looks_and_a_check(site: Site, new_page: OpenPage) -> None:
    desk = at_desk(new_page, site, "auditor")
    desk.to("台账")
    page = desk.page
    first = page.get_by_role("table", name="台账").get_by_role("row").nth(1)
    expect(first).to_be_visible()
    first.click()
    record = page.get_by_role("dialog", name="台账记录")
    expect(record.get_by_role("heading", name="封印")).to_be_visible()
    assert "event=" in page.url
    page.keyboard.press("Escape")

    desk.to("访问记录")
    expect(page.get_by_role("table", name="访问记录").get_by_text("查阅台账").first).to_be_visible()
    page.get_by_role("tab", name="按人统计").click()
    expect(page.get_by_text("是线索，不是结论")).to_be_visible()

    desk.to("校验")
    expect(page.get_by_role("heading", name="校验", exact=True)).to_be_visible()
    page.keyboard.press("n")
    page.get_by_role("button", name="开始校验").click()
    done = page.get_by_role("table", name="校验记录").get_by_role("row").nth(1)
    expect(done.get_by_text("没有发现异常")).to_be_visible(timeout=20_000)
    expect(
        page.get_by_role("complementary", name="后台任务").get_by_text("校验完成，没有发现异常").first
    ).to_be_visible()
