"""The register at a browser: a number is tried, a new one needs its approval, and its merge becomes a plan."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from tests.e2e.people import at_desk
from tests.site import Site

pytestmark = pytest.mark.browser


def test_a_number_is_tried_registered_and_planned(site: Site, new_page: OpenPage) -> None:
    supervisor = at_desk(new_page, site, "supervisor")
    page = supervisor.page

    supervisor.to("热线号码")
    expect(page.get_by_role("row")).to_have_count(44)  # with the head
    page.get_by_role("button", name="试拨").click()
    page.get_by_label("号码", exact=True).fill("0792-12358")
    page.get_by_label("号码", exact=True).press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("转到 12315 市场监管服务热线")).to_be_visible()
    expect(panel.get_by_text("按 0 人工服务 → 12345综合座席")).to_be_visible()
    panel.get_by_role("button", name=re.compile("关闭|Close")).click()

    page.get_by_role("button", name="登记新号码").click()
    panel = page.get_by_role("dialog")
    panel.locator("#number-number").fill("8222333")
    panel.locator("#number-name").fill("供热服务热线")
    panel.get_by_label("责任单位").click()
    page.get_by_role("option", name="市城市管理局", exact=True).click()
    panel.get_by_role("button", name=re.compile("按整体并入生成")).click()
    panel.get_by_text("附审批记录").click()
    page.keyboard.press("Control+Enter")
    expect(panel.get_by_role("alert").get_by_text("原则上不得新设").first).to_be_visible()
    for field, text in {"document": "九府办函〔2026〕1号", "authority": "市人民政府", "reason": "供热服务并入"}.items():
        panel.locator(f"[id='number-approval.{field}']").fill(text)
    panel.locator("[id='number-approval.approved_on']").fill("2026-01-05")
    panel.locator("[id='number-approval.approved_on']").press("Tab")
    panel.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存 8222333 供热服务热线")).to_be_visible()

    supervisor.to("归并进度")
    page.get_by_role("button", name="为 8222333 供热服务热线 制定方案").click()
    page.get_by_role("button", name="8222333", exact=True).click()
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name="明确").click()
    panel.get_by_label("负责人").fill("示范负责人")
    panel.get_by_role("button", name="保存").click()
    expect(panel.get_by_role("definition").filter(has_text="示范负责人")).to_be_visible()
    panel.get_by_role("button", name="报告").first.click()
    panel.get_by_role("button", name="保存").click()
    expect(panel.get_by_text(re.compile(r"月\d+日完成")).first).to_be_visible()
