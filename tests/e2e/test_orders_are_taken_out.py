"""A dispatcher takes the list out, leaves the page, loads the desk anew, and fetches the file: it holds what the list shows."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser import OpenPage
from tests.e2e.people import Citizen, at_desk
from tests.site import Site

pytestmark = pytest.mark.browser
TITLE = "小区门口污水外溢，气味很大"


def test_the_file_is_the_list(site: Site, new_page: OpenPage, tmp_path: Path) -> None:
    citizen = Citizen(new_page(base_url=site.url, java_script_enabled=False))
    citizen.file(title=TITLE, content=TITLE, county="濂溪区", address="十里大道", name="吴桂英", phone="13870295678")
    at_desk(new_page, site, "agent").take_up(TITLE, "污水")
    desk = at_desk(new_page, site, "dispatcher")
    desk.to("全部工单")
    expect(desk.page.get_by_text(TITLE).first).to_be_visible()
    shown = desk.page.get_by_role("table").get_by_role("row").filter(has_text=TITLE).first.inner_text()

    desk.page.get_by_role("button", name="导出", exact=True).click()
    drawer = desk.page.get_by_role("dialog")
    expect(drawer.get_by_text(re.compile(r"^\d+ 件$"))).to_be_visible()
    drawer.get_by_role("button", name="开始导出").click()
    expect(drawer.get_by_text("请选择用途").first).to_be_visible()
    drawer.get_by_text("督查督办", exact=True).click()
    drawer.get_by_role("button", name="开始导出").click()
    tray = desk.page.get_by_role("complementary", name="后台任务")
    expect(tray).to_be_visible()
    desk.to("办结审核")
    desk.page.reload()
    expect(tray.get_by_text("导出已完成，可以下载")).to_be_visible()
    tray.get_by_role("button", name="导出已完成").click()
    with desk.page.expect_download() as downloading:
        tray.get_by_role("link", name="下载").first.click()
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)

    assert re.fullmatch(r"工单导出-\d{8}-\d{6}\.xlsx", path.name)
    book = load_workbook(path, read_only=True)
    head, *rows = book["工单"].iter_rows(values_only=True)
    row = dict(zip(head, next(r for r in rows if TITLE in r), strict=True))
    assert str(row["工单编号"]) in shown and str(row["工单状态"]) in shown
    assert (row["诉求人"], row["联系电话"]) == ("吴**", "138****5678")
    assert ("用途", "督查督办") in list(book["导出说明"].iter_rows(values_only=True))
    assert "吴桂英" not in str(rows) and "13870295678" not in str(rows)

    administrator = at_desk(new_page, site, "administrator")
    administrator.to("后台任务")
    expect(administrator.page.get_by_role("table").get_by_text("导出工单").first).to_be_visible()
    expect(administrator.page.get_by_text(TITLE)).to_have_count(0)
    administrator.page.get_by_role("tab", name=re.compile("定时任务")).click()
    expect(administrator.page.get_by_text("发送短信和通知")).to_be_visible()
