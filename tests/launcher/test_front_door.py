"""What `yihao up` announces is really there, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import OpenPage
from tests.site import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/desk/", "/admin/"])
def test_the_announced_pages_open(site: Site, page: Page, path: str) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    answer = page.goto(site.url + path)
    assert answer is not None and answer.status == 200
    expect(page.locator("body")).to_contain_text(re.compile(r"[一-鿿]"))
    assert faults == []


def test_the_citizens_page_works_without_scripts(site: Site, new_page: OpenPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.url + "/")
    expect(page.locator("main, body").first).to_contain_text("12345")


def test_there_is_an_account_for_the_first_try(site: Site) -> None:
    assert {"agent", "dispatcher", "administrator"} <= set(site.passwords)
