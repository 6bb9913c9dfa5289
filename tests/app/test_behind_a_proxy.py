"""Two copies behind a real nginx with the documented configuration: addresses, HTTPS, streams, and a rolling restart."""

import shutil
import threading
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.app.proxy import CLIENT, Browser, Pair, proxied
from tests.app.streams import stream
from tests.app.support import Town, file_order, form, refused, until

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="Debian's nginx-light is not installed")


@pytest.fixture(scope="module")
def pair(_founded: Town) -> Iterator[Pair]:
    _founded.see_that_all_runs()
    with proxied(_founded) as made:
        yield made


def test_who_asks_is_who_nginx_sees_not_whom_they_claim_to_be(town: Town, pair: Pair) -> None:
    order_id = file_order(town)["order_id"]
    dispatcher = Browser(pair, "dispatcher")
    found = dispatcher.get(f"/api/orders/{order_id}", headers={"X-Forwarded-For": "1.2.3.4"})
    assert found.status_code == 200
    seen = town.rows("SELECT DISTINCT address FROM access_log WHERE subject_id = %s", order_id)
    assert [r["address"] for r in seen] == [CLIENT]


def test_a_browser_over_https_is_believed_and_a_foreign_page_is_not(pair: Pair) -> None:
    agent = Browser(pair, "agent")
    assert all(c.secure for c in agent.http.cookies.jar)
    body = {"form": form(pair)}
    assert agent.post("/api/intake/submit", body, key=uuid4().hex).status_code == 200
    foreign = agent.post("/api/intake/submit", body, key=uuid4().hex, headers={"Origin": "https://evil.example"})
    refused(foreign, 403)


def test_a_file_too_large_is_refused_in_our_words(pair: Pair) -> None:
    answer = Browser(pair, "agent").post("/api/files", files={"file": ("大.pdf", b"%PDF-" + bytes(12_000_000))})
    assert "10 MB" in refused(answer, 413)["title"]


def test_metrics_are_not_served_outside(pair: Pair) -> None:
    token = pair.command("metrics", "--token").stdout.strip()
    answer = Browser(pair, "agent").get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 404


def _serves(pair: Pair, port: int, token: str) -> bool:
    """Whether nginx has found the copy again: people's requests come to it. Before that the other one must not end."""
    answer = httpx.get(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    return 'yihao_requests_total{method="GET",route="/api/session"' in answer.text


def test_copies_are_exchanged_one_by_one_and_nobody_loses_anything(town: Town, pair: Pair) -> None:
    """Reads never fail, writes are done once, the session goes on, and the stream misses no order."""
    reader, writer, watcher = Browser(pair, "dispatcher"), Browser(pair, "agent"), Browser(pair, "dispatcher")
    stop, enough, read, written, keys, seen = threading.Event(), threading.Event(), [], [], [], set[str]()

    def reading() -> None:
        while not stop.is_set():
            read.append(reader.get("/api/session").json()["account"]["username"])

    def writing() -> None:
        while not stop.is_set():
            keys.append(uuid4().hex)
            body, answer = {"form": form(pair)}, None
            while answer is None or answer.status_code in {502, 504}:  # as the desk does: the same key again
                answer = writer.post("/api/intake/submit", body, key=keys[-1])
            written.append(str(answer.json()["order_id"]))

    def watching() -> None:
        after = None
        while not (enough.is_set() and seen >= set(written)):
            with stream(watcher, after) as frames:
                for frame in frames:
                    after = frame.id or after
                    seen.update(str(o) for o in [frame.data.get("order_id")] if o)
                    if enough.is_set() and seen >= set(written):
                        break

    token = pair.command("metrics", "--token").stdout.strip()
    people = [threading.Thread(target=work, daemon=True) for work in (reading, writing, watching)]
    for person in people:
        person.start()
    until(lambda: len(written) > 2 and seen)
    for port in pair.ports:
        pair.running(port).stop()
        before = len(written)
        until(lambda before=before: len(written) > before)  # type: ignore[misc]
        pair.start(port)
        until(lambda port=port: _serves(pair, port, token))  # type: ignore[misc]
    stop.set()
    for person in people[:2]:
        person.join(60)
    enough.set()
    file_order(town)  # one frame more, to look up from
    people[2].join(60)
    assert not any(p.is_alive() for p in people)
    assert len(read) > 5 and set(read) == {"dispatcher"}
    assert len(written) == len(set(written)) == len(keys)
    assert seen >= set(written)
