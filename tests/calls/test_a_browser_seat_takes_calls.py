"""A seat in the browser: signing on, the caller's sheet, talking both ways, silence, music, hanging up; one window at a
time; and a telephone that comes back by itself."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import MICROPHONE_HERTZ, OpenPage, heard_in
from tests.calls.line import OWN, Line
from tests.telephone import until
from yihao.calls.telephones.remote import RemoteTelephone

pytestmark = pytest.mark.browser
CITIZEN = 1000
SLOW = 30_000


@pytest.fixture
def seat(line: Line, telephone_page: OpenPage) -> Iterator[Page]:
    """An agent at the desk, signed on at the browser's telephone and ready; signed off again behind the test."""
    person = line.person("agent")
    page = telephone_page(base_url=line.url, viewport={"width": 1440, "height": 900})
    page.goto("/desk/")
    page.get_by_label("账号").fill("agent")
    page.get_by_label("密码", exact=True).fill(OWN)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="签入").click()
    expect(says(page, "话机正常")).to_be_visible(timeout=SLOW)
    page.keyboard.press("Alt+r")
    expect(says(page, "空闲")).to_be_visible()
    yield page
    if (mine := person.get("/api/seat").json()["seat"]) and mine["call"]:
        person.post(f"/api/calls/{mine['call']['id']}/hang_up")
        until(lambda: not person.get("/api/seat").json()["seat"]["call"])
    person.post("/api/seat", method="DELETE")


def says(page: Page, word: str) -> Locator:
    """Where the call bar says so."""
    return page.get_by_role("region", name="电话").get_by_text(word, exact=True).first


def hears(page: Page, *hertz: int) -> None:
    """Wait until the browser plays exactly these tones."""

    def same() -> bool:
        heard = heard_in(page)
        return len(heard) == len(hertz) and all(
            abs(one - other) <= 8 for one, other in zip(heard, hertz, strict=True)
        )

    until(same)


def take(page: Page) -> None:
    """The telephone rings; answer with the key."""
    expect(says(page, "正在振铃")).to_be_visible(timeout=SLOW)
    page.keyboard.press("F8")
    expect(says(page, "声音已接通")).to_be_visible()


def test_a_call_from_the_ring_to_the_record(seat: Page, citizen: RemoteTelephone) -> None:
    call = citizen.dial("12345", CITIZEN)
    expect(says(seat, "正在振铃")).to_be_visible(timeout=SLOW)
    sheet = seat.get_by_role("region", name="诉求人")
    expect(sheet.get_by_text("原拨 12345")).to_be_visible()
    expect(sheet.get_by_text("****").first).to_be_visible()
    take(seat)
    hears(seat, CITIZEN)
    call.hears(MICROPHONE_HERTZ)

    seat.keyboard.press("F2")
    call.hears()
    seat.keyboard.press("F2")
    call.hears(MICROPHONE_HERTZ)

    seat.keyboard.press("F4")
    expect(says(seat, "来电人正在听音乐")).to_be_visible()
    hears(seat)
    seat.keyboard.press("F4")
    hears(seat, CITIZEN)

    seat.keyboard.press("Alt+q")
    expect(says(seat, "话后整理")).to_be_visible()
    expect(sheet).to_be_visible()  # the sheet stays for the record
    seat.keyboard.press("Alt+r")
    expect(says(seat, "空闲")).to_be_visible()


def test_nobody_who_types_is_interrupted_before_answering(seat: Page, citizen: RemoteTelephone) -> None:
    seat.get_by_role("navigation").get_by_role("link", name="全部工单").click()
    search = seat.get_by_placeholder("标题内容里的词、编号或电话")
    search.fill("路灯")
    call = citizen.dial("12345", CITIZEN)
    expect(says(seat, "正在振铃")).to_be_visible(timeout=SLOW)
    expect(seat.get_by_role("button", name="打开受理单")).to_be_visible()
    expect(search).to_have_value("路灯")
    take(seat)
    expect(seat.get_by_role("region", name="诉求人")).to_be_visible()
    call.hears(MICROPHONE_HERTZ)


def test_a_page_loaded_anew_gets_its_caller_back(seat: Page, citizen: RemoteTelephone) -> None:
    call = citizen.dial("12345", CITIZEN)
    take(seat)
    call.hears(MICROPHONE_HERTZ)
    seat.on("dialog", lambda asked: asked.accept())  # whether one really wants to leave during a call
    seat.reload()
    expect(seat.get_by_text("示闲后会最先接到")).to_be_visible(timeout=SLOW)
    seat.keyboard.press("Alt+r")
    take(seat)
    hears(seat, CITIZEN)
    call.hears(MICROPHONE_HERTZ)


def test_a_browser_that_dies_gives_its_caller_back(line: Line, seat: Page, citizen: RemoteTelephone) -> None:
    call = citizen.dial("12345", CITIZEN)
    take(seat)
    call.hears(MICROPHONE_HERTZ)
    call_id = line.person("agent").get("/api/seat").json()["seat"]["call"]["id"]
    seat.context.set_offline(True)
    seat.goto("about:blank")
    until(lambda: line.rows("SELECT 1 FROM call WHERE id = %s AND phase = 'queued'", call_id), 40)
    call.hang_up()


def test_one_window_at_a_time(seat: Page, citizen: RemoteTelephone) -> None:
    other = seat.context.new_page()
    other.goto("/desk/")
    expect(says(other, "改用本窗口")).to_be_visible(timeout=SLOW)
    says(other, "改用本窗口").click()
    expect(says(other, "话机正常")).to_be_visible(timeout=SLOW)
    expect(says(seat, "改用本窗口")).to_be_visible()
    call = citizen.dial("12345", CITIZEN)
    take(other)
    hears(other, CITIZEN)
    call.hears(MICROPHONE_HERTZ)


def test_the_telephone_comes_back_by_itself(
    line: Line, seat: Page, citizen: RemoteTelephone, until_serves: Callable[[], None]
) -> None:
    line.kill_engine()
    expect(seat.get_by_text("话机断开，正在重连")).to_be_visible(timeout=SLOW)
    until_serves()
    expect(says(seat, "话机正常")).to_be_visible(timeout=SLOW)
    call = citizen.dial("12345", CITIZEN)
    take(seat)
    call.hears(MICROPHONE_HERTZ)


@pytest.fixture
def until_serves(line: Line) -> Callable[[], None]:
    """Wait until engine and switchboard are there again."""
    return line.switchboard_serves
