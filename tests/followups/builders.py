"""Calls that were, as the switchboard writes them, and the reader that comes after it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from yihao.calls.models import Call
from yihao.calls.values.calls import CallClosed, Outcome
from yihao.followups.jobs import take_closed_calls
from yihao.kernel import clock, ledger, sequencer, sql
from yihao.kernel.crypto import blind_index, seal
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject, Via

CALLER = "13812345678"


@dataclass(frozen=True)
class Line:
    """The line of a region: calls come and end."""

    region: str

    def call(
        self, outcome: Outcome, *, caller: str = CALLER, called: str = "12345", skill: str = "general",
        direction: str = "in", arrived_at: datetime | None = None, seconds: int = 60,
    ) -> UUID:  # fmt: skip
        """A call that ended now (or `seconds` after it arrived)."""
        key, now = new_id(), clock.now()
        arrived = arrived_at or now - timedelta(seconds=seconds)
        ended = arrived + timedelta(seconds=seconds)
        served = outcome is Outcome.SERVED
        sql.insert(
            Call, id=key, region=self.region, engine="e", channel=str(key), direction=direction, called=called,
            caller=seal(caller, "call.caller", key) if caller else None,
            caller_index=blind_index("phone", caller) if caller else None, route=Jsonb({}), home="general",
            phase="closed", skill=skill, arrived_at=arrived, entered_at=arrived,
            answered_at=arrived + timedelta(seconds=5) if served else None, closed_at=ended, outcome=outcome.value, score="",
        )  # fmt: skip
        closed = CallClosed(direction, called, outcome.value, skill, None, None, "")
        with transaction.atomic():
            ledger.write(ledger.Entry(closed, Subject("call", key), Actor(self.region, Via.SYSTEM), ended))
        return key

    def missed(self, **more: Any) -> UUID:
        """A caller left the queue."""
        return self.call(Outcome.ABANDONED, **more)

    def served(self, **more: Any) -> UUID:
        """A caller was answered."""
        return self.call(Outcome.SERVED, **more)

    def read(self) -> int:
        """The worker comes by: it numbers what happened and reads on."""
        sequencer.sequence_all()
        return take_closed_calls()


def tasks() -> list[dict[str, Any]]:
    """All call-backs, oldest first."""
    return sql.rows("SELECT * FROM callback ORDER BY day, id")


def told(kind: str) -> list[dict[str, Any]]:
    """The payloads of a kind of event, in their order."""
    found = sql.rows("SELECT payload FROM event WHERE kind = %s ORDER BY recorded_at, id", (kind,))
    return [json.loads(r["payload"]) for r in found]
