"""Asking the switchboard: a row that it takes at once, and its answer within seconds. No process speaks to another directly."""

import json
import logging
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from yihao.calls.actions.seats import WAKE_SEATS
from yihao.calls.models import Command
from yihao.kernel import clock, sql
from yihao.kernel.crypto import seal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Problem
from yihao.organisation.values import Viewer

WAKE_ANSWERS = "yihao_answers"
_PATIENCE = 5.0
"""Seconds until a command is given up; the switchboard refuses it when it comes later."""


def ask(
    *, doer: Viewer, seat_id: UUID, call_id: UUID | None, name: str, given: dict[str, Any], number: str = "",
    unit_id: UUID | None = None,
) -> str:  # fmt: skip
    """Let the switchboard do something with a live call; what it says. Raises what it refuses (Problem).

    The row stands before anything is done, outside any transaction: it is also the record of who asked for what.
    """
    key = new_id()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {WAKE_ANSWERS}")
    try:
        sql.insert(
            Command,
            id=key,
            region=doer.region,
            call_id=call_id,
            seat_id=seat_id,
            account_id=doer.account_id,
            unit_id=unit_id,
            name=name,
            given=Jsonb(given),
            number=seal(number, "call_command.number", key) if number else None,
            asked_at=clock.now(),
            expires_at=clock.now() + timedelta(seconds=_PATIENCE),
        )
        sql.execute(f"NOTIFY {WAKE_SEATS}")
        answer = _answer(key)
    finally:
        sql.execute(f"UNLISTEN {WAKE_ANSWERS}")
    if "code" in answer:
        raise Problem(title=answer["title"], detail=answer["detail"], code=answer["code"], status=answer["status"])
    return str(answer["message"])


def _answer(key: UUID) -> dict[str, Any]:
    """Wait for the answer; the notice only wakes, the row is the truth."""
    deadline = time.monotonic() + _PATIENCE
    while (left := deadline - time.monotonic()) > 0:
        found = sql.row("SELECT answer FROM call_command WHERE id = %s AND answered_at IS NOT NULL", (key,))
        if found is not None:
            return dict(json.loads(found["answer"]))
        for _ in connection.connection.notifies(timeout=left, stop_after=1):
            break
    logging.getLogger(__name__).warning("the switchboard did not answer", extra={"command": str(key)})
    raise Problem(
        title="话务控制没有响应",
        detail="通话的声音不受影响。没有做任何改动，请稍后再试；若持续如此，请联系系统管理员。",
        code="switchboard_away",
        status=503,
    )
