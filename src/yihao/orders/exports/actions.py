"""Asking for a file, and fetching it. Both stand in the access log before anything is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from yihao.kernel import access, clock, sql
from yihao.kernel.problems import Conflict, Invalid, NotFound
from yihao.kernel.work import actions as work
from yihao.kernel.work import spool
from yihao.kernel.work.values import JobState
from yihao.orders.exports import queries, rules
from yihao.orders.exports.values import KIND, MEDIA
from yihao.orders.exports.words import filter_words
from yihao.orders.queries import finding
from yihao.orders.queries.lists import QUEUES
from yihao.orders.rules.filters import parse
from yihao.organisation import queries as organisation
from yihao.organisation.values import ROLE_NAMES, Viewer
from yihao.organisation.work.actions import own


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to take out, as it was typed."""

    format: str
    columns: str
    purpose: str
    note: str
    filter: Mapping[str, str]
    """As the list's address has it; `queue` for one of the queues."""


@transaction.atomic
def ask(*, doer: Viewer, wanted: Asked) -> UUID:
    """Put an export into the queue; the job's id. Raises Forbidden, Invalid, Conflict when too many are under way."""
    viewer = queries.entitled(doer)
    here = queries.settings(doer.region)
    form, columns, purpose = rules.chosen(
        here, form=wanted.format, columns=wanted.columns, purpose=wanted.purpose, note=wanted.note
    )
    given = {name: value for name, value in wanted.filter.items() if value}
    found = count(viewer, given)
    if not found["more"]:
        rules.within(here, form, found["count"])
    _not_too_many(doer, here.most_open)
    by = organisation.actor(viewer, viewer.posts[0])
    now = queries.local(doer.region, clock.now())
    job_id = work.ask(
        by=by,
        kind=KIND,
        purpose=purpose.code,
        file_name=rules.file_name(form, now),
        media=MEDIA[form],
        asked={
            "format": form.value,
            "columns": columns.key,
            "purpose": "：".join(p for p in (purpose.name, wanted.note.strip()) if p),
            "filter": given,
            "filter_words": filter_words(doer.region, given),
            "who": doer.name,
            "post": "、".join(f"{p.unit_name}{ROLE_NAMES[p.role]}" for p in viewer.posts),
            "posts": queries.posts_of(viewer),
            "at": now.isoformat(),
        },
    )
    detail = {"filter": rules.note_of(given), "format": form.value, "columns": columns.key, **found}
    access.note(by=by, action="export", subject_type="job", subject_id=job_id, reason=purpose.code, detail=detail)
    return job_id


def count(viewer: Viewer, given: Mapping[str, str]) -> dict[str, Any]:
    """How many orders fit, up to a cap. Raises Invalid for a filter that is none."""
    wanted = parse(given)
    queue = given.get("queue", "")
    if not queue:
        return finding.count(viewer, wanted)
    if queue not in QUEUES:
        raise Invalid.field_error("queue", "没有这个列表")
    return {"count": 1, "more": True}  # a queue is short, and is counted when it is read


def fetch(*, doer: Viewer, job_id: UUID) -> tuple[str, str, int, Iterator[bytes]]:
    """Name, media type, size and pieces of a finished file of one's own; the fetching is in the access log first.

    Raises NotFound for somebody else's or one that is gone, Forbidden when the rights are no longer those of the asking.
    """
    row = own(doer, job_id)
    if row["kind"] != KIND or row["state"] != JobState.DONE:
        raise NotFound(title="文件还没有做好")
    if row["removed_at"] is not None or row["keep_until"] <= clock.now():
        raise NotFound(title="文件已过保存期，已经删除", detail="需要时请重新导出。")
    asked = queries.asked(row)
    viewer = queries.still_entitled(doer.account_id, asked["posts"])
    access.note(
        by=organisation.actor(doer, viewer.posts[0]),
        action="export_fetch",
        subject_type="job",
        subject_id=job_id,
        detail={"rows": row["rows"], "columns": asked["columns"], "format": asked["format"]},
    )
    pieces = (spool.get(job_id, spool.piece(row["run"], n)) for n in range(row["pieces"]))
    return row["file_name"], row["media"], row["size"], pieces


def _not_too_many(doer: Viewer, most: int) -> None:
    found = sql.row(
        "SELECT count(*) AS n FROM job WHERE account_id = %s AND kind = %s AND state IN ('waiting', 'running')",
        (doer.account_id, KIND),
    )
    if found and found["n"] >= most:
        raise Conflict(title=f"您已有 {found['n']} 个导出在进行", detail="请等它们完成，或在右下角取消后再导出。")
