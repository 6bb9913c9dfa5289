"""Writes of 在看的人. They change nothing for anybody, so they are not in the ledger; nor is a beat a look at the order."""

from typing import Any, Literal
from uuid import UUID

from yihao.kernel import clock, sql
from yihao.orders.presence.queries import others
from yihao.orders.presence.values import FORGOTTEN
from yihao.orders.queries import sight
from yihao.organisation.values import Viewer

_BEAT = """
WITH old AS (
  DELETE FROM presence WHERE account_id = %(me)s AND seen_at < %(forgotten)s AND window_id <> %(window)s
)
INSERT INTO presence AS p (window_id, account_id, subject_type, subject_id, doing, since, seen_at)
VALUES (%(window)s, %(me)s, %(subject)s, %(id)s, %(doing)s, %(now)s, %(now)s)
ON CONFLICT (window_id) DO UPDATE SET subject_type = EXCLUDED.subject_type, subject_id = EXCLUDED.subject_id,
  doing = EXCLUDED.doing, seen_at = EXCLUDED.seen_at,
  since = CASE WHEN (p.subject_id, p.doing) = (EXCLUDED.subject_id, EXCLUDED.doing) THEN p.since ELSE EXCLUDED.since END
WHERE p.account_id = EXCLUDED.account_id
"""


def here(
    *, doer: Viewer, window: UUID, subject: Literal["order", "appeal"], subject_id: UUID, doing: str
) -> list[dict[str, Any]]:
    """A window of the doer has this open, and is about to do `doing` ("": looks); who else has. Raises NotFound."""
    if subject == "order":
        sight.order_row(doer, subject_id)
    else:
        sight.appeal_row(doer, subject_id)
    now = clock.now()
    sql.execute(
        _BEAT,
        {"window": window, "me": doer.account_id, "subject": subject, "id": subject_id, "doing": doing, "now": now}
        | {"forgotten": now - FORGOTTEN},
    )
    return others(doer, subject, subject_id)


def leave(*, doer: Viewer, window: UUID) -> None:
    """The window shows something else, or closes."""
    sql.execute("DELETE FROM presence WHERE window_id = %s AND account_id = %s", (window, doer.account_id))
