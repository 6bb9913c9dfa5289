"""The wallboard: what waits, who does what, how well it goes today. Figures come from the steps, by the formulas of
`rules.indicators`."""

from datetime import datetime, time, timedelta
from typing import Any

from yihao.calls.queries.desk import call_brief, seat_brief
from yihao.calls.queries.parameters import parameters
from yihao.calls.rules.indicators import CallFacts, Figures, figures
from yihao.calls.values.calls import Outcome
from yihao.hotlines import queries as hotlines
from yihao.kernel import clock, sql
from yihao.kernel.problems import Forbidden
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer


def wallboard(viewer: Viewer) -> dict[str, Any]:
    """The line now and today, within the viewer's scope. Raises Forbidden."""
    units = organisation.scope_units(viewer, Permission.SUPERVISE_CALL)
    if not units:
        raise Forbidden()
    now = clock.now()
    seats = sql.rows(
        "SELECT s.*, a.name FROM seat s JOIN account a ON a.id = s.account_id"
        " WHERE s.signed_off IS NULL AND s.unit_id = ANY(%s) ORDER BY s.signed_on",
        (units,),
    )
    live = sql.rows("SELECT * FROM call WHERE region = %s AND closed_at IS NULL ORDER BY arrived_at", (viewer.region,))
    waiting = [c for c in live if c["phase"] in ("queued", "offered")]
    today = facts(viewer.region, _midnight(viewer.region, now), now)
    return {
        "at": now,
        "waiting": [call_brief(viewer.region, c) for c in waiting],
        "longest_wait": max(((now - c["entered_at"]).total_seconds() for c in waiting if c["entered_at"]), default=0.0),
        "level_seconds": parameters(viewer.region).level_seconds,
        "talking": sum(1 for c in live if c["phase"] == "talking"),
        "seats": [_seat(s, {c["id"]: c for c in live}, viewer.region) for s in seats],
        "today": _figures(viewer.region, today),
        "numbers": _by_number(viewer.region, today),
    }


def brief(viewer: Viewer) -> dict[str, Any]:
    """The line in a few figures: who waits, who is there, and the day so far. Raises Forbidden."""
    units = organisation.scope_units(viewer, Permission.SUPERVISE_CALL)
    if not units:
        raise Forbidden()
    now = clock.now()
    found = sql.row(_BRIEF, {"region": viewer.region, "units": units})
    assert found is not None
    since = found.pop("since")
    return {
        **found,
        "longest_wait": (now - since).total_seconds() if since else 0.0,
        "level_seconds": parameters(viewer.region).level_seconds,
        "today": _figures(viewer.region, facts(viewer.region, _midnight(viewer.region, now), now)),
    }


_BRIEF = """
SELECT count(*) FILTER (WHERE phase IN ('queued', 'offered')) AS waiting,
  min(entered_at) FILTER (WHERE phase IN ('queued', 'offered')) AS since,
  count(*) FILTER (WHERE phase = 'talking') AS talking,
  (SELECT count(*) FROM seat WHERE signed_off IS NULL AND unit_id = ANY(%(units)s)) AS seats,
  (SELECT count(*) FROM seat WHERE signed_off IS NULL AND unit_id = ANY(%(units)s) AND state = 'ready') AS ready
FROM call WHERE region = %(region)s AND closed_at IS NULL
"""


def facts(region: str, start: datetime, end: datetime) -> list[CallFacts]:
    """The incoming calls of a period [start, end) as facts, each rebuilt from its steps."""
    return [
        CallFacts(
            called=r["called"], skill=r["skill"], arrived_at=r["arrived_at"], queued_at=r["queued_at"],
            answered_at=r["answered_at"], ended_at=r["ended_at"], outcome=Outcome(r["outcome"]) if r["outcome"] else None,
            caller=bytes(r["caller_index"] or b""), wrapped_up=timedelta(0),
        )
        for r in sql.rows(_FACTS, (region, start, end))
    ]  # fmt: skip


_FACTS = """
SELECT c.called, c.skill, c.caller_index, s.arrived_at, s.queued_at, s.answered_at, s.ended_at, s.outcome
FROM call c JOIN LATERAL (
  SELECT min(at) FILTER (WHERE kind = 'arrive') AS arrived_at,
    min(at) FILTER (WHERE kind = 'queue') AS queued_at,
    min(at) FILTER (WHERE kind = 'answer' AND role = 'seat') AS answered_at,
    max(at) FILTER (WHERE kind = 'close') AS ended_at,
    max(code) FILTER (WHERE kind = 'close') AS outcome
  FROM call_step WHERE call_id = c.id
) s ON true
WHERE c.region = %s AND c.direction = 'in' AND c.arrived_at >= %s AND c.arrived_at < %s
ORDER BY c.arrived_at
"""


def _figures(region: str, calls: list[CallFacts]) -> dict[str, Any]:
    policy = parameters(region)
    return _plain(
        figures(calls, level=timedelta(seconds=policy.level_seconds), short=timedelta(seconds=policy.short_seconds))
    )


def _plain(f: Figures) -> dict[str, Any]:
    return {name: getattr(f, name) for name in Figures.__dataclass_fields__} | {
        "answer_rate": f.answer_rate,
        "service_level": f.service_level,
        "abandon_rate": f.abandon_rate,
        "average_wait": f.average_wait,
    }


def _by_number(region: str, calls: list[CallFacts]) -> list[dict[str, Any]]:
    numbers = sorted({c.called for c in calls}, key=lambda n: -sum(1 for c in calls if c.called == n))
    return [
        {
            "called": n,
            "name": hotlines.called_name(region, n),
            **_figures(region, [c for c in calls if c.called == n]),
        }
        for n in numbers
    ]


def _seat(s: dict[str, Any], live: dict[Any, dict[str, Any]], region: str) -> dict[str, Any]:
    call = live.get(s["call_id"])
    return {
        **seat_brief(s),
        "name": s["name"],
        "unit_name": organisation.unit_label(s["unit_id"]),
        "needs_help": s["needs_help"],
        "call": call_brief(region, call) if call else None,
    }


def _midnight(region: str, now: datetime) -> datetime:
    zone = organisation.zone_of(region)
    return datetime.combine(now.astimezone(zone).date(), time(0), zone)
