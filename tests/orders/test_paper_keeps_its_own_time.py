"""补录: what was taken down on paper while the system stood still keeps its time; the citizen's time counts from then."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.orders.builders import MORNING, ROLLED_BACK, Case, City, Hands, form
from tests.orders.desk import Desk
from yihao.kernel import clock, sql
from yihao.kernel.problems import Invalid
from yihao.orders import audit
from yihao.orders.actions import contacts, intake
from yihao.orders.rules.intake import arrival_error
from yihao.orders.values.states import Channel


@given(st.integers(-50, 50), st.integers(1, 40))
def test_not_in_the_future_and_not_too_long_ago(days: int, most: int) -> None:
    wrong = arrival_error(MORNING + timedelta(days=days), now=MORNING, days=most)
    assert bool(wrong) == (days > 0 or days < -most)


def submitted_as_of(city: City, **ago: float) -> Case:
    key = contacts.open_contact(
        doer=city.agent, channel=Channel.PHONE, caller_phone="13812345678", arrived_at=clock.now() - timedelta(**ago)
    )
    return Case(city, intake.submit(doer=city.agent, form=form(), contact_id=key))


@ROLLED_BACK
class TestPaper:
    def test_contact_appeal_and_events_carry_the_original_time(self, city: City) -> None:
        case = submitted_as_of(city, days=1)
        came = clock.now() - timedelta(days=1)
        contact = sql.row("SELECT arrived_at, entered_at FROM contact")
        assert contact == {"arrived_at": came, "entered_at": clock.now()}
        appeal = sql.row("SELECT received_at FROM appeal WHERE id = %s", (case.taken.appeal_id,))
        assert appeal == {"received_at": came}
        events = sql.rows("SELECT occurred_at, recorded_at FROM event WHERE kind IN ('contact.opened', 'appeal.opened')")
        assert [(e["occurred_at"], e["recorded_at"]) for e in events] == [(came, clock.now())] * 2
        assert audit.verify() == []

    def test_the_citizens_time_counts_from_the_receipt_the_centres_from_now(self, city: City, hands: Hands) -> None:
        late, prompt = submitted_as_of(city, days=1), submitted_as_of(city, days=0)
        started = {
            (r["order_id"], r["kind"]): (r["started_at"], r["due_at"])
            for r in sql.rows("SELECT order_id, kind, started_at, due_at FROM clock")
        }
        came = clock.now() - timedelta(days=1)
        assert started[late.id, "citizen"] == (came, started[prompt.id, "citizen"][1] - timedelta(days=1))
        assert started[late.id, "review"] == started[prompt.id, "review"]

    @pytest.mark.parametrize("ago", [timedelta(minutes=-1), timedelta(days=30, minutes=1)])
    def test_refused_when_impossible_or_too_old(self, city: City, ago: timedelta) -> None:
        with pytest.raises(Invalid):
            contacts.open_contact(doer=city.agent, channel=Channel.PHONE, arrived_at=clock.now() - ago)
        assert sql.rows("SELECT 1 FROM contact") == []

    def test_over_http(self, city: City) -> None:
        desk = Desk(city, "agent")
        came = (clock.now() - timedelta(hours=5)).isoformat()
        assert desk.post("/api/contacts", {"channel": "phone", "arrived_at": came[:19]}).status_code == 422
        key = desk.post("/api/contacts", {"channel": "phone", "arrived_at": came}).json()["id"]
        assert desk.get(f"/api/contacts/{key}").json()["arrived_at"].startswith("2026-03-09T20:00")
        future = (clock.now() + timedelta(hours=1)).isoformat()
        refused = desk.post("/api/contacts", {"channel": "phone", "arrived_at": future})
        assert [e["field"] for e in refused.json()["errors"]] == ["arrived_at"]
