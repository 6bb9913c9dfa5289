"""A crowd that files and dispatches orders, and asks again until it is answered; and what has to be true of it afterwards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from threading import Event
from typing import Any
from uuid import uuid4

from tests.app.support import Person, Town, form, until

_AGENTS = ("agent", "spare0", "spare1", "spare2")
_DISPATCHERS = ("dispatcher", "supervisor")


@dataclass
class Crowd:
    """What everybody was answered until now."""

    town: Town
    known: set[Any]
    filed: list[dict[str, Any]] = field(default_factory=list)
    dispatched: list[str] = field(default_factory=list)
    waiting: "Queue[str | None]" = field(default_factory=Queue)
    stop: Event = field(default_factory=Event)
    people: list[Person] = field(default_factory=list)

    @property
    def told(self) -> bool:
        """Whether somebody was told that the database is away."""
        return any(person.told for person in self.people)

    def go_on(self, more: int = 5) -> None:
        """Wait until so many more orders were filed."""
        goal = len(self.filed) + more
        until(lambda: len(self.filed) >= goal, 120)

    def file(self, agent: Person) -> None:
        while not self.stop.is_set():
            taken = agent.insist("/api/intake/submit", {"form": form(self.town)}, key=uuid4().hex)
            self.filed.append(taken)
            self.waiting.put(taken["order_id"])

    def dispatch(self, dispatcher: Person, unit: str) -> None:
        while order_id := self.waiting.get():
            dispatcher.insist(f"/api/orders/{order_id}/dispatch", {"version": 1, "lead_id": unit}, key=uuid4().hex)
            self.dispatched.append(order_id)


@contextmanager
def crowd(town: Town, people: int = 8) -> Iterator[Crowd]:
    """So many people act at once while the block runs: a quarter dispatch what the others file. All comes to its end."""
    acting = Crowd(town, {r["id"] for r in town.rows("SELECT id FROM work_order")})
    unit = town.person("unit_clerk").unit_id
    dispatchers = [Person.like(town.person(_DISPATCHERS[n % 2])) for n in range(max(people // 4, 1))]
    agents = [Person.like(town.person(_AGENTS[n % 4])) for n in range(people - len(dispatchers))]
    acting.people = agents + dispatchers
    with ThreadPoolExecutor(people) as threads:
        filing = [threads.submit(acting.file, agent) for agent in agents]
        dispatching = [threads.submit(acting.dispatch, dispatcher, unit) for dispatcher in dispatchers]
        try:
            yield acting
        finally:
            acting.stop.set()
            for work in filing:
                work.exception()
            for _ in dispatchers:
                acting.waiting.put(None)
        for work in filing + dispatching:
            work.result()
    for person in acting.people:
        person.http.close()


def nothing_is_lost_or_doubled(acted: Crowd) -> None:
    """What was answered is there, once; nothing else is; the ledger holds, and tells each order as its row does."""
    town = acted.town
    orders = {
        str(r["id"]): r["number"] for r in town.rows("SELECT id, number FROM work_order") if r["id"] not in acted.known
    }
    assert orders == {taken["order_id"]: taken["number"] for taken in acted.filed}
    assert len(set(orders.values())) == len(acted.filed) > 0
    leads = town.rows(
        "SELECT order_id FROM assignment WHERE role = 'lead' AND order_id = ANY(%s::uuid[])", acted.dispatched
    )
    assert sorted(str(r["order_id"]) for r in leads) == sorted(acted.dispatched) == sorted(orders)
    town.sequenced()
    audit = town.command("audit", "verify", "--orders")  # it explains every number that was drawn for nothing, too
    assert audit.returncode == 0, audit.stdout + audit.stderr
