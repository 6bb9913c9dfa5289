"""Audit 审计 of the ledger: finds any changed, removed or inserted row and names it.

Three parts, each in small steps that can be left and taken up again: the chain (`check_chain`), events outside it
(`check_strays`), and the heads inside and outside the database (`check_heads`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.kernel import sql
from yihao.kernel.head import FIRST_SEAL, Head, head_path, read_head_file, seal_at
from yihao.kernel.sequencer import EVENT_COLUMNS, seal_of

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written; `what` is Chinese and names the row."""

    row: str
    what: str


def verify(progress: Callable[[int], None] | None = None) -> list[Finding]:
    """Check the whole chain, the events outside it and the head kept outside the database. [] means intact."""
    findings: list[Finding] = []
    at: Head | None = Head(0, FIRST_SEAL)
    while at is not None:
        at, found = check_chain(at)
        findings.extend(found)
        if progress and at is not None:
            progress(at.position)
    after: Place | None = FIRST_PLACE
    while after is not None:
        after, found = check_strays(after)
        findings.extend(found)
    return findings + check_pending() + check_heads()


def begin(first: int) -> Head:
    """Where a check from position `first` on stands before it begins: the seal it hangs on is taken as it is.

    Raises LookupError when the place before is gone.
    """
    seal = seal_at(first - 1)
    if seal is None:
        raise LookupError(first - 1)
    return Head(first - 1, seal)


def check_chain(at: Head, until: int | None = None) -> tuple[Head | None, list[Finding]]:
    """The next step of the chain behind `at`, not past `until`; where it stands now (None: done), and what it found."""
    findings: list[Finding] = []
    places = _places(at.position, until)
    for place in places:
        missing = range(at.position + 1, place["position"])
        findings.extend(Finding(f"feed {p}", f"第 {p} 位被删除") for p in missing)
        findings.extend(_check_place(place, at.seal, chained=not missing))
        at = Head(place["position"], bytes(place["seal"]))
    if len(places) < _BATCH:
        if until is not None:
            findings.extend(Finding(f"feed {p}", f"第 {p} 位被删除") for p in range(at.position + 1, until + 1))
        return None, findings
    return at, findings


def _places(after: int, until: int | None) -> list[dict[str, Any]]:
    columns = ", ".join(f"e.{c}" for c in EVENT_COLUMNS.split(", "))
    return sql.rows(
        f"SELECT f.position, f.event_id, f.seal, {columns} FROM (SELECT * FROM feed"
        f" WHERE position > %s AND position <= %s ORDER BY position LIMIT {_BATCH}) f"
        " LEFT JOIN event e ON e.id = f.event_id AND e.recorded_at = f.recorded_at ORDER BY f.position",
        (after, until if until is not None else 2**62),
    )


def _check_place(place: dict[str, Any], before: bytes, *, chained: bool) -> list[Finding]:
    """One place of the feed: its event must be there and its seal must fit. After a removed place nothing can be said
    of the one row that was chained to it, so only its event's presence is checked."""
    name = f"event {place['event_id']}"
    if place["id"] is None:
        return [Finding(name, f"第 {place['position']} 位的事件被删除或改了记录时间")]
    if chained and seal_of(place["position"], before, place) != bytes(place["seal"]):
        return [Finding(name, f"第 {place['position']} 位的事件（{place['kind']}）或其封印被改动")]
    return []


@dataclass(frozen=True, slots=True)
class Place:
    """Where the search for strays stands: events are walked by id (the same id may be there twice, at two times)."""

    id: UUID
    recorded_at: datetime


FIRST_PLACE = Place(UUID(int=0), datetime.fromisoformat("0001-01-02T00:00:00Z"))


def check_strays(after: Place) -> tuple[Place | None, list[Finding]]:
    """The next step of the search for events that never passed the sequencer; where it stands (None: done)."""
    walked = sql.rows(
        "SELECT e.id, e.recorded_at, e.kind, NOT EXISTS (SELECT FROM feed f WHERE f.event_id = e.id"
        "  AND f.recorded_at = e.recorded_at) AND NOT EXISTS (SELECT FROM event_pending p WHERE p.event_id = e.id"
        "  AND p.recorded_at = e.recorded_at) AS stray"
        " FROM event e WHERE (e.id, e.recorded_at) > (%s, %s) ORDER BY e.id, e.recorded_at LIMIT %s",
        (after.id, after.recorded_at, _BATCH),
    )
    found = [Finding(f"event {e['id']}", f"事件（{e['kind']}）未经账本排序，是插入的") for e in walked if e["stray"]]
    last = Place(walked[-1]["id"], walked[-1]["recorded_at"]) if len(walked) == _BATCH else None
    return last, found


def check_pending() -> list[Finding]:
    """Pending marks without an event."""
    return [
        Finding(f"event {lost['event_id']}", "待排序的事件被删除")
        for lost in sql.rows(
            "SELECT p.event_id FROM event_pending p"
            " LEFT JOIN event e ON e.id = p.event_id AND e.recorded_at = p.recorded_at WHERE e.id IS NULL LIMIT 100"
        )
    ]


def check_heads() -> list[Finding]:
    """The head in the database and the one outside, against the feed's last place. The sequencer may go on meanwhile:
    the one outside is read first, then the one inside, the last place, and the one inside once more."""
    findings: list[Finding] = []
    try:
        outside = read_head_file()
    except ValueError:
        outside = None
        findings.append(Finding(head_path().name, "库外的账本头读不出来"))
    before, last = _inside_head(), _last_position()
    return findings + _check_inside(last, before, _inside_head()) + _check_outside(last, outside)


def _last_position() -> int:
    found = sql.row("SELECT max(position) AS last FROM feed")
    return int(found["last"] or 0) if found else 0


def _inside_head() -> Head | None:
    found = sql.row("SELECT position, seal FROM feed_head")
    return Head(int(found["position"]), bytes(found["seal"])) if found else None


def _check_inside(last: int, before: Head | None, after: Head | None) -> list[Finding]:
    fits = before and after and before.position <= last <= after.position
    if fits and before and (not before.position or seal_at(before.position) == before.seal):
        return []
    return [Finding("feed_head", f"账本头与最后一位（{last}）不符：末尾有记录被删除或插入")]


def _check_outside(last: int, outside: Head | None) -> list[Finding]:
    if outside is None:
        return [Finding(head_path().name, "库外的账本头不见了")] if last else []
    if outside.position > last:
        what = f"库外记到第 {outside.position} 位，库内只到第 {last} 位：末尾被删除或数据库被回退"
        return [Finding(head_path().name, what)]
    if outside.position and seal_at(outside.position) != outside.seal:
        return [Finding(f"feed {outside.position}", "封印与库外的账本头不符：账本被重写")]
    return []
