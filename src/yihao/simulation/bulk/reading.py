"""Reads a life out of the database, age by age."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from yihao.kernel import sql
from yihao.kernel.numbers import SIDE
from yihao.kernel.sequencer import EVENT_COLUMNS, canonical
from yihao.orders.values.states import Channel
from yihao.simulation.bulk.patterns import Compiler
from yihao.simulation.bulk.tables import LIFE, columns, key_of
from yihao.simulation.bulk.values import Age, Life

_TYPED = frozenset({Channel.PORTAL, Channel.WECHAT, Channel.APP})


class Reader:
    """Follows one appeal through its life, from its number on; `note` is called whenever something has happened to it."""

    def __init__(self, appeal_id: UUID, region: str, others: Iterable[UUID]) -> None:
        self._others = frozenset(others)
        self._ids: dict[str, Any] = {"appeal": appeal_id, "region": region}
        self._compiler: Compiler | None = None
        self._ages: list[Age] = []

    def note(self, since: datetime) -> None:
        """Keep the life as it stands now."""
        appeal = sql.row("SELECT * FROM appeal WHERE id = %s", (self._ids["appeal"],))
        assert appeal is not None
        self._ids |= _names(appeal)
        if self._compiler is None:
            area, petitioner = appeal["area_code"], appeal["petitioner_id"]
            self._compiler = Compiler(area=area, number=appeal["number"], petitioner=petitioner, others=self._others)
        self._ages.append(_age(self._compiler, since, self._ids))

    def life(self) -> Life:
        """All of it."""
        appeal = sql.row(
            "SELECT area_code, class_code, appeal_type, channel FROM appeal WHERE id = %s", (self._ids["appeal"],)
        )
        assert appeal is not None and self._compiler is not None
        return Life(
            begun=_drawn(self._ids),
            place=appeal["area_code"],
            class_code=appeal["class_code"],
            appeal_type=appeal["appeal_type"],
            typed=appeal["channel"] in _TYPED,
            ordered=self._ids["order"] is not None,
            holes=tuple(self._compiler.holes),
            ages=tuple(self._ages),
        )


def _drawn(ids: dict[str, Any]) -> datetime:
    row = sql.row(f"SELECT drawn_at FROM number_draw WHERE {LIFE['number_draw']}", ids, SIDE)
    assert row is not None
    found = row["drawn_at"]
    assert isinstance(found, datetime)
    return found


def _age(compiler: Compiler, since: datetime, ids: dict[str, Any]) -> Age:
    """The rows and events as they are now, with holes."""
    lines = [(table, line) for table in LIFE for line in _lines(table, ids)]
    for table, line in lines:
        compiler.bring(UUID(line.split("\t")[key_of(table)]), line, since)
    rows = tuple((table, compiler.line(table, columns(table), key_of(table), line)) for table, line in lines)
    events = sql.rows(f"SELECT {EVENT_COLUMNS} FROM event WHERE {LIFE['event']} ORDER BY id", ids)
    happened = tuple(compiler.happening(e["id"], e["recorded_at"], canonical(e).decode("ascii")) for e in events)
    used = {h for _, pattern in rows for h in pattern.holes}
    used |= {h for one in happened for h in (one.id, one.recorded_at, *one.body.holes)}
    return Age(since, rows, happened, tuple(sorted(used)))


def _names(appeal: dict[str, Any]) -> dict[str, Any]:
    """What the conditions of `LIFE` ask for."""
    order = sql.row("SELECT id FROM work_order WHERE appeal_id = %s", (appeal["id"],))
    number = appeal["number"]
    return {
        "contact": appeal["contact_id"],
        "petitioner": appeal["petitioner_id"],
        "order": order["id"] if order else None,
        "number": number,
        "day": date.fromisoformat(f"20{number[6:8]}-{number[8:10]}-{number[10:12]}"),
        "sequence": int(number[12:18]),
    }


def _lines(table: str, ids: dict[str, Any]) -> list[str]:
    """The rows of a table that belong to the life, as COPY writes them."""
    order = columns(table)[key_of(table)].name
    with connections[SIDE if table == "number_draw" else DEFAULT_DB_ALIAS].cursor() as cursor:
        text = f'COPY (SELECT * FROM "{table}" WHERE {LIFE[table]} ORDER BY "{order}") TO STDOUT'
        with cursor.copy(text, ids) as copy:
            body = b"".join(bytes(part) for part in copy)
    return body.decode().splitlines()
