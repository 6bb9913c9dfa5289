"""排班 in a real browser: a week by proposal, published; an agent sees it and asks to be away; the planner answers."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.e2e.people import at_desk
from tests.site import Site

pytestmark = pytest.mark.browser


def test_a_week_is_rostered(site: Site, new_page: OpenPage) -> None:
    planner = at_desk(new_page, site, "supervisor").page
    _open(planner, "排班")
    planner.get_by_role("button", name="下一周").click()
    expect(planner.get_by_text("未发布，只有排班人员看到")).to_be_visible()
    expect(planner.get_by_text("处缺口").first).to_be_visible()
    planner.get_by_role("button", name="排班建议").click()
    expect(planner.get_by_text("保证最低值守").first).to_be_visible()
    planner.get_by_role("button", name="全部排入").click()
    expect(planner.get_by_text("已排入").first).to_be_visible()
    planner.get_by_role("button", name="发布本周").click()
    expect(planner.get_by_text("可以在“我的排班”看到")).to_be_visible()
    expect(planner.get_by_role("button", name="重新发布")).to_be_enabled()
    _accessible(planner)

    agent = at_desk(new_page, site, "agent").page
    _open(agent, "我的排班")
    expect(agent.get_by_role("button", name="申请换班").first).to_be_visible()
    agent.get_by_role("button", name="申请请假").click()
    agent.get_by_label("开始").fill("2037-03-02 08:00")
    agent.keyboard.press("Enter")
    agent.get_by_label("结束").fill("2037-03-02 18:00")
    agent.keyboard.press("Enter")
    agent.get_by_role("button", name="提交申请").click()
    expect(agent.get_by_text("已提交请假申请，等待审批")).to_be_visible()
    _accessible(agent)

    planner.goto("/desk/rosters?week=2037-03-02")
    planner.get_by_role("button", name="不批准").click()
    planner.get_by_placeholder("理由（对方可见）").fill("当天有全市演练")
    planner.get_by_role("button", name="确定不批准").click()
    expect(planner.get_by_text("已告知不批准及理由")).to_be_visible()


def _open(page: Page, room: str) -> None:
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=room, exact=True).click()
    expect(page.get_by_role("heading", name=room, level=1)).to_be_visible()


def _accessible(page: Page) -> None:
    """No serious fault that a machine can find."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")] == []
