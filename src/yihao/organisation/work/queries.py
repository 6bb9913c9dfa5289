"""Long work as people see it. Nothing of what was asked is shown to anybody else: a search may hold a name."""

from datetime import timedelta
from typing import Any

from yihao.kernel import clock, sql
from yihao.kernel.work import queue
from yihao.kernel.work.run import KINDS
from yihao.kernel.work.values import JOB_STATE_NAMES, JobState
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

_COLUMNS = (
    "id, kind, account_id, unit_id, state, file_name, done, total, error, attempts, created_at, started_at, ended_at, alive_at,"
    " rows, size, keep_until, removed_at"
)
_TRAY = timedelta(days=3)
_LATEST = 100
_CHANNELS = {"sms": "短信", "webhook": "接口"}


def mine(viewer: Viewer) -> list[dict[str, Any]]:
    """The viewer's jobs of the last days, and what can still be fetched, newest first: the tray, on whichever computer."""
    found = sql.rows(
        f"SELECT {_COLUMNS} FROM job WHERE account_id = %s AND (created_at > %s OR state = 'done' AND removed_at IS NULL)"
        " ORDER BY created_at DESC LIMIT 20",
        (viewer.account_id, clock.now() - _TRAY),
    )
    return [_job(r) for r in found]


def all_jobs(viewer: Viewer) -> list[dict[str, Any]]:
    """The region's latest jobs, those under way first, with who asked."""
    found = sql.rows(
        f"SELECT {_COLUMNS} FROM job WHERE region = %s"
        f" ORDER BY state IN ('waiting', 'running') DESC, created_at DESC LIMIT {_LATEST}",
        (viewer.region,),
    )
    names = organisation.account_names({r["account_id"] for r in found})
    return [
        {**_job(r), "who": names.get(r["account_id"], ""), "unit_name": organisation.unit_label(r["unit_id"])}
        for r in found
    ]


def overview(viewer: Viewer) -> dict[str, Any]:
    """The administrator's page: long work, what runs by the clock, messages that were given up."""
    return {
        "jobs": all_jobs(viewer),
        "tasks": [{k: r[k] for k in ("name", "last", "failed", "failed_at", "doing")} for r in queue.by_the_clock()],
        "messages": [_message(r) for r in queue.failed_messages(viewer.region)],
    }


def _message(r: dict[str, Any]) -> dict[str, Any]:
    to = "给承办单位的通知" if r["template"].endswith("_unit") else "给诉求人的消息"
    return {
        **r,
        "template_name": to,
        "channel_name": _CHANNELS.get(r["channel"], "其他渠道"),
        "detail": r["detail"] or "",
    }


def _job(r: dict[str, Any]) -> dict[str, Any]:
    kind = KINDS.get(r["kind"])
    state = JobState(r["state"])
    return {
        **{k: r[k] for k in ("id", "file_name", "done", "total", "error", "attempts", "rows", "size")},
        **{k: r[k] for k in ("created_at", "started_at", "ended_at", "keep_until")},
        "kind": r["kind"],
        "name": kind.name if kind else "后台任务",
        "state": state.value,
        "state_name": JOB_STATE_NAMES[state],
        "fetchable": state is JobState.DONE and r["removed_at"] is None,
        "repeatable": state is JobState.FAILED and r["removed_at"] is None,
    }
