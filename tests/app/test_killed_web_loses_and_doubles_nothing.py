"""Web and worker may be killed with -9 at any moment: what was answered stands, what is sent again is done once.

`KILLS=20 bin/test tests/app/test_killed_web_loses_and_doubles_nothing.py` is the long run.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Event
from typing import Any
from uuid import uuid4

from tests.app.support import Person, Town, form, until

_KILLS = int(os.environ.get("KILLS", "3"))


def test_killed_in_the_middle_of_filing_and_dispatching(town: Town) -> None:
    known = {r["id"] for r in town.rows("SELECT id FROM work_order")}
    filed, dispatched = _crowd(town)

    orders = {str(r["id"]): r["number"] for r in town.rows("SELECT id, number FROM work_order") if r["id"] not in known}
    assert orders == {taken["order_id"]: taken["number"] for taken in filed}
    assert len(set(orders.values())) == len(filed) > _KILLS * 5
    leads = town.rows("SELECT order_id FROM assignment WHERE role = 'lead' AND order_id = ANY(%s::uuid[])", dispatched)
    assert sorted(str(r["order_id"]) for r in leads) == sorted(dispatched)
    assert sorted(dispatched) == sorted(orders)

    town.sequenced()
    audit = town.command("audit", "verify", "--orders")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    lost = town.value("SELECT count(*) FROM number_draw") - town.value("SELECT count(*) FROM appeal WHERE number <> ''")
    assert lost >= 0  # numbers drawn for a request that was cut off; the audit has just explained each


def _crowd(town: Town) -> tuple[list[dict[str, Any]], list[str]]:
    """Six people file and two dispatch while the server is killed again and again; what each was answered."""
    stop = Event()
    waiting: Queue[str | None] = Queue()
    filed: list[dict[str, Any]] = []
    dispatched: list[str] = []
    unit = town.person("unit_clerk").unit_id

    def file(agent: Person) -> None:
        while not stop.is_set():
            filed.append(agent.insist("/api/intake/submit", {"form": form(town)}, key=uuid4().hex))
            waiting.put(filed[-1]["order_id"])

    def dispatch(dispatcher: Person) -> None:
        while order_id := waiting.get():
            body = {"version": 1, "lead_id": unit}
            dispatcher.insist(f"/api/orders/{order_id}/dispatch", body, key=uuid4().hex)
            dispatched.append(order_id)

    agents = [town.person(name) for name in ("agent", "spare0", "spare1")] * 2
    dispatchers = [town.person(name) for name in ("dispatcher", "supervisor")]
    with ThreadPoolExecutor(8) as crowd:
        filing = [crowd.submit(file, agent) for agent in agents]
        dispatching = [crowd.submit(dispatch, dispatcher) for dispatcher in dispatchers]
        try:
            for _ in range(_KILLS):
                most = len(filed) + 5
                until(lambda most=most: len(filed) > most)  # type: ignore[misc]
                town.web.kill()
                town.worker.kill()
                town.see_that_all_runs()
        finally:
            stop.set()
            for work in filing:
                work.exception()
            for _ in dispatchers:
                waiting.put(None)
        for work in filing + dispatching:
            work.result()
    return filed, dispatched
