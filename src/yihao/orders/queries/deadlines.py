"""Deadlines as people read them: in words and as an instant, with basis and calendar."""

from datetime import datetime
from typing import Any

from yihao.catalogue import queries as catalogue
from yihao.catalogue.values import Dictionary, Versions
from yihao.kernel import clock
from yihao.kernel.calendar import instant_words, left_words
from yihao.orders.values.states import CLOCK_NAMES, LIGHT_NAMES, ClockKind, Light
from yihao.organisation import queries as organisation

COLUMNS = (
    "k.id AS clock_id, k.kind, k.started_at, k.due_at, k.warn_at, k.next_at, k.stopped_at, k.light, k.basis, k.working,"
    " k.calendar_version, k.policy_version, k.provisional"
)
_ASIDE = (ClockKind.CITIZEN, ClockKind.ARCHIVE)
NEXT = f"""LEFT JOIN LATERAL (SELECT {COLUMNS} FROM clock k WHERE k.order_id = o.id AND k.stopped_at IS NULL
  AND k.kind NOT IN ({", ".join(f"'{kind}'" for kind in _ASIDE)}) ORDER BY k.due_at LIMIT 1) k ON true"""
"""Joins to `work_order o` the running clock that is due first (the citizen's promise and the archive aside)."""


def counts(told: dict[str, Any]) -> bool:
    """Whether a deadline is one that somebody works against now: it runs, and is neither promise nor archive."""
    return told["stopped"] is None and told["kind"] not in _ASIDE


def deadline(region: str, row: dict[str, Any]) -> dict[str, Any] | None:
    """The deadline of a clock row (`COLUMNS`), or None without one."""
    if row.get("kind") is None or row.get("due_at") is None:
        return None
    now = clock.now()
    due: datetime = row["due_at"]
    light = _light(row, now)
    paused = row["stopped_at"] is None and row["next_at"] is None and now < row["due_at"]
    return {
        "kind": row["kind"],
        "kind_name": CLOCK_NAMES[ClockKind(row["kind"])],
        "started": row["started_at"],
        "due": due,
        "warn": row["warn_at"],
        "light": "grey" if paused or row["stopped_at"] else light.value,
        "light_name": "已暂停" if paused else "已停止" if row["stopped_at"] else LIGHT_NAMES[light],
        "words": _words(region, row, now, due, paused=paused),
        "due_words": instant_words(now, due, organisation.zone_of(region)),
        "basis": row["basis"],
        "calendar_version": row["calendar_version"],
        "provisional": row["provisional"],
        "paused": paused,
        "stopped": row["stopped_at"],
    }


def _light(row: dict[str, Any], now: datetime) -> Light:
    """What the light is now, even when the ticker has not come by yet."""
    if now >= row["due_at"]:
        return Light.RED
    return Light.YELLOW if now >= row["warn_at"] else Light.GREEN


def _words(region: str, row: dict[str, Any], now: datetime, due: datetime, *, paused: bool) -> str:
    if row["stopped_at"] is not None:
        return "按时完成" if row["stopped_at"] <= due else "超期完成"
    if paused:
        return "计时暂停"
    kept = Versions({Dictionary.CALENDAR: row["calendar_version"], Dictionary.POLICY: row["policy_version"]})
    return left_words(now, due, row["working"], catalogue.calendar(region, kept))
