"""Whatever the people around an order do in whatever order: what must always hold, holds after every step."""

import json
from datetime import datetime

import pytest

from tests.orders.builders import ROLLED_BACK, Case, City
from tests.orders.walks import STEPS, Walk
from yihao.catalogue import queries as catalogue
from yihao.kernel import sql
from yihao.orders import audit
from yihao.orders.actions.clocks import recomputed
from yihao.orders.models import Clock
from yihao.orders.rules.transitions import BY_EVENT, TRANSITIONS, Thing
from yihao.orders.values.states import FINAL_ORDER_STATES, OrderState

pytestmark = ROLLED_BACK
SEEDS = range(16)
LENGTH = 22


def one_lead(case: Case) -> None:
    leads = [a for a in case.assignments if a["role"] == "lead"]
    assert len(leads) == (0 if case.row["dispatched_at"] is None else 1)


def citizen_clock(case: Case) -> None:
    """It runs until the end. (A closed order that a complaint brings back has had its end; the redo starts it anew.)"""
    if case.state in FINAL_ORDER_STATES:
        assert "citizen" not in case.running
    elif not (case.state == OrderState.REDO_REVIEW and "order.complained" in case.events):
        assert "citizen" in case.running


def citizen_clock_never_moves(case: Case) -> None:
    starts = [datetime.fromisoformat(str(e["at"])) for e in sql.rows(
        "SELECT occurred_at AS at FROM event WHERE subject_id = %s AND kind IN ('order.submitted', 'order.redone')", (case.id,)
    )]  # fmt: skip
    found = sql.rows("SELECT * FROM clock WHERE order_id = %s AND kind = 'citizen'", (case.id,))
    assert all(k["started_at"] in starts for k in found)
    assert sql.rows("SELECT 1 FROM clock_pause p JOIN clock k ON k.id = p.clock_id WHERE k.kind = 'citizen'") == []


def dues_can_be_recomputed(case: Case) -> None:
    at = catalogue.versions(case.city.region)
    calendar = catalogue.calendar(case.city.region, at)
    for running in Clock.objects.filter(order_id=case.id):
        timing = recomputed(running, calendar, 0.7)
        assert (running.due_at, running.warn_at) == (timing.due, timing.warn), running.kind


def ends_stop_everything(case: Case) -> None:
    if case.state == OrderState.CLOSED:
        assert case.running == {"archive"}
    elif case.state in FINAL_ORDER_STATES:
        assert case.running == set()
    if case.state in FINAL_ORDER_STATES:
        assert {a["state"] for a in case.assignments} <= {"ended"}


def every_event_is_an_edge(case: Case) -> None:
    """No row ever went anywhere but along the table, also where an act has effects on other rows."""
    states: dict[object, str] = {}
    for event in sql.rows(
        "SELECT subject_id, kind, payload FROM event WHERE order_id = %s ORDER BY recorded_at, id", (case.id,)
    ):
        edge = BY_EVENT.get(event["kind"])
        if edge is None or edge.thing is Thing.APPEAL:
            continue
        before = states.get(event["subject_id"])
        assert before is None if not edge.source else before in edge.source, event["kind"]
        states[event["subject_id"]] = edge.target.value
        assert json.dumps(event["payload"])


def test_the_walk_knows_every_act_that_can_be_offered() -> None:
    assert set(STEPS) == {e.name for e in TRANSITIONS if e.button} | {"record_visit"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_walk_keeps_the_order_whole(city: City, seed: int) -> None:
    walk = Walk(city, seed)
    trail = []
    for _ in range(LENGTH):
        trail.append(walk.step())
        for holds in (one_lead, citizen_clock, citizen_clock_never_moves, ends_stop_everything):
            holds(walk.case)
    dues_can_be_recomputed(walk.case)
    every_event_is_an_edge(walk.case)
    assert audit.verify() == [], trail


def test_the_walks_visit_every_state(city: City) -> None:
    seen = set()
    for seed in (100, 101, 103, 115):
        walk = Walk(city, seed)
        while walk.case.state not in (OrderState.ARCHIVED, OrderState.WITHDRAWN):
            seen.add(walk.case.state)
            walk.step()
        seen.add(walk.case.state)
    assert seen == set(OrderState)
