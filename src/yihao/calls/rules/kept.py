"""A call as the tables keep it, read back: its route, its steps, its fold. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from yihao.calls.rules.fold import fold
from yihao.calls.values.calls import Call, Direction, Role, Step, StepKind
from yihao.hotlines.values import Choice, Do, Route
from yihao.hotlines.values import Step as Way


def call_of(row: Mapping[str, Any], steps: Iterable[Step]) -> Call:
    """The call of a row, as its steps tell. The caller's number is not opened."""
    call = Call(
        row["id"], row["region"], row["channel"], row["called"], route_of(row["route"]), row["home"],
        Direction(row["direction"]),
    )  # fmt: skip
    call.contact_id = row["contact_id"]
    return fold(call, steps)


def step_of(row: Mapping[str, Any]) -> Step:
    """The step of a row."""
    return Step(
        row["call_id"], StepKind(row["kind"]), row["at"], row["leg_id"], Role(row["role"]) if row["role"] else None,
        row["code"], row["why"], row["seat_id"], row["account_id"], row["unit_id"], row["id"],
    )  # fmt: skip


def route_json(route: Route) -> dict[str, Any]:
    """A route as plain JSON values: a call goes along the way that was right when it came in, whatever is changed later."""
    return {**asdict(route), "at": route.at.isoformat()}


def route_of(kept: dict[str, Any] | str) -> Route:
    """The route that was kept (Django's connections hand JSON over as text)."""
    body: dict[str, Any] = json.loads(kept) if isinstance(kept, str) else kept
    return Route(**{**body, "at": datetime.fromisoformat(body["at"]), "steps": tuple(_way(s) for s in body["steps"])})


def _way(body: dict[str, Any]) -> Way:
    choices = tuple(Choice(**c) for c in body["choices"])
    return Way(**{**body, "do": Do(body["do"]), "choices": choices})
