"""Having the ledger checked, and what came of it. The only thing an auditor sets going; it changes nothing it reads."""

import json
from uuid import UUID

from django.db import transaction

from yihao.auditing.models import LedgerCheck
from yihao.auditing.rules import checked_span
from yihao.auditing.values import KIND, LedgerChecked, Span
from yihao.kernel import clock, feed, ledger, sql
from yihao.kernel.audit import Finding
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Conflict, Forbidden
from yihao.kernel.values import Actor, Subject, Via
from yihao.kernel.work import actions as work
from yihao.organisation import queries as organisation
from yihao.organisation.values import Permission, Viewer

MOST_FINDINGS = 500
"""How many rows are named; the rest is counted."""


@transaction.atomic
def ask(*, doer: Viewer, span: Span) -> UUID:
    """Put a check into the queue; the job's id. Raises Forbidden, Invalid, Conflict while another is under way."""
    post = next(iter(doer.posts_with(Permission.READ_LEDGER)), None)
    if post is None:
        raise Forbidden()
    wanted = checked_span(span, feed.head())
    sql.execute("SELECT pg_advisory_xact_lock(hashtext('yihao ledger check'))")  # two pressed at once
    open_one = sql.row(
        "SELECT 1 FROM job WHERE region = %s AND kind = %s AND state IN ('waiting', 'running')", (doer.region, KIND)
    )
    if open_one:
        raise Conflict(title="已有一次校验在进行", detail="请等它结束，或取消后再开始。")
    by, whole = organisation.actor(doer, post), span.first is None and span.last is None
    name = "校验台账（全部）" if whole else f"校验台账（第 {wanted.first} 到 {wanted.last} 位）"
    asked = {
        "first": wanted.first,
        "last": None if span.last is None else wanted.last,
        "whole": whole,
        "orders": span.orders,
    }
    job_id = work.ask(by=by, kind=KIND, asked=asked, purpose="audit", file_name=name, media="")
    sql.insert(
        LedgerCheck,
        id=new_id(),
        region=doer.region,
        job_id=job_id,
        account_id=doer.account_id,
        first=wanted.first,
        last=wanted.last,
        whole=whole,
        orders=span.orders,
        asked_at=clock.now(),
        findings="[]",
    )
    return job_id


@transaction.atomic
def conclude(*, job_id: UUID, last: int, found: int, named: list[Finding]) -> None:
    """Write down what a check found, once, in its row and in the ledger."""
    row = sql.row("SELECT * FROM ledger_check WHERE job_id = %s AND ended_at IS NULL FOR UPDATE", (job_id,))
    if row is None:
        return  # an earlier try came so far
    findings = json.dumps([(f.row, f.what) for f in named[:MOST_FINDINGS]], ensure_ascii=False)
    sql.update(LedgerCheck, row["id"], ended_at=clock.now(), last=last, found=found, findings=findings)
    by = Actor(row["region"], Via.SYSTEM)
    checked = LedgerChecked(row["first"], last, row["orders"], found)
    ledger.write(ledger.Entry(checked, Subject("ledger", row["id"]), by, clock.now()))
