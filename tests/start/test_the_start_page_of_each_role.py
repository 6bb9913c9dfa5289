"""工作台: each role finds its own parts, every figure is that of the list behind it, and it costs a bounded number of
questions to the database, however much waits."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.orders.builders import (
    AT_HOME,
    NAME,
    PHONE,
    ROLLED_BACK,
    City,
    checked,
    dispatched,
    doubted,
    replied,
    signed,
    submitted,
    tick,
    waiting,
)
from tests.orders.desk import Desk
from yihao.orders.queries import finding, lists
from yihao.orders.rules.filters import parse
from yihao.organisation.values import Role, Viewer
from yihao.start.queries import start

pytestmark = ROLLED_BACK
STAGES = (submitted, waiting, dispatched, signed, replied, checked, doubted)
PARTS = {
    Role.AGENT: {"contacts", "duties"},
    Role.DISPATCHER: set[str](),
    Role.UNIT_CLERK: {"units"},
    Role.UNIT_LEADER: {"units"},
    Role.FOLLOW_UP: set[str](),
    Role.SUPERVISOR: {"line", "late_units", "unreachable"},
    Role.ADMINISTRATOR: {"unreachable"},
    Role.AUDITOR: set[str](),
}


def fill(city: City, rounds: int = 1) -> None:
    """Orders at every stage, some of them late."""
    for n in range(rounds):
        for stage in STAGES:
            stage(city, phone=f"139{n:08d}")
            city.hands.move(minutes=3)
    city.hands.move(days=1)
    tick(city)


def page(city: City, role: Role) -> dict[str, Any]:
    viewer: Viewer = getattr(city, AT_HOME[role])
    return start(viewer)


def test_each_role_finds_what_concerns_it(city: City) -> None:
    fill(city)
    optional = {"contacts", "duties", "units", "line", "late_units", "unreachable"}
    for role, parts in PARTS.items():
        found = page(city, role)
        assert {part for part in optional if found[part] is not None and (part != "units" or found[part])} == parts, (
            role
        )


def test_what_is_due_first_comes_first_each_in_the_queue_it_names(city: City) -> None:
    fill(city, 2)
    for username in ("agent", "dispatcher", "clerk", "caller_back", "supervisor"):
        due_first(getattr(city, username))


def due_first(viewer: Viewer) -> None:
    soon = lists.soonest(viewer, 8)
    due = [row["deadline"]["due"] for row in soon]
    assert soon and due == sorted(due)
    for row in soon:
        assert row["id"] in [r["id"] for r in lists.order_list(viewer, queue=row["queue"])["rows"]]
    first = min(
        row["deadline"]["due"]
        for key in {q["key"] for q in lists.counts(viewer)} & set(lists.QUEUES) - {"copies"}
        for row in lists.order_list(viewer, queue=key)["rows"]
        if row["deadline"]
    )
    assert due[0] == first


def figures(viewer: Viewer, unit: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Each figure of a unit, and how many orders the list shows under the filter that it opens."""
    opened = {
        "open": {"state": "open"},
        "yellow": {"light": "yellow"},
        "red": {"light": "red"},
        "doubted": {"state": "redo_review"},
    }
    for name, wanted in opened.items():
        yield unit[name], finding.count(viewer, parse({"unit": str(unit["unit_id"]), **wanted}))["count"]


def test_every_figure_of_a_unit_is_the_list_behind_it(city: City) -> None:
    fill(city, 2)
    [own] = page(city, Role.UNIT_LEADER)["units"]
    assert own["unit_id"] == city.unit("JJ-360402").id and own["open"] > own["red"] > 0
    assert all(said == shown for said, shown in figures(city.leader, own))
    late = page(city, Role.SUPERVISOR)["late_units"]
    assert late and all(said == shown for unit in late for said, shown in figures(city.supervisor, unit))


def test_questions_to_the_database_are_bounded(city: City) -> None:
    fill(city, 2)
    assert {role.value: n for role in Role if (n := _asked(city, role)) > 8} == {}


def test_nothing_personal_but_masked(city: City) -> None:
    fill(city)
    for role in Role:
        body = Desk(city, AT_HOME[role]).get("/api/start")
        assert body.status_code == 200
        assert NAME not in body.content.decode() and PHONE not in body.content.decode()


def _asked(city: City, role: Role) -> int:
    page(city, role)  # what is kept for a moment is read by whoever comes first
    with CaptureQueriesContext(connection) as asked:
        page(city, role)
    return len(asked)
