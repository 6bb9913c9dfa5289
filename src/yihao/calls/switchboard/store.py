"""What the switchboard keeps, in plain psycopg: a call's steps, its row, its seats and the ledger in one transaction.

Every writing carries the epoch of this switchboard; when a newer one has taken the engine over, nothing is written
(`Fenced`) and this one must stop.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from yihao.calls import statements
from yihao.calls.rules.kept import step_of
from yihao.calls.rules.seats import SeatRow, moved
from yihao.calls.rules.turn import Turn
from yihao.calls.statements import Fresh
from yihao.calls.values.calls import Phase, Step
from yihao.calls.values.seats import Seat, SeatChanged, SeatMove, SeatState
from yihao.kernel import clock, ledger
from yihao.kernel.values import Actor, Subject, Via

WAKE_SEATS = "yihao_seats"
"""NOTIFY channel: a seat changed, or a command waits."""

_Connection = AsyncConnection[dict[str, Any]]


class Fenced(Exception):
    """A newer switchboard is in charge of the engine."""


class Store:
    """The database as the switchboard of one engine uses it."""

    def __init__(self, conninfo: str, engine: str) -> None:
        self.engine, self.epoch = engine, 0
        self._pool: AsyncConnectionPool[_Connection] = AsyncConnectionPool(
            conninfo, min_size=2, max_size=6, open=False, timeout=3.0,
            kwargs={"autocommit": True, "row_factory": dict_row, "prepare_threshold": 2, "connect_timeout": 3},
        )  # fmt: skip

    async def open(self) -> None:
        """Connect. Raises psycopg errors when the database is away."""
        await self._pool.open(wait=True)

    async def close(self) -> None:
        """Let the connections go."""
        await self._pool.close()

    async def take_over(self) -> None:
        """Become the switchboard in charge: every older one is fenced off from now on."""
        found = await self._one(
            "INSERT INTO switchboard (engine, epoch, since) VALUES (%s, 1, %s) ON CONFLICT (engine) DO UPDATE"
            " SET epoch = switchboard.epoch + 1, since = excluded.since RETURNING epoch",
            (self.engine, clock.now()),
        )
        assert found is not None
        self.epoch = found["epoch"]

    async def ping(self) -> None:
        """See that the database answers."""
        await self._one("SELECT 1 AS one")

    async def keep(self, turn: Turn, fresh: Fresh | None = None) -> None:
        """Write what a turn brought. Raises Fenced, psycopg errors."""
        if not turn.steps and not turn.moves and fresh is None:
            return
        async with self._writing() as connection:
            await self._fence(connection)
            await _write_call(connection, self.engine, turn, fresh)
            changed = await _move_seats(connection, turn.call.region, turn.moves, turn.at, _wrap(turn))
            await _write_ledger(connection, [*statements.told(turn.call, turn.steps), *changed])

    async def free(self, region: str, moves: Sequence[SeatMove], wrap_up: timedelta) -> None:
        """Move seats without a step of a call (after-call work is over; a call that was taken is no more)."""
        async with self._writing() as connection:
            await self._fence(connection)
            await _write_ledger(connection, await _move_seats(connection, region, moves, clock.now(), wrap_up))

    async def ready_seats(self, region: str) -> list[Seat]:
        """Seats that can ring now."""
        return [
            _seat(r)
            for r in await self._all(
                "SELECT id, account_id, unit_id, endpoint, skills, idle_since FROM seat"
                " WHERE region = %s AND state = 'ready' AND signed_off IS NULL AND made",
                (region,),
            )
        ]

    async def staffed(self, region: str) -> set[str]:
        """The skills that somebody on duty has, free or in a call."""
        rows = await self._all(
            "SELECT DISTINCT unnest(skills) AS skill FROM seat WHERE region = %s AND signed_off IS NULL"
            " AND state NOT IN ('busy', 'not_answering')",
            (region,),
        )
        return {r["skill"] for r in rows}

    async def seat(self, seat_id: UUID) -> Seat | None:
        """A seat that is signed on."""
        found = await self._one(
            "SELECT id, account_id, unit_id, endpoint, skills, idle_since FROM seat WHERE id = %s AND signed_off IS NULL",
            (seat_id,),
        )
        return _seat(found) if found else None

    async def take(self, seat_id: UUID, call_id: UUID, states: Sequence[SeatState] = (SeatState.READY,)) -> bool:
        """Take a seat for a call, if it is still free: two offers at once never give one seat two calls."""
        found = await self._one(
            "UPDATE seat SET state = 'offered', call_id = %s WHERE id = %s AND signed_off IS NULL AND made"
            " AND (state = ANY(%s) OR (state = 'offered' AND call_id = %s))"
            " AND EXISTS (SELECT 1 FROM switchboard WHERE engine = %s AND epoch = %s) RETURNING id",
            (call_id, seat_id, [s.value for s in states], call_id, self.engine, self.epoch),
        )
        return found is not None

    async def wrapped_up(self, now: datetime) -> list[tuple[str, UUID]]:
        """Seats whose after-call work is over: their region and id."""
        rows = await self._all(
            "SELECT region, id FROM seat WHERE state = 'wrap_up' AND wrap_until <= %s AND signed_off IS NULL", (now,)
        )
        return [(r["region"], r["id"]) for r in rows]

    async def stranded(self, calls: Sequence[UUID]) -> list[tuple[str, UUID]]:
        """Seats that are engaged in a call of this engine that is not live any more."""
        rows = await self._all(
            "SELECT s.region, s.id FROM seat s LEFT JOIN call c ON c.id = s.call_id WHERE s.signed_off IS NULL"
            " AND s.state IN ('offered', 'talking') AND NOT s.call_id = ANY(%s) AND (c.engine = %s OR c.id IS NULL)",
            (list(calls), self.engine),
        )
        return [(r["region"], r["id"]) for r in rows]

    async def open_calls(self) -> list[tuple[dict[str, Any], list[Step]]]:
        """The calls of this engine that are not closed, with their steps in order."""
        calls = await self._all("SELECT * FROM call WHERE engine = %s AND closed_at IS NULL", (self.engine,))
        rows = await self._all(
            "SELECT * FROM call_step WHERE call_id = ANY(%s) ORDER BY at, id", ([c["id"] for c in calls],)
        )
        return [(c, [step_of(r) for r in rows if r["call_id"] == c["id"]]) for c in calls]

    async def call_at(self, channel: str) -> tuple[dict[str, Any] | None, list[Step]]:
        """The call with this channel of the engine, with its steps in order."""
        row = await self._one("SELECT * FROM call WHERE engine = %s AND channel = %s", (self.engine, channel))
        if row is None:
            return None, []
        rows = await self._all("SELECT * FROM call_step WHERE call_id = %s ORDER BY at, id", (row["id"],))
        return row, [step_of(r) for r in rows]

    async def seat_at(self, endpoint: str) -> Seat | None:
        """The seat with this telephone, signed on or not any more."""
        found = await self._one(
            "SELECT id, account_id, unit_id, endpoint, skills, idle_since FROM seat WHERE endpoint = %s", (endpoint,)
        )
        return _seat(found) if found else None

    async def last_agent(self, region: str, caller_index: bytes, since: datetime) -> UUID | None:
        """Who spoke with this caller last."""
        found = await self._one(
            "SELECT account_id FROM call WHERE region = %s AND caller_index = %s AND arrived_at > %s"
            " AND account_id IS NOT NULL ORDER BY arrived_at DESC LIMIT 1",
            (region, caller_index, since),
        )
        return found["account_id"] if found else None

    async def rows(self, text: LiteralString, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Any other reading."""
        return await self._all(text, params)

    async def execute(self, text: LiteralString, params: Sequence[Any] = ()) -> int:
        """Any other writing that is no step of a call; the number of rows."""
        async with self._pool.connection() as connection:
            return (await connection.execute(text, params)).rowcount

    async def _one(self, text: LiteralString, params: Sequence[Any] = ()) -> dict[str, Any] | None:
        async with self._pool.connection() as connection:
            return await (await connection.execute(text, params)).fetchone()

    async def _all(self, text: LiteralString, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        async with self._pool.connection() as connection:
            return await (await connection.execute(text, params)).fetchall()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[_Connection]:
        async with self._pool.connection() as connection, connection.transaction():
            yield connection

    async def _fence(self, connection: _Connection) -> None:
        found = await connection.execute(
            "SELECT 1 FROM switchboard WHERE engine = %s AND epoch = %s FOR SHARE", (self.engine, self.epoch)
        )
        if await found.fetchone() is None:
            raise Fenced(self.engine)


async def _write_call(connection: _Connection, engine: str, turn: Turn, fresh: Fresh | None) -> None:
    if fresh is not None:
        await connection.execute(*statements.arrived(turn.call, engine, fresh))
    if turn.steps:
        await connection.execute(*statements.stepped(turn.call, turn.steps))
    answered = statements.answered_at(turn.steps)
    closed = turn.at if turn.call.phase is Phase.CLOSED else None
    await connection.execute(*statements.folded(turn.call, answered, closed))


async def _move_seats(
    connection: _Connection, region: str, moves: Sequence[SeatMove], at: datetime, wrap_up: timedelta
) -> list[ledger.Entry]:
    """Change seats; the states that end are kept as spans. The events of it."""
    entries = []
    for move in moves:
        found = await (
            await connection.execute(
                "SELECT * FROM seat WHERE id = %s AND signed_off IS NULL FOR UPDATE", (move.seat_id,)
            )
        ).fetchone()
        if found is None:
            continue
        seat = SeatRow.of(found)
        new = moved(seat, move.state, move.call_id, at=at, wrap_up=wrap_up)
        await connection.execute(
            "WITH span AS (INSERT INTO seat_span (id, region, seat_id, account_id, unit_id, state, reason, began, ended)"
            " VALUES (gen_random_uuid(), %(region)s, %(id)s, %(account)s, %(unit)s, %(was)s, %(why)s, %(began)s, %(since)s))"
            " UPDATE seat SET state = %(state)s, reason = %(reason)s, since = %(since)s, idle_since = %(idle_since)s,"
            " wrap_until = %(wrap_until)s, wish = %(wish)s, call_id = %(call_id)s,"
            " signed_off = %(left)s WHERE id = %(id)s",
            {
                **new, "region": region, "id": seat.id, "account": seat.account_id, "unit": seat.unit_id,
                "left": at if new["state"] == SeatState.OFF else None, "was": seat.state.value, "why": seat.reason, "began": seat.since,
            },
        )  # fmt: skip
        changed = SeatChanged(seat.account_id, new["state"], new["reason"], False)
        entries.append(ledger.Entry(changed, Subject("seat", seat.id), _system(region), at))
    return entries


async def _write_ledger(connection: _Connection, entries: Sequence[ledger.Entry]) -> None:
    if entries:
        text, values = ledger.statement(entries, clock.now())
        await connection.execute(text.encode(), values)


def _wrap(turn: Turn) -> timedelta:
    return timedelta(seconds=turn.policy.wrap_up_seconds)


def _system(region: str) -> Actor:
    return Actor(region, Via.SYSTEM)


def _seat(r: dict[str, Any]) -> Seat:
    return Seat(r["id"], r["account_id"], r["unit_id"], r["endpoint"], frozenset(r["skills"]), r["idle_since"])
