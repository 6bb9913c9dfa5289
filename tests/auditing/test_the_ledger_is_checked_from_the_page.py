"""校验台账: long work that can be left and gone on with; its result stays, and a tampered row is named in Chinese."""

from typing import Any
from uuid import UUID

import pytest

from tests.kernel.events import event_ids, happen, unguarded
from tests.orders.builders import ROLLED_BACK, City, submitted
from tests.orders.desk import Desk
from yihao.auditing import jobs
from yihao.kernel import audit, sql
from yihao.kernel.head import Head
from yihao.kernel.sequencer import sequence_all
from yihao.kernel.work import run

pytestmark = ROLLED_BACK


@pytest.fixture
def auditor(city: City) -> Desk:
    """An auditor's browser; the ledger has an order's events and six more."""
    submitted(city).dispatch().sign()
    happen(6)
    sequence_all()
    return Desk(city, "auditor")


def checked(desk: Desk, **asked: Any) -> dict[str, Any]:
    """Ask for a check over HTTP, let it be done; its row on the page."""
    answer = desk.post("/api/audit/checks", asked)
    assert answer.status_code == 200, answer.content
    run.work_on(UUID(answer.json()["job_id"]))
    row: dict[str, Any] = desk.get("/api/audit/checks").json()["rows"][0]
    assert row["state"] == "done", row["error"]
    return row


def tamper(position: int) -> UUID:
    found = sql.row("SELECT event_id FROM feed WHERE position = %s", (position,))
    assert found
    with unguarded():
        sql.execute("UPDATE event SET version = version + 1 WHERE id = %s", (found["event_id"],))
    event: UUID = found["event_id"]
    return event


def test_an_intact_ledger_is_said_to_be_intact(city: City, auditor: Desk) -> None:
    row = checked(auditor, orders=True)
    assert (row["found"], row["findings"], row["who"], row["whole"]) == (0, [], city.auditor.name, True)
    assert row["last"] == auditor.get("/api/audit/checks").json()["head"]
    noted = sql.row("SELECT payload FROM event WHERE kind = 'ledger.checked'")
    assert noted and '"findings": 0' in str(noted["payload"])


def test_a_tampered_row_is_named_and_leads_to_its_event(auditor: Desk) -> None:
    event = tamper(3)
    (finding,) = checked(auditor)["findings"]
    assert (
        finding["event_id"] == str(event)
        and finding["what"].startswith("第 3 位的事件（")
        and "." not in finding["what"]
    )
    assert auditor.get(f"/api/audit/ledger/{event}").json()["position"] == 3


def test_a_span_is_checked_alone(auditor: Desk) -> None:
    tamper(3)
    assert checked(auditor, first=4, last=6)["found"] == 0
    assert checked(auditor, first=2, last=3)["found"] == 1
    for wrong in ({"first": 0}, {"first": 9999}, {"first": 4, "last": 3}, {"last": 9999}):
        assert auditor.post("/api/audit/checks", wrong).status_code == 422, wrong


def test_an_order_that_does_not_fit_its_events_is_named(city: City, auditor: Desk) -> None:
    sql.execute("UPDATE work_order SET round = 7")
    assert checked(auditor)["found"] == 0
    (finding,) = checked(auditor, orders=True)["findings"]
    assert finding["row"].startswith("工单 ") and "按账本应为" in finding["what"]


def test_another_worker_goes_on_where_it_stood(auditor: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_BATCH", 3)
    monkeypatch.setattr(jobs, "_KEEP_STEPS", 1)
    event, real, seen = tamper(2), audit.check_chain, list[int]()

    def leaves(at: Head, until: int | None = None) -> Any:
        seen.append(at.position)
        if at.position == 6 and seen.count(6) == 1:
            raise run.Leaving
        return real(at, until)

    monkeypatch.setattr(jobs, "check_chain", leaves)
    job_id = UUID(auditor.post("/api/audit/checks", {}).json()["job_id"])
    run.work_on(job_id)
    assert auditor.get("/api/audit/checks").json()["rows"][0]["state"] == "waiting"
    run.work_on(job_id)
    assert seen[:4] == [0, 3, 6, 6]
    row = auditor.get("/api/audit/checks").json()["rows"][0]
    assert [f["event_id"] for f in row["findings"]] == [str(event)] and row["found"] == 1


def test_one_at_a_time_and_for_auditors_only(city: City, auditor: Desk) -> None:
    assert auditor.post("/api/audit/checks", {}).status_code == 200
    assert auditor.post("/api/audit/checks", {}).status_code == 409
    for role in ("administrator", "supervisor"):
        assert Desk(city, role).post("/api/audit/checks", {}).status_code == 403
        assert Desk(city, role).get("/api/audit/checks").status_code == 403


def test_checking_changes_nothing_but_adds_what_it_did(auditor: Desk) -> None:
    before = event_ids()
    checked(auditor)
    added = sql.rows("SELECT kind FROM event WHERE id <> ALL(%s) ORDER BY recorded_at, kind", (list(before),))
    assert {r["kind"] for r in added} == {"job.asked", "ledger.checked", "job.finished"}
