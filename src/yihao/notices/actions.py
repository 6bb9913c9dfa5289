"""Writes of 提醒: what a person has read. It changes nothing for anybody else, so it is not in the ledger."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from yihao.kernel import clock, ledger, sql
from yihao.kernel.crypto import sm3
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject
from yihao.notices.models import NoticeParameters
from yihao.notices.queries import policy
from yihao.notices.values import NoticeParametersSet, NoticePolicy
from yihao.organisation.queries import regions
from yihao.organisation.values import Viewer


def read(*, doer: Viewer, ids: Sequence[UUID]) -> int:
    """Mark one's own notices as read; how many were not yet."""
    return sql.execute(
        "UPDATE notice SET read_at = %s WHERE account_id = %s AND id = ANY(%s) AND read_at IS NULL",
        (clock.now(), doer.account_id, list(ids)),
    )


def read_all(*, doer: Viewer, up_to: int) -> int:
    """Mark all of one's own up to a place in the feed as read: what came after the person looked stays unread."""
    return sql.execute(
        "UPDATE notice SET read_at = %s WHERE account_id = %s AND position <= %s AND read_at IS NULL",
        (clock.now(), doer.account_id, up_to),
    )


def forget_old() -> int:
    """Remove the notices that are kept no longer; how many."""
    now = clock.now()
    return sum(
        sql.execute(
            "DELETE FROM notice WHERE region = %s AND at < %s", (code, now - timedelta(days=policy(code).keep_days))
        )
        for code in regions()
    )


@transaction.atomic
def set_policy(*, by: Actor, policy: NoticePolicy) -> None:
    """Put 提醒参数 in force; nothing when they are in force already."""
    body = asdict(policy)
    found = NoticeParameters.objects.select_for_update().filter(region=by.region).first()
    if found is not None and found.body == body:
        return
    NoticeParameters.objects.update_or_create(region=by.region, defaults={"body": body})
    said = NoticeParametersSet(sm3(repr(sorted(body.items())).encode()))
    ledger.write(ledger.Entry(said, Subject("notice_parameters", new_id()), by, clock.now()))
