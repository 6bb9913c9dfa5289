"""Live updates: who may listen, what arrives, what does not."""

from collections.abc import Iterator

import httpx
import pytest

from tests.app.streams import Frame, stream
from tests.app.support import Person, Town, dispatched, file_order, refused, submit


def test_nobody_listens_signed_out(town: Town) -> None:
    assert refused(Person(town.url).get("/sse/events"), 401)["code"] == "signed_out"


@pytest.mark.parametrize("cookie", ["sessionid=none", "sessionid=", "=;;=", 'sessionid="\\777"; a', "会话=1".encode()])
def test_a_wrong_cookie_is_nobody(town: Town, cookie: str | bytes) -> None:
    refused(Person(town.url).get("/sse/events", headers={"Cookie": cookie}), 401)


def test_nobody_listens_with_a_first_password(town: Town) -> None:
    refused(town.person("newcomer").get("/sse/events"), 401)


def test_a_change_arrives_and_says_only_where(town: Town) -> None:
    with stream(town.person("dispatcher")) as frames:
        hello = next(frames)
        order_id = file_order(town, title="独一无二的标题")["order_id"]
        assert hello.event == "hello"
        change = next(f for f in frames if f.data.get("kind") == "order.submitted" and f.data["order_id"] == order_id)
    assert change.event == "change"
    assert change.id == change.data["position"] > hello.data["position"]
    assert set(change.data) == {"position", "kind", "subject_type", "subject_id", "order_id", "at"}


def test_a_unit_hears_of_its_own_orders_only(town: Town) -> None:
    with stream(town.person("unit_clerk")) as mine, stream(town.person("other_clerk")) as others:
        next(mine), next(others)
        theirs, ours = dispatched(town, "other_clerk"), dispatched(town, "unit_clerk")
        last = dispatched(town, "other_clerk")
        assert {f.data["order_id"] for f in _up_to(mine, ours)} == {ours}
        assert {f.data["order_id"] for f in _up_to(others, last)} == {theirs, last}


def test_who_administers_hears_nothing_of_orders(town: Town) -> None:
    """Nothing comes but the greeting, while orders change."""
    file_order(town)
    town.sequenced()
    with stream(
        town.person("administrator"), after=town.value("SELECT position - 2 FROM feed_head"), silence=1.0
    ) as frames:
        assert next(frames).event == "hello"
        dispatched(town)
        town.sequenced()
        with pytest.raises(httpx.ReadTimeout):
            next(frames)


def test_whose_account_is_closed_hears_no_more(town: Town) -> None:
    account = town.value("SELECT id FROM account WHERE username = 'leaver'")
    no_posts = {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}
    with stream(town.person("leaver")) as frames, stream(town.person("agent")) as others:
        next(frames), next(others)
        submit(town.person("administrator"), f"/admin/organisation/account/{account}/change/", is_active="", **no_posts)
        assert list(frames) == []
        file_order(town)
        assert next(others).event == "change"
    refused(town.person("leaver").get("/sse/events"), 401)


def _up_to(frames: Iterator[Frame], order_id: str) -> Iterator[Frame]:
    """Frames up to the dispatch of an order."""
    for frame in frames:
        yield frame
        if frame.data["kind"] == "order.dispatched" and frame.data["order_id"] == order_id:
            return
