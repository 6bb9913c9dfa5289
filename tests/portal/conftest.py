"""A citizen at a browser without JavaScript, and the staff that handle what was filed."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from PIL import Image

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary
from yihao.kernel import clock, numbers
from yihao.orders.actions import closing, dispatching, handling, intake
from yihao.orders.models import Appeal, Assignment, Order
from yihao.orders.values.intake import Form, PetitionerForm
from yihao.orders.values.states import Result
from yihao.organisation import queries as organisation
from yihao.organisation.values import Post, Role, UnitType, Viewer

COUNTY = "360403"
NAME, PHONE, ADDRESS = "欧阳小明", "13700001111", "庐山南路88号3栋"
ANSWERS: dict[str, dict[str, str]] = {
    "matter": {"appeal_type": "complaint", "title": "夜间施工噪音", "content": "工地夜里十二点还在打桩"},
    "county": {"county": COUNTY},
    "spot": {"address": ADDRESS, "day": "2026-01-05", "time": "23:30"},
    "person": {"who": "named", "name": NAME, "phone": PHONE, "subject_type": "person", "secrecy": "open", "want_reply": "yes"},
    "pictures": {},
}  # fmt: skip


@dataclass
class Citizen:
    """Fills in the forms of the portal."""

    client: Client = field(default_factory=Client)
    draft: str = field(default_factory=lambda: str(uuid4()))

    def post(self, slug: str, answers: dict[str, Any], **more: Any) -> Any:
        return self.client.post(f"/file/{self.draft}/{slug}/", {**answers, **more})

    def show(self, slug: str) -> str:
        return str(self.client.get(f"/file/{self.draft}/{slug}/").content.decode())

    def fill(self, **changed: str) -> None:
        """All steps up to the check, with some answers changed."""
        for slug, answers in ANSWERS.items():
            sent = {n: changed.get(n, v) for n, v in answers.items()}
            answer = self.post(slug, sent)
            assert answer.status_code == 302, answer.content.decode()

    def file(self, **changed: str) -> tuple[str, str]:
        """File an appeal; its number and query code as the page says them."""
        self.fill(**changed)
        done = self.client.post(f"/file/{self.draft}/check/", follow=True)
        return told(done.content.decode())

    def look_up(self, number: str, code: str, **more: Any) -> Any:
        return self.client.post("/track/", {"number": number, "code": code}, **more)

    def track(self, number: str, code: str) -> str:
        """The address of the status page."""
        answer = self.look_up(number, code)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])


def told(page: str) -> tuple[str, str]:
    """Number and query code of a confirmation page."""
    receipt = page.split('class="receipt"')[1].split("</dl>")[0]
    plain = re.sub(r"\s|<[^>]*>", "", receipt)
    found = re.search(r"编号(\d{19})查询码(\d{6})", plain)
    assert found, plain
    return found[1], found[2]


@pytest.fixture(scope="session")
def _side_closed(django_db_setup: None) -> Iterator[None]:
    """The second connection would keep the test database from being dropped."""
    yield
    connections[numbers.SIDE].close()


@pytest.fixture
def citizen(_side_closed: None, region: str) -> Citizen:
    return Citizen()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Filing draws its number on the second connection."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here) and not item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.django_db(databases=["default", "side"]))


class Staff:
    """The centre and one unit, handling an appeal; each act on the order's present version."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.centre = organisation.centre(region)
        self.unit = next(u for u in organisation.units().values() if u.type is UnitType.COUNTY and u.handles)
        self.agent, self.dispatcher, self.judge = (
            self._at_centre(r) for r in (Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR)
        )
        self.clerk = self._viewer(Role.UNIT_CLERK, self.unit)

    def _at_centre(self, role: Role) -> Viewer:
        return self._viewer(role, self.centre)

    def _viewer(self, role: Role, unit: Any) -> Viewer:
        return Viewer(uuid4(), "经办", self.region, (Post(role, unit.id, unit.label, unit.path),))

    def judge_visit(self) -> Viewer:
        """Who follows up."""
        return self._at_centre(Role.FOLLOW_UP)

    def appeal(self, number: str) -> Appeal:
        return Appeal.objects.get(number=number)

    def order(self, number: str) -> Order:
        return Order.objects.get(number=number)

    def form(self) -> Form:
        classes = catalogue.classes(self.region, catalogue.versions(self.region).of(Dictionary.CLASSES))
        parents = {c.parent for c in classes.values()}
        leaf = next(c.code for c in classes.values() if c.code not in parents)
        return Form("complaint", "x", "y", leaf, COUNTY, "街口", petitioner=PetitionerForm(anonymous=True))

    def accept(self, number: str) -> None:
        appeal = self.appeal(number)
        intake.submit(doer=self.agent, form=self.form(), appeal_id=appeal.id, version=appeal.version)

    def answer(self, number: str, words: str) -> None:
        appeal = self.appeal(number)
        form = replace(self.form(), appeal_type=appeal.appeal_type)
        intake.answer(doer=self.agent, form=form, answer=words, appeal_id=appeal.id, version=appeal.version)

    def send_back(self, number: str, missing: str) -> None:
        order = self.order(number)
        dispatching.send_back(doer=self.dispatcher, order_id=order.id, version=order.version, missing=missing)

    def dispatch(self, number: str, instruction: str = "") -> None:
        order = self.order(number)
        dispatching.dispatch(
            doer=self.dispatcher,
            order_id=order.id,
            version=order.version,
            lead_id=self.unit.id,
            instruction=instruction,
        )
        order.refresh_from_db()
        handling.sign(doer=self.clerk, order_id=order.id, assignment_id=self._lead(order), version=order.version)

    def contact(self, number: str, note: str = "") -> None:
        order = self.order(number)
        handling.record_contact(
            doer=self.clerk, order_id=order.id, assignment_id=self._lead(order), version=order.version,
            contacted_at=clock.now(), reached=True, note=note,
        )  # fmt: skip

    def reply(self, number: str, public: str, internal: str = "") -> None:
        order = self.order(number)
        handling.reply(
            doer=self.clerk, order_id=order.id, assignment_id=self._lead(order), version=order.version,
            result=Result.SOLVED, public_reply=public, internal_note=internal,
        )  # fmt: skip

    def fail(self, number: str, defects: str) -> None:
        order = self.order(number)
        closing.fail_check(doer=self.dispatcher, order_id=order.id, version=order.version, defects=defects)

    def passed(self, number: str) -> None:
        order = self.order(number)
        closing.pass_check(doer=self.dispatcher, order_id=order.id, version=order.version)

    def replied(self, number: str, public: str = "已要求停止夜间施工") -> None:
        """From a filed appeal to a reply that passed."""
        self.accept(number)
        self.dispatch(number)
        self.contact(number)
        self.reply(number, public)
        self.passed(number)

    def _lead(self, order: Order) -> UUID:
        return Assignment.objects.get(order=order, role="lead").id


@pytest.fixture
def staff(region: str) -> Iterator[Staff]:
    yield Staff(region)


def picture(kind: str = "JPEG", *, exif: bool = False) -> bytes:
    """The bytes of a small picture, with a place in it if wanted."""
    out = io.BytesIO()
    image = Image.new("RGB", (40, 30), "#456")
    if exif:
        data = Image.Exif()
        data[0x010F] = "Phone-Maker-X"
        data[0x8825] = {1: "N", 2: (29.0, 42.0, 0.0)}
        image.save(out, kind, exif=data)
    else:
        image.save(out, kind)
    return out.getvalue()
