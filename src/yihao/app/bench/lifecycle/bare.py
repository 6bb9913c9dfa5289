"""The bare minimum of a whole order: its rows as they stand at the end, one INSERT each, one commit for each act."""

from typing import Any

from yihao.app.bench import bare
from yihao.app.bench.stage import Stage

ACTS = 7
_MORE = (
    ("assignment", "order_id = %(order)s"),
    ("attempt", "subject_id = %(order)s"),
    ("rating", "order_id = %(order)s"),
    ("access_log", "subject_id = %(order)s"),
)


def measure(on: Stage, times: int) -> dict[str, Any]:
    """CPU milliseconds an order. The rows that an act changes are written once, as they are in the end."""
    return bare.measure(on, times, bare.TABLES + _MORE, ACTS)
