"""Taking a seat, the fence against a stale switchboard, and what a turn leaves in the tables; real PostgreSQL, many at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.aio import run as run_async
from tests.calls.scenes import QUEUE, Scene
from tests.calls.staff import REGION, person, row, telephone_row
from yihao.calls.rules import machine
from yihao.calls.rules.turn import Turn
from yihao.calls.statements import Fresh
from yihao.calls.switchboard.adopt import revive
from yihao.calls.switchboard.store import Fenced, Store
from yihao.calls.values.calls import EndWhy, Phase
from yihao.calls.values.seats import Seat as SeatFact
from yihao.kernel import sql
from yihao.kernel.ids import new_id
from yihao.organisation import queries as organisation
from yihao.organisation.values import Role

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


def run(work: Callable[..., Awaitable[T]], *engines: str) -> T:
    """Some work with a store for each engine name, each in charge."""
    params = {k: v for k, v in connection.get_connection_params().items() if k in {"dbname", "user", "password", "host", "port"}}

    async def inside() -> T:
        stores = [Store(make_conninfo(**params), name) for name in engines]
        for store in stores:
            await store.open()
            await store.take_over()
        try:
            return await work(*stores)
        finally:
            for store in stores:
                await store.close()

    return run_async(inside())


def a_seat(name: str = "one") -> Any:
    return telephone_row(person(name, Role.AGENT).account_id, organisation.centre(REGION).id)


def test_of_many_offers_at_once_one_has_the_seat(region: str) -> None:
    seat_id = a_seat()

    async def work(*stores: Store) -> list[bool]:
        return await asyncio.gather(*(store.take(seat_id, new_id()) for store in stores for _ in range(10)))

    assert run(work, "north", "south").count(True) == 1
    assert row(seat_id)["state"] == "offered"


def test_an_older_switchboard_of_the_same_engine_writes_nothing(region: str) -> None:
    seat_id = a_seat()
    scene = Scene.of(QUEUE)

    async def work(old: Store, new: Store) -> None:
        turn = Turn(scene.call, scene.now, scene.policy)
        machine.begin(turn)
        assert not await old.take(seat_id, new_id())
        with pytest.raises(Fenced):
            await old.keep(turn, Fresh(None, None))
        await new.keep(turn, Fresh(None, None))

    run(work, "main", "main")
    assert [r["n"] for r in sql.rows("SELECT count(*) AS n FROM call")] == [1]


def test_what_was_kept_rebuilds_the_call(region: str) -> None:
    seat_id = a_seat()
    fact = sql.row("SELECT * FROM seat WHERE id = %s", (seat_id,))
    assert fact is not None
    one = SeatFact(seat_id, fact["account_id"], fact["unit_id"], fact["endpoint"], frozenset(["general"]), fact["idle_since"])
    scene = Scene.of(QUEUE)

    async def work(store: Store) -> tuple[Phase, Any]:
        async def keep(what: Callable[[Turn], object], fresh: Fresh | None = None) -> None:
            turn = Turn(scene.call, scene.now, scene.policy)
            what(turn)
            await store.keep(turn, fresh)

        await keep(machine.begin, Fresh(None, None))
        await keep(lambda t: machine.offer(t, one))
        ((kept, steps),) = await store.open_calls()
        again = revive(kept, steps)
        assert again.phase is scene.call.phase and again.legs == scene.call.legs
        leg = next(iter(scene.call.legs))
        await keep(lambda t: machine.leg_up(t, leg))
        state = row_of(await store.rows("SELECT state, call_id FROM seat WHERE id = %s", (seat_id,)))
        assert state == {"state": "talking", "call_id": scene.call.id}
        await keep(lambda t: machine.caller_ended(t, EndWhy.HUNG_UP))
        return scene.call.phase, await store.open_calls()

    assert run(work, "main") == (Phase.CLOSED, [])
    assert row(seat_id)["state"] == "wrap_up" and row(seat_id)["wrap_until"] is not None
    steps = sql.rows("SELECT kind FROM call_step ORDER BY at, id")
    told = sql.rows("SELECT payload FROM event WHERE kind = 'call.step'")
    assert len(steps) == len(told) > 5
    assert len(sql.rows("SELECT 1 FROM event WHERE kind = 'call.closed'")) == 1


def row_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (only,) = rows
    return only


def test_steps_can_not_be_changed(region: str) -> None:
    scene = Scene.of(QUEUE)

    async def work(store: Store) -> str:
        turn = Turn(scene.call, scene.now, scene.policy)
        machine.begin(turn)
        await store.keep(turn, Fresh(None, None))
        refusals = []
        for text in ("UPDATE call_step SET code = 'x'", "DELETE FROM call_step"):
            try:
                await store.execute(text)  # type: ignore[arg-type]
            except Exception as refused:  # noqa: BLE001 - the database's own words are looked at
                refusals.append(str(refused))
        return " ".join(refusals)

    assert run(work, "main").count("append-only") == 2


def test_a_seat_signed_off_meanwhile_is_not_taken(region: str) -> None:
    seat_id = a_seat()
    sql.execute("UPDATE seat SET signed_off = now() WHERE id = %s", (seat_id,))
    assert run(lambda store: store.take(seat_id, new_id()), "main") is False
