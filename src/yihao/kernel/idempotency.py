"""A request sent twice is done once: the answer is kept under the request's key, in the transaction of the act."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from yihao.kernel import clock, sql
from yihao.kernel.crypto import seal, sm3, unseal
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid

KEEP = timedelta(days=1)
_PLACE = "idempotency_key.answer"


def once(*, key: str, account: str, request: object, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do `work` in a transaction unless this key was served already; then give the answer of that time.

    `request` is what the key stands for (path and body): the same key with another request is refused (Invalid).
    A second request with the same key waits until the first is decided. The answer is kept sealed.
    An empty key means no promise: the work is simply done in a transaction.
    What is refused within `work` undoes all of it: whoever would catch a refusal there finds the transaction broken.
    """
    with transaction.atomic(), _one_piece():
        if not key:
            return work()
        digest = sm3(json.dumps(request, sort_keys=True, default=str).encode())
        row_id = new_id()
        mine = sql.execute(
            "INSERT INTO idempotency_key (id, account, key, digest, at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (account, key) DO NOTHING",
            (row_id, account, key[:80], digest, clock.now()),
        )
        if not mine:
            return _answered(account, key[:80], digest)
        answer = work()
        sql.execute(
            "UPDATE idempotency_key SET answer = %s WHERE id = %s",
            (seal(json.dumps(answer, default=str), _PLACE, row_id), row_id),
        )
        return answer


@contextmanager
def _one_piece() -> Iterator[None]:
    """Transactions within this one make no savepoints (two statements each) that nobody would go back to."""
    features = connection.features
    features.uses_savepoints = False
    try:
        yield
    finally:
        features.uses_savepoints = True


def purge() -> int:
    """Forget answers older than a day; how many."""
    return sql.execute("DELETE FROM idempotency_key WHERE at < %s", (clock.now() - KEEP,))


def _answered(account: str, key: str, digest: str) -> dict[str, Any]:
    found = sql.row("SELECT id, digest, answer FROM idempotency_key WHERE account = %s AND key = %s", (account, key))
    if found is None or found["digest"] != digest:
        raise Invalid(title="同一个提交编号用在了不同的内容上", detail="没有重复办理。请刷新页面后重新提交。")
    return dict(json.loads(unseal(found["answer"], _PLACE, found["id"])))
