"""Lists: by remaining time, paged by key, a bounded number of questions to the database, persons masked."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.orders.builders import (
    NAME,
    ROLLED_BACK,
    WATER,
    Case,
    City,
    Hands,
    checked,
    dispatched,
    doubted,
    filed,
    replied,
    signed,
    submitted,
    tick,
    waiting,
)
from yihao.kernel import sql
from yihao.kernel.paging import PAGE
from yihao.kernel.problems import Forbidden, Invalid
from yihao.orders.queries import details, finding, lists
from yihao.orders.rules.filters import parse
from yihao.organisation.values import Viewer

pytestmark = ROLLED_BACK
QUEUES = {
    "review": (submitted, "dispatcher"), "supplement": (waiting, "agent"), "sign": (dispatched, "clerk"),
    "handling": (signed, "clerk"), "check": (replied, "dispatcher"), "visit": (checked, "caller_back"),
    "judge": (doubted, "supervisor"),
}  # fmt: skip


def read(viewer: Viewer, queue: str, cursor: str = "", **wanted: str) -> dict[str, Any]:
    if queue == "all":
        return finding.page(viewer, parse(wanted), cursor=cursor)
    return lists.order_list(viewer, queue=queue, cursor=cursor, wanted=parse(wanted))


def ids(viewer: Viewer, queue: str, cursor: str = "", **wanted: str) -> list[UUID]:
    return [r["id"] for r in read(viewer, queue, cursor, **wanted)["rows"]]


def many(city: City, count: int) -> list[Case]:
    found = []
    for n in range(count):
        city.hands.move(minutes=1)
        found.append(submitted(city, phone=f"139{n:08d}"))
    return found


@pytest.mark.parametrize("queue", QUEUES)
def test_each_order_is_in_the_queue_of_its_state_and_in_no_other(city: City, queue: str) -> None:
    bring, _ = QUEUES[queue]
    case = bring(city)
    held = {name for name, (_, who) in QUEUES.items() if case.id in ids(getattr(city, who), name)}
    assert held == {queue}


@pytest.mark.parametrize("queue", QUEUES)
def test_a_queue_belongs_to_those_with_its_right(city: City, queue: str) -> None:
    needed = lists.QUEUES[queue].permission
    for name in ("agent", "dispatcher", "caller_back", "supervisor", "clerk", "administrator", "auditor"):
        viewer = getattr(city, name)
        if needed in viewer.permissions:
            assert lists.order_list(viewer, queue=queue)["rows"] == []
        else:
            with pytest.raises(Forbidden):
                lists.order_list(viewer, queue=queue)


def test_the_copies_are_a_list_of_their_own(city: City) -> None:
    case = submitted(city).dispatch(copies=["JJ-360403"])
    assert ids(city.other_clerk, "copies") == [case.id]
    assert ids(city.other_clerk, "sign") == ids(city.clerk, "copies") == []


def test_who_is_due_first_stands_first(city: City, hands: Hands) -> None:
    slow = dispatched(city)
    hands.move(minutes=1)
    water = dispatched(city, class_code=WATER)
    hands.move(minutes=1)
    critical = dispatched(city, urgency="critical")
    assert [r["id"] for r in lists.order_list(city.clerk, queue="sign")["rows"]] == [critical.id, water.id, slow.id]


def test_an_order_without_a_running_clock_is_not_lost(city: City) -> None:
    case = submitted(city)
    sql.execute("UPDATE clock SET stopped_at = now() WHERE order_id = %s", (case.id,))
    assert ids(city.dispatcher, "review") == [case.id]


@pytest.mark.parametrize("queue", ["review", "all"])
def test_paging_has_no_gap_and_no_double_while_rows_are_added(city: City, queue: str) -> None:
    before = {case.id for case in many(city, 2 * PAGE + 5)}
    seen: list[UUID] = []
    cursor = ""
    while True:
        page = read(city.dispatcher, queue, cursor)
        seen.extend(r["id"] for r in page["rows"])
        many(city, 2)
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_rows_of_the_same_instant_are_paged_too(city: City) -> None:
    made = {submitted(city, phone=f"139{n:08d}").id for n in range(PAGE + 3)}
    first = lists.order_list(city.dispatcher, queue="review")
    second = lists.order_list(city.dispatcher, queue="review", cursor=first["next"])
    assert [len(first["rows"]), len(second["rows"]), second["next"]] == [PAGE, 3, ""]
    assert {r["id"] for r in first["rows"] + second["rows"]} == made


def test_a_cursor_that_is_not_ours_is_refused(city: City) -> None:
    for cursor in ("x", "W10", "bnVsbA"):
        with pytest.raises(Invalid):
            lists.order_list(city.dispatcher, queue="review", cursor=cursor)


@pytest.mark.parametrize("queue", [*QUEUES, "all"])
def test_the_number_of_questions_does_not_grow_with_the_rows(city: City, queue: str) -> None:
    bring, who = QUEUES.get(queue, (submitted, "dispatcher"))
    viewer = getattr(city, who)
    bring(city)
    read(viewer, queue)
    with CaptureQueriesContext(connection) as one:
        read(viewer, queue)
    for _ in range(3):
        bring(city)
    with CaptureQueriesContext(connection) as more:
        assert len(read(viewer, queue)["rows"]) == 4
    assert len(more) == len(one) <= 2


@pytest.mark.parametrize("queue", ["filed", "mine"])
def test_nor_for_appeals(city: City, queue: str) -> None:
    def add() -> None:
        filed(city) if queue == "filed" else submitted(city)

    add()
    lists.appeal_list(city.agent, queue=queue)
    with CaptureQueriesContext(connection) as one:
        lists.appeal_list(city.agent, queue=queue)
    for _ in range(3):
        add()
    with CaptureQueriesContext(connection) as more:
        assert len(lists.appeal_list(city.agent, queue=queue)["rows"]) == 4
    assert len(more) == len(one) <= 2


def test_the_counts_of_all_queues_cost_one_question(
    city: City, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MORE", [])  # what rooms above add to the rail is theirs to count
    submitted(city)
    submitted(city)
    tick(hands, city.hands.move(minutes=25))
    lists.counts(city.supervisor)
    with CaptureQueriesContext(connection) as asked:
        found = {c["key"]: (c["count"], c["yellow"], c["red"]) for c in lists.counts(city.supervisor)}
    assert found == {"review": (2, 2, 0), "check": (0, 0, 0), "judge": (0, 0, 0)}
    assert len(asked) == 1


def test_an_order_is_read_with_a_bounded_number_of_questions(city: City) -> None:
    case = doubted(city).redo().handled().ring()
    details.order_detail(city.dispatcher, case.id)
    with CaptureQueriesContext(connection) as one:
        details.order_detail(city.dispatcher, case.id)
    for _ in range(5):
        case.supplement()
    with CaptureQueriesContext(connection) as more:
        details.order_detail(city.dispatcher, case.id)
    assert len(more) == len(one)


def test_persons_are_masked_in_every_list(city: City) -> None:
    dispatched(city)
    filed(city)
    for row in (
        *lists.order_list(city.clerk, queue="sign")["rows"],
        *lists.appeal_list(city.agent, queue="filed")["rows"],
    ):
        assert row["petitioner"] == "张**"
        assert NAME not in str(row)
    submitted(city, anonymous=True)
    assert lists.order_list(city.dispatcher, queue="review")["rows"][0]["petitioner"] == "匿名"


def test_the_follow_up_list_holds_nothing_of_the_own_unit(city: City) -> None:
    case = checked(city)
    assert ids(city.caller_back, "visit") == [case.id]
    assert ids(city.clerk_who_calls_back, "visit") == []
