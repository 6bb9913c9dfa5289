"""`/metrics`: who may read it, what it says, and that nothing of a person nor an unbounded word comes into it."""

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.app.support import Person, Town, file_order, until

Series = dict[str, dict[tuple[tuple[str, str], ...], float]]


@pytest.fixture(scope="module")
def token(_founded: Town) -> str:
    return _founded.command("metrics", "--token").stdout.strip()


def scrape(town: Town, token: str) -> Series:
    answer = httpx.get(f"{town.url}/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text[:300]
    found: Series = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


@pytest.mark.parametrize("shown", [None, "", "Bearer", "Bearer wrong", "Basic YTpi"])
def test_nobody_reads_it_without_the_token_not_even_on_this_machine(town: Town, shown: str | None) -> None:
    answer = httpx.get(f"{town.url}/metrics", headers={"Authorization": shown} if shown is not None else {})
    assert answer.status_code == 401
    assert "yihao_" not in answer.text


def test_a_signed_in_person_has_no_token(town: Town) -> None:
    assert town.person("administrator").get("/metrics").status_code == 401


def test_it_says_how_the_installation_is(town: Town, token: str) -> None:
    file_order(town)
    town.sequenced()
    found = scrape(town, token)
    assert found["yihao_database_up"] == {(): 1}
    assert found["yihao_sequencer_lag_events"] == {(): 0}
    assert found["yihao_schema_behind"] == found["yihao_schema_ahead"] == {(): 0}
    assert found["yihao_partitions_missing"] == {(): 0}
    assert found["yihao_disk_free_bytes"][("place", "files"),] > 0
    served = found["yihao_requests_total"]
    assert served[("method", "POST"), ("route", "/api/intake/submit"), ("status", "200")] >= 1


def test_a_lag_is_seen_while_no_worker_runs(town: Town, token: str) -> None:
    town.worker.kill()
    file_order(town)
    found = scrape(town, token)
    assert found["yihao_sequencer_lag_events"][()] > 0 and found["yihao_sequencer_lag_seconds"][()] > 0
    town.see_that_all_runs()
    town.sequenced()
    until(lambda: scrape(town, token)["yihao_sequencer_lag_events"][()] == 0)


def test_the_database_may_be_away(town: Town, token: str) -> None:
    with town.database_away():
        found = scrape(town, token)
        assert found["yihao_database_up"] == {(): 0}
        assert found["yihao_disk_free_bytes"]
        assert found["yihao_requests_total"]
    until(lambda: scrape(town, token)["yihao_database_up"] == {(): 1})


def test_addresses_bring_no_series_of_their_own(town: Town, token: str) -> None:
    order_id = str(file_order(town)["order_id"])
    agent = town.person("agent")
    _wander(agent, order_id, rounds=1)
    before = scrape(town, token)["yihao_requests_total"]
    _wander(agent, order_id, rounds=30)
    after = scrape(town, token)["yihao_requests_total"]
    assert after.keys() - before.keys() <= {k for k in after if dict(k)["route"] == "/metrics"}
    routes = {dict(k)["route"] for k in after}
    assert "none" in routes and not any(order_id in r or "13712340001" in r or "stranger" in r for r in routes)


def _wander(agent: Person, order_id: str, rounds: int) -> None:
    for n in range(rounds):
        agent.get(f"/api/orders/{order_id}?n={n}")
        agent.get(f"/stranger/{n}/13712340001")
        agent.get(f"/api/stranger{n}")
        agent.http.request(f"STRANGE{n}", "/healthz")


def test_status_names_what_is_beyond_its_limit(town: Town) -> None:
    for _ in range(3):
        town.rows(
            "WITH j AS (INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('default', 'test_status', '{}', 'failed') RETURNING id)"
            " INSERT INTO procrastinate_events (job_id, type, at) SELECT id, 'failed', now() FROM j"
        )
    try:
        told = town.command("status")
        assert told.returncode == 1
        assert "后台作业一天内多次失败" in told.stdout and "JobsFailed" in told.stdout
    finally:
        town.rows("DELETE FROM procrastinate_jobs WHERE task_name = 'test_status'")
