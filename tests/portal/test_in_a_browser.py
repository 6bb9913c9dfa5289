"""The portal in a real browser: the whole way with JavaScript switched off; every page by axe, on a phone and a desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import OpenPage
from tests.portal.conftest import picture
from tests.site import Site

pytestmark = pytest.mark.browser
SIZES = [(360, 740), (1280, 800)]


def press(page: Page, words: str) -> None:
    """Each button leads to a page; it is there when this returns."""
    with page.expect_navigation():
        page.click(f".button:has-text('{words}')")


def to_check(page: Page, photo: Path) -> Iterator[str]:
    """The steps from the start to the check; yields at each page."""
    page.goto("/file/")
    yield "start"
    press(page, "开始填写")
    press(page, "下一步")
    yield "matter with errors"
    page.check("[value=complaint]")
    page.fill("[name=title]", "路灯不亮")
    page.fill("[name=content]", "整条街的路灯坏了三天")
    press(page, "下一步")
    yield "county"
    page.select_option("[name=county]", index=2)
    press(page, "下一步")
    page.fill("[name=address]", "街口")
    yield "spot"
    press(page, "下一步")
    yield "person"
    page.fill("[name=phone]", "13700002222")
    press(page, "下一步")
    page.set_input_files("[name=pictures]", photo)
    press(page, "上传选好的图片")
    assert page.get_by_text("已传 1 张").is_visible()
    yield "pictures"
    press(page, "下一步")
    yield "check"


def filed(page: Page) -> tuple[str, str]:
    number, code = page.locator(".receipt .number").all_inner_texts()
    return "".join(number.split()), code.strip()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "灯.jpg"
    path.write_bytes(picture())
    return path


def test_the_whole_way_without_javascript(site: Site, new_page: OpenPage, photo: Path) -> None:
    page = new_page(base_url=site.url, java_script_enabled=False, viewport={"width": 360, "height": 740})
    for _ in to_check(page, photo):
        pass
    press(page, "提交")
    number, code = filed(page)
    page.go_back()
    assert filed(page) == (number, code), "going back does not offer the form again"
    elsewhere = new_page(base_url=site.url, java_script_enabled=False)
    elsewhere.goto("/track/")
    elsewhere.fill("[name=number]", number)
    elsewhere.fill("[name=code]", code)
    press(elsewhere, "查询")
    press(elsewhere, "补充情况")
    elsewhere.fill("[name=text]", "又坏了两盏")
    press(elsewhere, "提交补充")
    assert elsewhere.get_by_text("又坏了两盏").is_visible()
    press(elsewhere, "撤回诉求")
    elsewhere.check("[value=personal]")
    elsewhere.check("[name=willing]")
    press(elsewhere, "确认撤回")
    assert elsewhere.locator("h1").inner_text() == "您已撤回"


def test_enter_in_a_field_goes_on_and_the_focus_is_on_the_errors(site: Site, new_page: OpenPage) -> None:
    page = new_page(base_url=site.url)
    page.goto("/file/")
    press(page, "开始填写")
    page.fill("[name=title]", "路灯不亮")
    with page.expect_navigation():
        page.press("[name=title]", "Enter")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.click(".errors a >> nth=0")
    assert page.url.endswith("#f-appeal_type")


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_every_page_is_accessible_and_fits(
    site: Site, new_page: OpenPage, photo: Path, size: tuple[int, int], elder: bool
) -> None:
    page = new_page(base_url=site.url, viewport={"width": size[0], "height": size[1]})
    if elder:
        page.context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])

    def look(name: str) -> None:
        found = Axe().run(page).response["violations"]
        assert not found, (name, [(v["id"], v["nodes"][0]["html"]) for v in found])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert not page.evaluate(_SMALL), (name, page.evaluate(_SMALL))

    for address in ("/", "/privacy/", "/help/", "/track/", "/nowhere/"):
        page.goto(address)
        look(address)
    for name in to_check(page, photo):
        look(name)
    press(page, "提交")
    look("filed")
    press(page, "查看进度")
    look("status")
    for way, sent in (("补充情况", "提交补充"), ("撤回诉求", "确认撤回")):
        press(page, way)
        press(page, sent)
        look(f"{way} with errors")
        press(page, "返回")


_SMALL = """[...document.querySelectorAll('.button, .switch, .plain, input:not([type=hidden]):not([type=radio])'
  + ':not([type=checkbox]), select, textarea, .choice, .way, .calls a')]
  .filter(e => e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML.slice(0, 80))"""
