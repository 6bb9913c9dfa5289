"""对外公布联系电话台账 (国办函〔2025〕66号(四)): entered, tested again and again, given up with an announcement."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client

from yihao.centre import actions, queries
from yihao.centre.models import PublishedNumber
from yihao.centre.values import DialResult
from yihao.kernel import sql
from yihao.kernel.clock import clock_at
from yihao.kernel.problems import Invalid
from yihao.kernel.values import Actor

NOON = datetime(2026, 5, 6, 4, tzinfo=UTC)


def row(region: str, number: str) -> dict[str, Any]:
    return next(r for r in queries.published(region)["rows"] if r["number"] == number)


def test_the_numbers_that_the_plan_publishes_are_in_it(region: str) -> None:
    numbers = set(PublishedNumber.objects.filter(region=region).values_list("number", flat=True))
    assert {"12345", "12333", "12366", "967788"} <= numbers
    assert "12318" not in numbers  # given up
    assert len(numbers) == 16


def test_a_test_is_due_again_after_the_interval(region: str, by: Actor) -> None:
    key = row(region, "12333")["id"]
    with clock_at(NOON):
        assert row(region, "12333")["test_late"]
        actions.record_test(by=by, published_id=key, result=DialResult.ANSWERED)
        found = row(region, "12333")
    assert (found["tested_on"], found["test_due"], found["good"]) == (date(2026, 5, 6), date(2026, 8, 4), True)
    with clock_at(NOON + timedelta(days=91)):
        assert row(region, "12333")["test_late"]


def test_a_bad_result_says_what_is_to_be_done(region: str, by: Actor) -> None:
    key = row(region, "12333")["id"]
    with pytest.raises(Invalid, match="整改"):
        actions.record_test(by=by, published_id=key, result=DialResult.OUT_OF_SERVICE)
    actions.record_test(by=by, published_id=key, result=DialResult.UNANSWERED, note="上午两次无人接听，请市人社局核查")
    assert row(region, "12333")["good"] is False


def test_giving_a_number_up_is_announced_where_it_was_published(region: str, by: Actor) -> None:
    key = row(region, "12333")["id"]
    with pytest.raises(Invalid, match="原渠道"):
        actions.stop(by=by, published_id=key, stopped_on=date(2026, 6, 1), notice=" ")
    actions.stop(by=by, published_id=key, stopped_on=date(2026, 6, 1), notice="市政府网站公告")
    assert row(region, "12333")["stopped_on"] == date(2026, 6, 1)
    assert not row(region, "12333")["test_late"]


def test_a_test_is_never_changed(region: str, by: Actor) -> None:
    actions.record_test(by=by, published_id=row(region, "12333")["id"], result=DialResult.ANSWERED)
    with pytest.raises(Error), transaction.atomic():
        sql.execute("DELETE FROM dial_test")


def test_over_http(region: str, desk: Callable[[str, str], Client]) -> None:
    client = desk("supervisor", "JJ-ZX")
    listed = client.get("/api/published_numbers").json()
    key = next(r["id"] for r in listed["rows"] if r["number"] == "12345")
    answer = client.post(f"/api/published_numbers/{key}/test", {"result": "answered"}, content_type="application/json")
    assert answer.json() == {"message": "已登记拨测"}
    unit = desk("unit_leader", "JJ-RSJ")
    refused = unit.post(f"/api/published_numbers/{key}/test", {"result": "answered"}, content_type="application/json")
    assert refused.status_code == 403
