"""The ledger: one append-only row for every state change, written in the transaction of the change.

Only actions write it, through `write`. A payload holds ids, codes, times and digests, never personal data nor a
citizen's text: a sealed, append-only log of identities could never obey 个人信息保护法 47 (deletion).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection

from yihao.kernel import clock, sql
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject

WAKE_SEQUENCER = "yihao_pending"

_CODE = re.compile(r"[\x21-\x7e]{1,80}")
KINDS: dict[str, type["Payload"]] = {}


@dataclass(frozen=True)
class Payload:
    """Base of every event's payload. A subclass declares `kind` and `says` (the event's name in Chinese)."""

    kind: ClassVar[str]
    says: ClassVar[str]

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        if cls.kind in KINDS:
            raise TypeError(f"event kind twice: {cls.kind}")
        KINDS[cls.kind] = cls

    def to_json(self) -> dict[str, Any]:
        """The payload as plain JSON values. Raises ValueError for text that is not a code."""
        return {f.name: _plain(getattr(self, f.name), f"{self.kind}.{f.name}") for f in fields(self)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be written."""

    payload: Payload
    subject: Subject
    by: Actor
    occurred_at: datetime
    order_id: UUID | None = None
    version: int = 0
    """The subject's version after the event."""
    id: UUID = field(default_factory=new_id)


_WRITE = """
WITH given AS (
  SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::uuid[],
    %s::text[], %s::timestamptz[], %s::int[], %s::jsonb[])
  AS t(id, region, kind, subject_type, subject_id, order_id, actor, acting_unit, channel, occurred_at, version, payload)
), kept AS (
  INSERT INTO event (id, region, kind, subject_type, subject_id, order_id, actor, acting_unit, channel, occurred_at,
    recorded_at, version, payload)
  SELECT id, region, kind, subject_type, subject_id, order_id, actor, acting_unit, channel, occurred_at, %s, version,
    payload FROM given
), pending AS (
  INSERT INTO event_pending (event_id, recorded_at) SELECT id, %s FROM given
)
SELECT pg_notify(%s, '')
"""


def statement(entries: Sequence[Entry], at: datetime) -> tuple[str, tuple[Any, ...]]:
    """The statement that appends events and wakes the sequencer at the commit, with its values, for whoever has a
    connection of their own (the switchboard). It has to run in the transaction of the change."""
    columns: tuple[list[Any], ...] = (
        [e.id for e in entries],
        [e.by.region for e in entries],
        [e.payload.kind for e in entries],
        [e.subject.type for e in entries],
        [e.subject.id for e in entries],
        [e.order_id for e in entries],
        [e.by.code for e in entries],
        [e.by.unit_id for e in entries],
        [e.by.via.value for e in entries],
        [e.occurred_at for e in entries],
        [e.version for e in entries],
        [json.dumps(e.payload.to_json(), separators=(",", ":")) for e in entries],
    )
    return _WRITE, (*columns, at, at, WAKE_SEQUENCER)


def write(*entries: Entry) -> None:
    """Append events in the running transaction, and wake the sequencer when it commits.

    Raises RuntimeError outside a transaction: an event and its change stand or fall together.
    """
    if not entries:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("an event outside a transaction")
    sql.execute(*statement(entries, clock.now()))


def read_payload(kind: str, body: Mapping[str, Any]) -> Payload:
    """A stored payload as its typed form (values stay JSON strings for ids and times). Raises KeyError, TypeError."""
    return KINDS[kind](**body)


def _plain(value: Any, where: str) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case str():
            if value and not _CODE.fullmatch(value):
                raise ValueError(f"{where}: only ids, codes, times and digests go into the ledger")
            return str(value)
        case tuple() | list():
            return [_plain(v, where) for v in value]
        case Mapping():
            return {_plain(str(k), where): _plain(v, where) for k, v in value.items()}
    raise ValueError(f"{where}: {type(value).__name__} can't be kept in the ledger")
