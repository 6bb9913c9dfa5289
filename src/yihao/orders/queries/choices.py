"""Code lists of the filter of orders."""

from collections.abc import Mapping
from typing import Any

from yihao.catalogue.values import APPEAL_TYPE_NAMES, URGENCY_NAMES
from yihao.orders.values.filters import STATES
from yihao.orders.values.states import CHANNEL_NAMES, LIGHT_NAMES, ORDER_STATE_NAMES
from yihao.organisation.values import Permission, Viewer


def filter_choices(viewer: Viewer) -> dict[str, Any]:
    """What each field of a filter may be, by code and name."""
    return {
        "states": _choices({**STATES, **ORDER_STATE_NAMES}),
        "lights": _choices(LIGHT_NAMES),
        "urgencies": _choices(URGENCY_NAMES),
        "appeal_types": _choices(APPEAL_TYPE_NAMES),
        "channels": _choices(CHANNEL_NAMES),
        "by_phone": Permission.REVEAL_PERSONAL in viewer.permissions,
    }


def _choices(names: Mapping[Any, str]) -> list[dict[str, str]]:
    return [{"code": str(code), "name": name} for code, name in names.items()]
