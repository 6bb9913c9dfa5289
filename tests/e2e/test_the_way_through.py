"""The whole story in a real browser: portal → agent → dispatcher → unit → closing check → follow-up → rating → review."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from tests.e2e.people import Citizen, at_desk
from tests.site import Site

pytestmark = pytest.mark.browser

TITLE = "夜间施工噪音扰民，凌晨仍在打桩"
CONTENT = "锦绣华庭旁的工地连续三晚施工到凌晨一点，打桩声很大，家里有备考的学生，希望夜间巡查并制止。"
OTHER = "路灯不亮，下晚自习的学生走夜路不安全"
REPLY = "已于当晚到现场核查，责令施工单位停止夜间作业，并安排专人巡查一周。"


def test_the_way_through(site: Site, new_page: OpenPage) -> None:
    citizen = Citizen(new_page(base_url=site.url, java_script_enabled=False))
    number, code = citizen.file(
        title=TITLE, content=CONTENT, county="濂溪区", address="长虹大道锦绣华庭三栋", name="周明", phone="13870291234"
    )
    assert len(number) == 19 and len(code) == 6

    agent = at_desk(new_page, site, "agent")
    agent.take_up(TITLE, "夜间施工")

    dispatcher = at_desk(new_page, site, "dispatcher")
    dispatcher.to("派单")
    dispatcher.page.get_by_text(TITLE).first.click()
    expect(dispatcher.page.get_by_text("濂溪区").first).to_be_visible()
    dispatcher.page.get_by_role("button", name="按建议派出").click()
    expect(dispatcher.page.get_by_text("已派出").first).to_be_visible()

    clerk = at_desk(new_page, site, "unit_clerk")
    clerk.open(number)
    clerk.act("签收").get_by_role("button", name="签收").click()
    expect(clerk.page.get_by_text("办理中").first).to_be_visible()
    contact = clerk.act("登记联系")
    contact.get_by_label("联系情况").fill("已电话联系，约定当晚到现场。")
    contact.get_by_role("button", name="登记联系").click()
    expect(clerk.page.get_by_text("联系了诉求人").first).to_be_visible()
    reply = clerk.act("提交答复")
    reply.get_by_text("已解决", exact=True).click()
    reply.get_by_label("公开答复").fill(REPLY)
    reply.get_by_role("button", name="提交答复").click()
    expect(clerk.page.get_by_text("待办结审核").first).to_be_visible()

    dispatcher.open(number)
    dispatcher.act("审核通过").get_by_role("button", name="审核通过").click()
    expect(dispatcher.page.get_by_text("待回访").first).to_be_visible()

    caller = at_desk(new_page, site, "follow_up")
    caller.open(number)
    visit = caller.act("登记回访")
    visit.get_by_role("radiogroup", name="承办单位是否联系过您").get_by_text("是", exact=True).click()
    visit.get_by_role("radiogroup", name="问题是否解决").get_by_text("已解决", exact=True).click()
    visit.get_by_role("radiogroup", name="对办理结果是否满意").get_by_text("满意", exact=True).click()
    visit.get_by_role("button", name="登记回访").click()
    expect(caller.page.get_by_text("已办结").first).to_be_visible()

    citizen.track(number, code)
    expect(citizen.page.get_by_text(REPLY)).to_be_visible()
    assert "周明" not in citizen.page.content() and "13870291234" not in citizen.page.content()
    citizen.rate(solved="no", satisfaction="dissatisfied", contacted="yes")
    expect(citizen.page.get_by_text(re.compile("评价")).first).to_be_visible()

    citizen.file(title=OTHER, content=OTHER, county="濂溪区", address="十里大道", name="周明", phone="13870291234")
    agent.take_up(OTHER, "路灯")
    supervisor = at_desk(new_page, site, "supervisor")
    supervisor.to("派单")
    expect(supervisor.page.get_by_text(OTHER).first).to_be_visible()
    supervisor.to("不满意研判")
    expect(supervisor.page.get_by_text(TITLE).first).to_be_visible()
    expect(supervisor.page.get_by_text(OTHER)).to_have_count(0)
