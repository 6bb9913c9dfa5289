"""Giving up and going on with long work: one's own, or as administrator."""

from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.kernel import messages, sql
from yihao.kernel.problems import Forbidden, NotFound, WrongState
from yihao.kernel.values import Actor
from yihao.kernel.work import actions as work
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer


def cancel(*, doer: Viewer, job_id: UUID) -> None:
    """Give a job up. Raises NotFound for somebody else's, WrongState when it has ended."""
    _may(doer, job_id)
    work.cancel(by=_actor(doer), job_id=job_id)


def again(*, doer: Viewer, job_id: UUID) -> None:
    """Go on with a job that failed; it runs with the rights of who asked for it. Raises NotFound, WrongState."""
    _may(doer, job_id)
    work.again(by=_actor(doer), job_id=job_id)


@transaction.atomic
def send_again(*, doer: Viewer, message_id: UUID) -> None:
    """Put a message that was given up back into the outbox. Raises Forbidden, NotFound, WrongState."""
    if Permission.MANAGE_JOB not in doer.permissions:
        raise Forbidden()
    row = sql.row("SELECT region, state FROM message WHERE id = %s FOR UPDATE", (message_id,))
    if row is None or row["region"] != doer.region:
        raise NotFound(title="没有这条消息")
    if row["state"] != "failed":
        raise WrongState(title="这条消息不在发送失败的状态")
    messages.again(by=_actor(doer), message_id=message_id)


def own(doer: Viewer, job_id: UUID) -> dict[str, Any]:
    """A job of one's own. Raises NotFound."""
    row = sql.row("SELECT * FROM job WHERE id = %s AND account_id = %s", (job_id, doer.account_id))
    if row is None:
        raise NotFound(title="没有这个任务，或不是您提交的")
    return row


def _may(doer: Viewer, job_id: UUID) -> None:
    if Permission.MANAGE_JOB not in doer.permissions:
        own(doer, job_id)
    elif sql.row("SELECT 1 FROM job WHERE id = %s AND region = %s", (job_id, doer.region)) is None:
        raise NotFound(title="没有这个任务")


def _actor(doer: Viewer) -> Actor:
    return organisation.actor(doer, next(iter(doer.posts), None))
