"""People at their browsers: the citizen at the portal, and the staff at the desk."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser import OpenPage
from tests.site import Site

_OWN = "Lushan-jinxiu-2026"


@dataclass
class Citizen:
    """Somebody with an old phone: no JavaScript."""

    page: Page

    def file(self, *, title: str, content: str, county: str, address: str, name: str, phone: str) -> tuple[str, str]:
        """Go through the steps of the portal; the number and the query code."""
        p = self.page
        p.goto("/")
        p.get_by_role("link", name="反映诉求").first.click()
        p.get_by_role("link", name="开始填写").click()
        for _ in range(8):
            if p.get_by_role("heading", name="已经提交").count():
                break
            self._fill({"title": title, "content": content, "address": address, "name": name, "phone": phone})
            self._choose("appeal_type", "complaint")
            if p.locator("select[name=county]").count():
                option = p.locator("select[name=county] option").filter(has_text=county).first
                p.locator("select[name=county]").select_option(value=option.get_attribute("value"))
            p.get_by_role("button", name=re.compile("^(下一步|提交)$")).click()
        numbers = p.locator(".receipt .number").all_inner_texts()
        return re.sub(r"\D", "", numbers[0]), re.sub(r"\D", "", numbers[1])

    def track(self, number: str, code: str) -> None:
        """Look the appeal up."""
        self.page.goto("/track/")
        self._fill({"number": number, "code": code})
        self.page.get_by_role("button", name="查询").click()

    def rate(self, *, solved: str, satisfaction: str, contacted: str) -> None:
        """Say what came of it."""
        self.page.get_by_role("link", name="评价").click()
        for name, value in (("solved", solved), ("satisfaction", satisfaction), ("contacted", contacted)):
            self._choose(name, value)
        self.page.get_by_role("button", name="提交评价").click()

    def _fill(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            field = self.page.locator(f"[name={name}]:is(input, textarea)")
            if field.count():
                field.fill(value)

    def _choose(self, name: str, value: str) -> None:
        choice = self.page.locator(f"input[name={name}][value={value}]")
        if choice.count():
            choice.check()


@dataclass
class Staff:
    """Somebody at the desk."""

    page: Page

    def to(self, entry: str) -> None:
        """Open a page from the rail; it is there when this returns."""
        link = self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=entry)
        link.click()
        expect(link).to_have_attribute("aria-current", "page")

    def open(self, number: str) -> None:
        """Open an order by its number, from the palette."""
        self.page.keyboard.press("Control+k")
        self.page.get_by_role("combobox").last.fill(number)
        self.page.get_by_role("option").filter(has_text=number).first.click()
        expect(self.page.get_by_role("heading", name="办理过程").first).to_be_visible()

    def take_up(self, title: str, class_word: str) -> None:
        """Make an order of an appeal that was filed in the portal."""
        self.to("网上诉求")
        self.page.get_by_text(title).first.click()
        self.page.locator("#intake-class_code").fill(class_word)
        self.page.get_by_role("option").first.click()
        self.page.keyboard.press("Control+Enter")
        expect(self.page.get_by_text("已生成工单").first).to_be_visible()

    def act(self, label: str) -> Locator:
        """Choose an act on the order's page; its panel."""
        self.page.get_by_role("button", name=label, exact=False).first.click()
        panel = self.page.get_by_role("dialog").last
        expect(panel).to_be_visible()
        return panel


def at_desk(new_page: OpenPage, site: Site, role: str) -> Staff:
    """Sign in; with the first password set an own one (once for the site that the tests share)."""
    page = new_page(base_url=site.url, viewport={"width": 1440, "height": 900})
    page.goto("/desk/")
    page.get_by_label("账号").fill(role)
    page.get_by_label("密码", exact=True).fill(site.passwords[role])
    page.get_by_role("button", name="登录", exact=True).click()
    if site.passwords[role] != _OWN:
        page.get_by_label("原密码").fill(site.passwords[role])
        page.get_by_label("新密码", exact=True).fill(_OWN)
        page.get_by_label("再填一次新密码").fill(_OWN)
        page.get_by_role("button", name="修改密码").click()
        site.passwords[role] = _OWN
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible(timeout=20_000)  # a password is hashed slowly on purpose
    return Staff(page)
