"""Lists are read at a real hot standby, and never lack what somebody has just done: not when it is late, nor away."""

from collections.abc import Callable
from typing import Any

import httpx

from tests.app.standby import Standby
from tests.app.support import Town, file_order, until

_AT_REPLICA, _AT_PRIMARY = (f'yihao_list_reads_total{{at="{place}"}}' for place in ("replica", "primary"))


def test_only_while_it_has_everything(replicated_town: tuple[Town, Standby]) -> None:
    town, standby = replicated_town
    figure = _figures_of(town)
    for _ in range(5):
        _filed_and_seen(town)
    assert figure(_AT_REPLICA) >= 10 and figure("yihao_replica_up") == 1

    standby.say("SELECT pg_wal_replay_pause()")
    file_order(town)
    before = figure(_AT_REPLICA)
    _filed_and_seen(town)
    assert figure(_AT_REPLICA) == before and figure("yihao_replica_late_bytes") > 0
    standby.say("SELECT pg_wal_replay_resume()")
    until(lambda: _listed(town) and figure(_AT_REPLICA) > before)

    standby.kill()
    before = figure(_AT_PRIMARY)
    _filed_and_seen(town)
    assert figure(_AT_PRIMARY) > before and figure("yihao_replica_up") == 0
    before = figure(_AT_REPLICA)
    standby.start()
    until(lambda: _listed(town) and figure(_AT_REPLICA) > before)
    _filed_and_seen(town)


def test_a_server_that_is_no_replica_is_not_read(replicated_town: tuple[Town, Standby]) -> None:
    """After a failover its address may lead to what was promoted, and goes its own way."""
    town, standby = replicated_town
    figure = _figures_of(town)
    standby.say("SELECT pg_promote()")
    before = figure(_AT_REPLICA)
    _filed_and_seen(town)
    assert figure(_AT_REPLICA) == before and figure("yihao_replica_up") == 0


def _filed_and_seen(town: Town) -> None:
    """An order that was just filed stands first in the list of all, and is counted in its queue."""
    before = _waiting(town)
    order_id = file_order(town)["order_id"]
    assert _listed(town)[0]["id"] == order_id
    assert _waiting(town) == before + 1


def _listed(town: Town) -> list[dict[str, Any]]:
    answer = town.person("dispatcher").get("/api/orders", params={"queue": "all"})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["rows"])


def _waiting(town: Town) -> int:
    queues = town.person("dispatcher").get("/api/queues").json()["queues"]
    return int(next(q["count"] for q in queues if q["key"] == "review"))


def _figures_of(town: Town) -> Callable[[str], float]:
    token = town.command("metrics", "--token").stdout.strip()

    def figure(name: str) -> float:
        text = httpx.get(f"{town.url}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=30).text
        lines = [line for line in text.splitlines() if line.startswith(f"{name} ")]
        return float(lines[0].split()[-1]) if lines else 0.0

    return figure
