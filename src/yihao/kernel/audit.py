"""Audit 审计 of the ledger: finds any changed, removed or inserted row and names it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from yihao.kernel import sql
from yihao.kernel.sequencer import EVENT_COLUMNS, FIRST_SEAL, head_path, seal_of

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written; `what` is Chinese and names the row."""

    row: str
    what: str


def verify(progress: Callable[[int], None] | None = None) -> list[Finding]:
    """Check the whole chain, the events outside it and the head kept outside the database. [] means intact."""
    findings: list[Finding] = []
    position, seal = 0, FIRST_SEAL
    seals: dict[int, bytes] = {}
    outside = _outside_head(findings)
    before = _inside_head()
    for place in _places():
        missing = range(position + 1, place["position"])
        findings.extend(Finding(f"feed {p}", f"第 {p} 位被删除") for p in missing)
        findings.extend(_check_place(place, seal, chained=not missing))
        position, seal = place["position"], bytes(place["seal"])
        if position in {head[0] for head in (outside, before) if head}:
            seals[position] = seal
        if progress and position % _BATCH == 0:
            progress(position)
    findings.extend(_check_inside(position, before, _inside_head(), seals))
    findings.extend(_check_outside(position, outside, seals))
    findings.extend(_strays())
    return findings


def _places() -> Iterator[dict[str, Any]]:
    after = 0
    columns = ", ".join(f"e.{c}" for c in EVENT_COLUMNS.split(", "))
    while batch := sql.rows(
        f"SELECT f.position, f.event_id, f.seal, {columns} FROM feed f"
        " LEFT JOIN event e ON e.id = f.event_id AND e.recorded_at = f.recorded_at"
        " WHERE f.position > %s ORDER BY f.position LIMIT %s",
        (after, _BATCH),
    ):
        yield from batch
        after = batch[-1]["position"]


def _check_place(place: dict[str, Any], before: bytes, *, chained: bool) -> list[Finding]:
    """One place of the feed: its event must be there and its seal must fit. After a removed place nothing can be said
    of the one row that was chained to it, so only its event's presence is checked."""
    name = f"event {place['event_id']}"
    if place["id"] is None:
        return [Finding(name, f"第 {place['position']} 位的事件被删除或改了记录时间")]
    if chained and seal_of(place["position"], before, place) != bytes(place["seal"]):
        return [Finding(name, f"第 {place['position']} 位的事件（{place['kind']}）或其封印被改动")]
    return []


def _outside_head(findings: list[Finding]) -> tuple[int, bytes] | None:
    path = head_path()
    if not path.exists():
        return None
    try:
        body = json.loads(path.read_text(encoding="ascii"))
        return int(body["position"]), bytes.fromhex(body["seal"])
    except (ValueError, KeyError, TypeError):
        findings.append(Finding(path.name, "库外的账本头读不出来"))
        return None


def _inside_head() -> tuple[int, bytes] | None:
    found = sql.row("SELECT position, seal FROM feed_head")
    return (int(found["position"]), bytes(found["seal"])) if found else None


def _check_inside(
    position: int, before: tuple[int, bytes] | None, after: tuple[int, bytes] | None, seals: dict[int, bytes]
) -> Iterator[Finding]:
    """The head in the database, as it was before and after: the sequencer may go on while the chain is checked."""
    fits = before and after and before[0] <= position <= after[0]
    if not fits or (before and before[0] and seals.get(before[0]) != before[1]):
        yield Finding("feed_head", f"账本头与最后一位（{position}）不符：末尾有记录被删除或插入")


def _check_outside(position: int, outside: tuple[int, bytes] | None, seals: dict[int, bytes]) -> Iterator[Finding]:
    if outside is None and position:
        yield Finding(head_path().name, "库外的账本头不见了")
    elif outside and outside[0] > position:
        yield Finding(
            head_path().name, f"库外记到第 {outside[0]} 位，库内只到第 {position} 位：末尾被删除或数据库被回退"
        )
    elif outside and outside[0] and seals.get(outside[0]) != outside[1]:
        yield Finding(f"feed {outside[0]}", "封印与库外的账本头不符：账本被重写")


def _strays() -> Iterator[Finding]:
    """Events that never passed the sequencer, and pending marks without an event."""
    for stray in sql.rows(
        "SELECT e.id, e.kind FROM event e"
        " LEFT JOIN feed f ON f.event_id = e.id AND f.recorded_at = e.recorded_at"
        " LEFT JOIN event_pending p ON p.event_id = e.id AND p.recorded_at = e.recorded_at"
        " WHERE f.event_id IS NULL AND p.event_id IS NULL LIMIT 100"
    ):
        yield Finding(f"event {stray['id']}", f"事件（{stray['kind']}）未经账本排序，是插入的")
    for lost in sql.rows(
        "SELECT p.event_id FROM event_pending p"
        " LEFT JOIN event e ON e.id = p.event_id AND e.recorded_at = p.recorded_at WHERE e.id IS NULL LIMIT 100"
    ):
        yield Finding(f"event {lost['event_id']}", "待排序的事件被删除")
