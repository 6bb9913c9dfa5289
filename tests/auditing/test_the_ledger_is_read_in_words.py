"""台账: newest first, narrowed, each event a Chinese sentence without codes, ids or anything of a citizen."""

import re
from dataclasses import fields
from typing import Any

from tests.kernel.events import unguarded
from tests.orders.builders import NAME, PHONE, ROLLED_BACK, City, submitted
from tests.orders.desk import Desk
from yihao.auditing.queries import ledger
from yihao.auditing.words import FIELD_NAMES, SUBJECT_NAMES
from yihao.kernel import sql
from yihao.kernel.ledger import KINDS
from yihao.kernel.sequencer import sequence_all
from yihao.organisation.values import Role

pytestmark = ROLLED_BACK
_SOUP = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|[a-z]+_[a-z]+|[a-z]+\.[a-z]+")


def read(city: City, **wanted: str) -> list[dict[str, Any]]:
    """Every page."""
    rows, cursor = [], ""
    while True:
        found = ledger.page(city.auditor, ledger.Wanted(**wanted), cursor)
        rows += found["rows"]
        cursor = found["next"]
        if not cursor:
            return rows


def whole_life(city: City) -> Any:
    case = submitted(city).dispatch(copies=["JJ-SWGS"]).sign().contact().reply().pass_check().visit()
    sequence_all()
    return case


def test_an_orders_life_is_told_newest_first_and_narrowed(city: City) -> None:
    case, number = whole_life(city), ""
    number = case.row["number"]
    rows = read(city, number=number)
    assert [r["position"] for r in rows] == sorted((r["position"] for r in rows), reverse=True)
    told = [r["sentence"] for r in rows]
    assert any(t.startswith("派给濂溪区") and "抄送" in t for t in told) and "签收" in told
    assert rows[0]["number"] == number and {r["kind"] for r in rows} >= {"contact.opened", "order.closed"}
    assert read(city, number="360400209901010000019") == []
    mine = read(city, actor=str(city.dispatcher.account_id))
    assert {r["who"] for r in mine} == {city.dispatcher.name} and mine[0]["unit_name"]
    assert {r["kind_name"] for r in read(city, kind="order.dispatched")} == {"派单"}
    assert read(city, since="2026-03-11") == [] and read(city, until="2026-03-09") == []
    assert len(read(city, since="2026-03-10", until="2026-03-10", channel="desk")) > 5


def test_pages_leave_nothing_out_within_one_moment(city: City) -> None:
    for _ in range(5):
        whole_life(city)  # the test's clock stands still: all were recorded at once
    rows = read(city)
    total = sql.row("SELECT count(*) AS n FROM event")
    assert total and len(rows) == len({r["id"] for r in rows}) == total["n"]


def test_nothing_shown_is_a_code_or_personal(city: City) -> None:
    whole_life(city)
    for row in read(city):
        one = ledger.event(city.auditor, row["id"])
        said = " ".join([row["sentence"], row["subject"], row["who"], row["kind_name"], row["channel_name"]])
        assert not _SOUP.search(said.replace(row["who"], "")), said
        shown = said + str(one["facts"])
        assert NAME not in shown and PHONE not in shown
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", str(one["facts"])), one["facts"]


def test_an_event_shows_its_seal_and_its_neighbours(city: City) -> None:
    whole_life(city)
    third = next(r for r in read(city) if r["position"] == 3)
    one = ledger.event(city.auditor, third["id"])
    assert len(one["seal"]) == 64 and [b["position"] for b in one["beside"]] == [2, 4]


def test_a_row_that_somebody_changed_is_shown_and_said_to_be_unreadable(city: City) -> None:
    whole_life(city)
    with unguarded():
        sql.execute("UPDATE event SET payload = '{\"limit\": 3}', actor = 'me' WHERE kind = 'order.dispatched'")
        sql.execute("UPDATE event SET payload = payload || '{\"centre_id\": \"x\"}' WHERE kind = 'order.submitted'")
        sql.execute("UPDATE event SET payload = '[]' WHERE kind = 'order.closed'")
    rows = {r["kind"]: r for r in read(city)}
    assert rows["order.dispatched"]["sentence"] == "派单（内容读不出来，可能被改动）"
    assert rows["order.dispatched"]["who"] == "读不出来"
    facts = ledger.event(city.auditor, rows["order.submitted"]["id"])["facts"]
    assert {"name": "热线工作机构", "value": "内容读不出来，可能被改动"} in facts


def test_every_field_and_subject_has_a_word() -> None:
    ours = {kind: p for kind, p in KINDS.items() if p.__module__.startswith("yihao.")}
    missing = {f.name for p in ours.values() for f in fields(p)} - set(FIELD_NAMES)
    assert not missing, f"give them a word in auditing/words.py: {missing}"
    rooms = {kind.split(".")[0] for kind in ours} - {"grant", "merge", "roster", "personal"}  # of other names
    assert rooms <= set(SUBJECT_NAMES), rooms - set(SUBJECT_NAMES)


def test_auditors_only_and_each_reading_is_written_down(city: City) -> None:
    whole_life(city)
    for role in ("administrator", "supervisor", "dispatcher"):
        assert Desk(city, role).get("/api/audit/ledger").status_code == 403
    desk = Desk(city, "auditor")
    rows = desk.get("/api/audit/ledger", kind="order.closed").json()["rows"]
    assert desk.get(f"/api/audit/ledger/{rows[0]['id']}").status_code == 200
    assert desk.get("/api/audit/ledger", actor="nobody").status_code == 422
    assert desk.get("/api/audit/ledger", since="2026-13-01").status_code == 422
    noted = sql.rows("SELECT detail, subject_id FROM access_log WHERE action = 'read_ledger' ORDER BY at, id")
    assert len(noted) == 2 and "kind" in str(noted[0]["detail"]) and str(noted[1]["subject_id"]) == rows[0]["id"]
    assert desk.get("/api/orders").status_code == 403  # an auditor opens no order


def test_what_a_role_brings_is_named(city: City) -> None:
    from yihao.organisation.actions import give_grant

    by = city.system
    account, unit = city.accounts["second_agent"].id, city.unit("JJ-ZX").id
    give_grant(by=by, account_id=account, role=Role.FOLLOW_UP, unit_id=unit, valid_from=city.hands.now.date())
    (row,) = read(city, kind="grant.given")
    assert row["sentence"].startswith("授予岗位：岗位 回访员，机构 ") and row["subject"] == "账号 甲second_agent"
