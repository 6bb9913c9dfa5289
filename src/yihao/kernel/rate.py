"""Rate limits in the database, the same for every web process. Keys are blind digests: no address is kept."""

from datetime import timedelta
from math import ceil

from yihao.kernel import clock, sql
from yihao.kernel.crypto import blind_index
from yihao.kernel.problems import RateLimited


def spend(*, kind: str, who: str, limit: int, window: timedelta) -> None:
    """Count one use of `kind` by `who`; raises RateLimited when it is more than `limit` in the window."""
    now = clock.now()
    key = f"{kind}:{blind_index('rate', who).hex()[:32]}"
    found = sql.row(
        "INSERT INTO rate_bucket (key, count, until) VALUES (%s, 1, %s) ON CONFLICT (key) DO UPDATE SET"
        " count = CASE WHEN rate_bucket.until <= %s THEN 1 ELSE rate_bucket.count + 1 END,"
        " until = CASE WHEN rate_bucket.until <= %s THEN EXCLUDED.until ELSE rate_bucket.until END"
        " RETURNING count, until",
        (key, now + window, now, now),
    )
    assert found is not None
    if found["count"] > limit:
        minutes = max(1, ceil((found["until"] - now).total_seconds() / 60))
        raise RateLimited(detail=f"请在 {minutes} 分钟后再试；急事请直接拨打热线。")


def purge() -> int:
    """Forget buckets whose window is over; how many."""
    return sql.execute("DELETE FROM rate_bucket WHERE until <= %s", (clock.now(),))
