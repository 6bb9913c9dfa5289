"""Finding: whatever is asked, exactly the orders that fit and that the viewer sees, newest first, page after page."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.orders.builders import BRING, ROLLED_BACK, WATER, Case, City, form, submitted
from yihao.kernel import clock, sql
from yihao.kernel.problems import Invalid
from yihao.orders.actions import intake
from yihao.orders.queries import finding
from yihao.orders.rules.filters import parse
from yihao.orders.values.states import FINAL_ORDER_STATES, OrderState
from yihao.organisation.values import Viewer

pytestmark = ROLLED_BACK
VIEWERS = ("dispatcher", "government_dispatcher", "clerk", "town_clerk", "other_clerk", "county_dispatcher")
WORDS = {"010101": "漏水发霉", WATER: "停水三天", "010201": "开发商延期交房"}
PLACES = ("360402001", "360402002", "360403001", "360424101")
Row = dict[str, Any]


def some_city(city: City, count: int = 36) -> list[Case]:
    """Orders of two years in all states, of several classes, places, urgencies, from the city's and a county's desk."""
    dice = random.Random(7)
    made = []
    for n in range(count):
        city.hands.move(days=dice.choice([0, 1, 3, 40]), minutes=dice.randrange(1, 50))
        code = dice.choice(list(WORDS))
        county = n % 9 == 0
        state = OrderState.PENDING_REVIEW if county else dice.choice(list(BRING))
        made.append(
            BRING[state](
                city, by=city.county_agent if county else city.agent, class_code=code,
                content=WORDS[code] + "，希望处理。", area_code=dice.choice(PLACES),
                appeal_type=dice.choice(["help", "complaint"]), urgency=dice.choice(["normal", "urgent"]),
                phone=f"139{n % 5:08d}", title=f"第{n}件",
            )
        )  # fmt: skip
    return made


def seen(viewer: Viewer) -> list[Row]:
    """All orders that a viewer sees, newest first, by asking for each by itself."""
    found = sql.rows("SELECT o.*, a.channel FROM work_order o JOIN appeal a ON a.id = o.appeal_id")
    sees = finding.sight.units_of(viewer)
    takes_part = {(r["order_id"], r["unit_id"]) for r in sql.rows("SELECT order_id, unit_id FROM participation")}
    mine = [o for o in found if any((o["id"], unit) in takes_part for unit in sees)]
    return sorted(mine, key=lambda o: (o["submitted_at"], o["id"]), reverse=True)


def asked(city: City) -> list[tuple[dict[str, str], Callable[[Row], bool]]]:
    """Filters as they stand in an address, beside what each means."""
    unit = city.unit("JJ-360402")
    below = set(finding.organisation.subtree(unit.id))
    light = {o["id"]: o for o in sql.rows("SELECT o.id, k.due_at, k.warn_at FROM work_order o " + finding.NEXT)}
    now = clock.now()
    day = city.hands.now.date()

    def is_open(o: Row) -> bool:
        return o["state"] not in FINAL_ORDER_STATES

    def red(o: Row) -> bool:
        due = light[o["id"]]["due_at"]
        return due is not None and due <= now

    return [
        ({}, lambda o: True),
        ({"class_code": "0101"}, lambda o: o["class_code"].startswith("0101")),
        ({"class_code": WATER, "state": "closed"}, lambda o: o["class_code"] == WATER and o["state"] == "closed"),
        ({"area_code": "360402"}, lambda o: o["area_code"].startswith("360402")),
        ({"area_code": "360403001", "appeal_type": "help"}, lambda o: o["area_code"] == "360403001" and o["appeal_type"] == "help"),
        (
            {"class_code": "0102", "area_code": "360402", "appeal_type": "help"},
            lambda o: o["class_code"].startswith("0102") and o["area_code"].startswith("360402") and o["appeal_type"] == "help",
        ),
        ({"area_code": "360402", "unit": str(unit.id)}, lambda o: o["area_code"].startswith("360402") and o["lead_unit_id"] in below),
        ({"state": "open"}, is_open),
        ({"state": "open", "q": "停水"}, lambda o: is_open(o) and o["class_code"] == WATER),
        ({"state": "archived"}, lambda o: o["state"] == "archived"),
        ({"unit": str(unit.id)}, lambda o: o["lead_unit_id"] in below),
        ({"light": "red"}, lambda o: is_open(o) and red(o)),
        ({"light": "red", "class_code": WATER}, lambda o: is_open(o) and red(o) and o["class_code"] == WATER),
        ({"urgency": "urgent"}, lambda o: o["urgency"] == "urgent"),
        ({"q": "交房 延期"}, lambda o: o["class_code"] == "010201"),
        ({"q": "漏水", "urgency": "normal"}, lambda o: o["class_code"] == "010101" and o["urgency"] == "normal"),
        ({"since": "2026-04-01", "until": str(day)}, lambda o: local(o) >= date(2026, 4, 1)),
        ({"until": "2026-05-31"}, lambda o: local(o) <= date(2026, 5, 31)),
        ({"q": "停水", "since": "2026-04-01"}, lambda o: o["class_code"] == WATER and local(o) >= date(2026, 4, 1)),
        ({"channel": "phone"}, lambda o: o["channel"] == "phone"),
        ({"q": "飞碟降落"}, lambda o: False),
    ]  # fmt: skip


def local(o: Row) -> date:
    at: date = o["submitted_at"].astimezone(finding.organisation.zone_of(o["region"])).date()
    return at


def walk(viewer: Viewer, wanted: dict[str, str]) -> list[UUID]:
    """The ids of all pages."""
    found: list[UUID] = []
    cursor = ""
    while True:
        page = finding.page(viewer, parse(wanted), cursor=cursor)
        found += [r["id"] for r in page["rows"]]
        cursor = page["next"]
        if not cursor:
            return found


@pytest.mark.parametrize("size", [30, 4])
def test_exactly_what_fits_and_is_seen_in_order(city: City, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    some_city(city)
    monkeypatch.setattr(finding, "PAGE", size)
    viewers = {name: getattr(city, name) for name in VIEWERS}
    viewers["both clerks"] = replace(city.clerk, posts=(*city.clerk.posts, *city.other_clerk.posts))
    viewers["nobody"] = replace(city.clerk, posts=())
    for name, viewer in viewers.items():
        mine = seen(viewer)
        for wanted, fits in asked(city):
            expected = [o["id"] for o in mine if fits(o)]
            assert walk(viewer, wanted) == expected, (name, wanted)
            assert finding.count(viewer, parse(wanted)) == {"count": len(expected), "more": False}, (name, wanted)


def test_what_is_asked_in_the_test_is_there_to_be_found(city: City) -> None:
    some_city(city)
    mine = seen(city.government_dispatcher)
    empty = [wanted for wanted, fits in asked(city) if not any(fits(o) for o in mine)]
    assert empty == [{"q": "飞碟降落"}]


def test_working_through_all_of_it_meets_each_once(city: City) -> None:
    some_city(city)
    for wanted in ({}, {"q": "停水"}, {"state": "open"}):
        found: list[UUID] = []
        before = None
        while hits := finding.hits(city.clerk, parse(wanted), before=before, size=3):
            found += hits
            before = hits[-1]
        assert found == walk(city.clerk, wanted)


def test_a_count_goes_up_to_its_cap(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    some_city(city, 12)
    monkeypatch.setattr(finding, "CAP", 5)
    for wanted in ({}, {"state": "open"}, {"area_code": "360400"}):
        assert finding.count(city.government_dispatcher, parse(wanted)) == {"count": 5, "more": True}


def test_a_few_questions_whatever_is_asked(city: City) -> None:
    some_city(city, 12)
    for wanted, _ in asked(city):
        with CaptureQueriesContext(connection) as questions:
            finding.page(city.clerk, parse(wanted))
        assert len(questions) <= 3, wanted


def test_by_its_whole_number(city: City) -> None:
    case = submitted(city)
    submitted(city)
    assert walk(city.dispatcher, {"q": f" {case.taken.number} "}) == [case.id]
    assert walk(city.clerk, {"q": case.taken.number}) == []


def test_what_was_added_later_is_found(city: City) -> None:
    case = submitted(city)
    assert walk(city.dispatcher, {"q": "天花板"}) == []
    case.supplement(text="现在卧室天花板也裂开了")
    assert walk(city.dispatcher, {"q": "天花板"}) == [case.id]


def test_what_a_citizen_filed_is_found_by_what_the_agent_made_of_it(city: City) -> None:
    taken = intake.file_appeal(by=city.citizen, form=form(class_code="", area_code="360402"), owner="session")
    city.hands.move(days=1)
    intake.submit(doer=city.agent, form=form(class_code=WATER), appeal_id=taken.appeal_id, version=1)
    assert walk(city.dispatcher, {"class_code": WATER}) == walk(city.dispatcher, {"channel": "portal"})
    assert len(walk(city.dispatcher, {"class_code": WATER})) == 1


@pytest.mark.parametrize("text", ["的", "我们", "!!", "13812345678"])
def test_a_text_without_a_word_to_look_for_is_refused(city: City, text: str) -> None:
    with pytest.raises(Invalid, match="两个字以上"):
        finding.page(city.dispatcher, parse({"q": text}))
