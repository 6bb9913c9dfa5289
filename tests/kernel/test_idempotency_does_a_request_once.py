"""A request that is sent twice is done once, and both are answered alike."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.kernel.events import NOON
from tests.kernel.threads import Running, at_once, until, wait_for
from yihao.kernel import idempotency, sql
from yihao.kernel.clock import clock_at
from yihao.kernel.idempotency import once
from yihao.kernel.problems import Invalid

REQUEST = {"path": "/api/x", "body": {"a": 1, "b": [2]}}


class Work:
    """Counts how often it is done; its answer tells which time it was."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> dict[str, Any]:
        self.done += 1
        return {"order": f"no. {self.done}", "at": None, "lines": [1, {"x": "中文"}]}


def ask(work: Any, key: str = "k1", account: str = "a1", request: object = REQUEST) -> dict[str, Any]:
    return once(key=key, account=account, request=request, work=work)


@pytest.mark.django_db
def test_the_second_time_the_first_answer_is_given_again() -> None:
    work = Work()
    assert ask(work) == ask(work) == {"order": "no. 1", "at": None, "lines": [1, {"x": "中文"}]}
    assert work.done == 1


@pytest.mark.django_db
def test_the_order_of_the_fields_does_not_make_another_request() -> None:
    work = Work()
    ask(work)
    ask(work, request={"body": {"b": [2], "a": 1}, "path": "/api/x"})
    assert work.done == 1


@pytest.mark.django_db
def test_another_key_another_person_or_no_key_is_another_request() -> None:
    work = Work()
    ask(work)
    ask(work, key="k2")
    ask(work, account="a2")
    ask(work, key="")
    ask(work, key="")
    assert work.done == 5


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"path": "/api/y"}, REQUEST | {"body": {"a": 2}}, {}, None])
def test_the_same_key_on_another_request_is_refused(other: object) -> None:
    work = Work()
    ask(work)
    with pytest.raises(Invalid, match="同一个提交编号用在了不同的内容上"):
        ask(work, request=other)
    assert work.done == 1


@pytest.mark.django_db
def test_a_failure_leaves_the_key_free_and_nothing_done() -> None:
    def fails() -> dict[str, Any]:
        sql.execute("INSERT INTO rate_bucket (key, count, until) VALUES ('begun', 1, now())")
        raise KeyError

    with pytest.raises(KeyError):
        ask(fails)
    assert sql.row("SELECT count(*) AS n FROM rate_bucket") == {"n": 0}
    work = Work()
    assert ask(work)["order"] == "no. 1"


@pytest.mark.django_db
def test_an_answer_is_kept_for_a_day() -> None:
    work = Work()
    with clock_at(NOON):
        ask(work)
    with clock_at(NOON + timedelta(days=1)):
        assert idempotency.purge() == 0
        ask(work)
    with clock_at(NOON + timedelta(days=1, seconds=1)):
        assert idempotency.purge() == 1
        ask(work)
    assert work.done == 2


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_are_done_once() -> None:
    work = Work()
    answers = at_once(*[lambda: ask(work)] * 6)
    assert work.done == 1
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("succeeds", [True, False])
def test_the_second_waits_until_the_first_is_decided(succeeds: bool) -> None:
    begun, decide, work = threading.Event(), threading.Event(), Work()

    def first_work() -> dict[str, Any]:
        begun.set()
        wait_for(decide)
        if not succeeds:
            raise KeyError
        return {"by": "the first"}

    first = Running(lambda: ask(first_work))
    wait_for(begun)
    second = Running(lambda: ask(work))
    until(lambda: sql.row("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'") is not None)
    assert second.under_way
    decide.set()
    if succeeds:
        assert first.result() == second.result() == {"by": "the first"}
        assert work.done == 0
    else:
        with pytest.raises(KeyError):
            first.result()
        assert second.result()["order"] == "no. 1"


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_not_kept_when_the_transaction_around_it_fails() -> None:
    work = Work()
    with pytest.raises(KeyError), transaction.atomic():
        ask(work)
        raise KeyError
    ask(work)
    assert work.done == 2
