"""Counted in the database after a run: every order that was submitted is there, closed, once and whole."""

import subprocess
import sys
from collections.abc import Callable, Sequence

import psycopg

from yihao.app.bench.lifecycle.course import Score
from yihao.app.bench.stage import Ground, Stage

_WHOLE = """
SELECT count(*) FROM work_order o WHERE o.id = ANY(%s::uuid[]) AND o.state = 'closed'
  AND (SELECT count(*) FROM assignment a WHERE a.order_id = o.id AND a.role = 'lead' AND a.state = 'ended') = 1
  AND (SELECT count(*) FROM rating r WHERE r.appeal_id = o.appeal_id AND r.order_id = o.id) = 1
  AND (SELECT count(*) FROM event e WHERE e.order_id = o.id AND e.kind = 'order.closed') = 1
  AND (SELECT count(*) FROM appeal a WHERE a.region = o.region AND a.number = o.number AND a.number <> '') = 1
"""


def lost(on: Stage, scores: Sequence[Score], say: Callable[[str], None]) -> int:
    """How many orders that were submitted are not whole in the database."""
    ids = [order for score in scores for order in score.orders]
    with psycopg.connect(on.database_url) as connection:
        found = connection.execute(_WHOLE, (ids,)).fetchone()
    whole = int(found[0]) if found else 0
    say(f"库中核对：提交 {len(ids)} 件，完整办结 {whole} 件")
    return len(set(ids)) - whole + len(ids) - len(set(ids))


def last_position(on: Ground) -> int:
    """The last place of the ledger."""
    with psycopg.connect(on.database_url) as connection:
        found = connection.execute("SELECT position FROM feed_head").fetchone()
    return int(found[0]) if found else 0


def verified(on: Ground, behind: int, say: Callable[[str], None]) -> bool:
    """Whether the ledger behind a place is whole, and its orders are as it tells. (All of a million takes half an hour.)"""
    command = [sys.executable, "-m", "yihao.app.bench.lifecycle.audit", str(behind)]
    done = subprocess.run(command, env=on.environment, capture_output=True, text=True)
    say(f"账本与工单{'相符' if done.returncode == 0 else '不符：' + done.stdout[-2000:] + done.stderr[-2000:]}")
    return done.returncode == 0
