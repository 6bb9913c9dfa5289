"""Audit 审计 of the orders: every row is rebuilt from its events and compared; every gap in the numbers is explained."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from yihao.kernel import numbers, sql
from yihao.kernel.audit import Finding
from yihao.orders.rules.fold import UNSET, Facts, fold, knows, thing_of
from yihao.orders.rules.transitions import BY_EVENT, Thing

_TABLES = {Thing.APPEAL: "appeal", Thing.ORDER: "work_order", Thing.ASSIGNMENT: "assignment"}
_NAMES = {Thing.APPEAL: "诉求", Thing.ORDER: "工单", Thing.ASSIGNMENT: "承办环节"}
_BATCH = 1000
_FIRST = UUID(int=0)


def verify(progress: Callable[[int], None] | None = None, *, after: UUID = _FIRST) -> list[Finding]:
    """Findings about appeals, orders and assignments, and numbers that nothing explains. [] means that all agree.

    `after`: only of those with a later id (ids are ordered by time); then the numbers are left out.
    """
    findings: list[Finding] = []
    done = 0
    for thing in Thing:
        for batch in _batches(thing, after):
            findings.extend(_compare(thing, batch))
            done += len(batch)
            if progress:
                progress(done)
    if after == _FIRST:
        findings.extend(finding for thing in Thing for finding in _orphans(thing))
        findings.extend(
            Finding(f"号码 {g.region} {g.day} {g.first:06d}–{g.last:06d}", g.why) for g in gaps() if not g.explained
        )
    return findings


def gaps() -> list[numbers.Gap]:
    """Every gap in the numbers, with its explanation."""
    used = {_parts(r["number"]) for r in sql.rows("SELECT number FROM appeal WHERE number <> ''")}
    return list(numbers.drawn_unused(used))


def _parts(number: str) -> tuple[str, date, int]:
    day = date.fromisoformat(f"20{number[6:8]}-{number[8:10]}-{number[10:12]}")
    return number[:6], day, int(number[12:18])


def _batches(thing: Thing, last: UUID) -> Iterator[dict[UUID, dict[str, Any]]]:
    """The rows of a thing by id, a batch at a time; a batch and its events are read in one snapshot."""
    while found := sql.rows(f"SELECT * FROM {_TABLES[thing]} WHERE id > %s ORDER BY id LIMIT {_BATCH}", (last,)):
        yield {r["id"]: r for r in found}
        last = found[-1]["id"]


def _compare(thing: Thing, batch: dict[UUID, dict[str, Any]]) -> Iterator[Finding]:
    rebuilt = _rebuild(thing, list(batch))
    for key, row in batch.items():
        name = f"{_NAMES[thing]} {row.get('number') or key}"
        facts = rebuilt.get(key)
        if facts is None:
            yield Finding(name, "账本里没有它的事件：是直接写入的")
            continue
        for column, told in {**UNSET[thing], **facts}.items():
            if (stands := _plain(row[column])) != (told := _plain(told)):
                yield Finding(name, f"{column} 为 {stands!r}，按账本应为 {told!r}")


def _rebuild(thing: Thing, ids: list[UUID]) -> dict[UUID, Facts]:
    rebuilt: dict[UUID, Facts] = {}
    events = sql.rows(
        "SELECT subject_id, kind, payload, occurred_at, version FROM event"
        " WHERE subject_id = ANY(%s) AND subject_type = %s ORDER BY subject_id, version",
        (ids, thing.value),
    )
    for e in events:
        if not knows(e["kind"]) or thing_of(e["kind"]) is not thing:
            continue
        payload = json.loads(e["payload"]) if isinstance(e["payload"], str) else e["payload"]
        facts = rebuilt.setdefault(e["subject_id"], {})
        facts.update(fold(facts, e["kind"], payload, e["occurred_at"].isoformat()))
    return rebuilt


def _orphans(thing: Thing) -> Iterator[Finding]:
    """Subjects that the ledger knows and the table does not: rows that were removed."""
    births = [kind for kind, edge in BY_EVENT.items() if edge.thing is thing and not edge.source]
    for r in sql.rows(
        f"SELECT e.subject_id FROM event e LEFT JOIN {_TABLES[thing]} t ON t.id = e.subject_id"
        " WHERE e.kind = ANY(%s) AND t.id IS NULL LIMIT 100",
        (births,),
    ):
        yield Finding(f"{_NAMES[thing]} {r['subject_id']}", "账本有记载，数据行被删除")


def _plain(value: Any) -> Any:
    """A comparable form: instants in UTC, ids as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-" and "T" in value:
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value
