"""Who has the same order open is told of the other, and warned while the other is about to act; soon after the other's
window closed nothing is said any more."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from tests.e2e.people import Citizen, at_desk
from tests.site import Site

pytestmark = pytest.mark.browser
TITLE = "小区消防通道被石墩堵住"


def test_each_knows_of_the_other(site: Site, new_page: OpenPage) -> None:
    citizen = Citizen(new_page(base_url=site.url, java_script_enabled=False))
    citizen.file(title=TITLE, content=TITLE, county="濂溪区", address="十里大道", name="吴桂英", phone="13870295682")
    at_desk(new_page, site, "agent").take_up(TITLE, "消防")

    dispatcher, supervisor = at_desk(new_page, site, "dispatcher"), at_desk(new_page, site, "supervisor")
    for staff in (dispatcher, supervisor):
        staff.to("全部工单")
        staff.page.get_by_text(TITLE).first.click()
        expect(staff.page.get_by_role("heading", name="办理过程").first).to_be_visible()
    note = supervisor.page.get_by_role("status", name="也在看的人")
    expect(note).to_contain_text("派单员）也在看")

    group = dispatcher.page.get_by_role("group", name="可办理的事项")
    label = group.get_by_role("button").first.inner_text()
    group.get_by_role("button").first.click()
    expect(dispatcher.page.get_by_role("dialog", name=label)).to_be_visible()
    expect(note).to_contain_text(re.compile(f"正在“{label}”"), timeout=12_000)
    dispatcher.page.context.close()
    expect(note).to_have_count(0, timeout=20_000)
