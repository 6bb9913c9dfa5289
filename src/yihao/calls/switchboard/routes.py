"""A call's route as its row keeps it: a call goes along the way that was right when it came in, whatever is changed later."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from yihao.hotlines.values import Choice, Do, Route, Step


def route_json(route: Route) -> dict[str, Any]:
    """A route as plain JSON values."""
    body = asdict(route)
    body["at"] = route.at.isoformat()
    return body


def route_from(kept: dict[str, Any] | str) -> Route:
    """The route that was kept (Django's connections hand JSON over as text)."""
    body: dict[str, Any] = json.loads(kept) if isinstance(kept, str) else kept
    return Route(**{**body, "at": datetime.fromisoformat(body["at"]), "steps": tuple(_step(s) for s in body["steps"])})


def _step(body: dict[str, Any]) -> Step:
    choices = tuple(Choice(**c) for c in body["choices"])
    return Step(**{**body, "do": Do(body["do"]), "choices": choices})
