"""Reads of 回访 for other surfaces: what citizens said last of an order."""

from uuid import UUID

from yihao.followups.values import SATISFACTION_NAMES, SOLVED_NAMES, Satisfaction, Solved
from yihao.kernel import sql

_LATEST = """SELECT DISTINCT ON (o.id) o.id, r.solved, r.satisfaction FROM work_order o JOIN rating r ON r.appeal_id = o.appeal_id
 WHERE o.id = ANY(%s) ORDER BY o.id, r.at DESC, r.id DESC"""


def solved_of(orders: list[UUID]) -> dict[UUID, str]:
    """是否解决 in words, by order; an order that nobody has rated is missing."""
    return {r["id"]: SOLVED_NAMES[Solved(r["solved"])] for r in sql.rows(_LATEST, (orders,))}


def satisfied_of(orders: list[UUID]) -> dict[UUID, str]:
    """是否满意 in words, by order."""
    return {r["id"]: SATISFACTION_NAMES[Satisfaction(r["satisfaction"])] for r in sql.rows(_LATEST, (orders,))}
