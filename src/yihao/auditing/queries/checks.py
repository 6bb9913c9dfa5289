"""校验台账: the checks that were made, newest first, with what they found; and whether numbering stands still."""

import json
import re
from typing import Any

from yihao.kernel import feed, sql
from yihao.kernel.head import sentence, standing
from yihao.kernel.ledger import KINDS
from yihao.kernel.work.values import JOB_STATE_NAMES, JobState
from yihao.organisation import queries as organisation
from yihao.organisation.values import Viewer

_LATEST = 30
_KIND = re.compile(r"（([a-z_]+\.[a-z_]+)）")
_ROWS = {"feed_head": "库内的账本头"}


def checks(viewer: Viewer) -> dict[str, Any]:
    """The page: how long the ledger is, whether it stands still, the latest checks."""
    found = sql.rows(
        "SELECT c.*, j.state, j.done, j.total, j.error FROM ledger_check c JOIN job j ON j.id = c.job_id"
        f" WHERE c.region = %s ORDER BY c.asked_at DESC, c.id DESC LIMIT {_LATEST}",
        (viewer.region,),
    )
    people = organisation.account_names({r["account_id"] for r in found})
    stop = standing()
    return {
        "head": feed.head(),
        "stopped": sentence(stop.outside_position, stop.inside_position) if stop else "",
        "stopped_at": stop.since if stop else None,
        "rows": [_check(r, people.get(r["account_id"], "")) for r in found],
    }


def _check(r: dict[str, Any], who: str) -> dict[str, Any]:
    findings = json.loads(r["findings"]) if isinstance(r["findings"], str) else r["findings"]
    state = JobState(r["state"])
    return {
        **{k: r[k] for k in ("id", "job_id", "first", "last", "whole", "orders", "asked_at", "ended_at", "found")},
        **{k: r[k] for k in ("done", "total", "error")},
        "who": who,
        "state": state.value,
        "state_name": JOB_STATE_NAMES[state],
        "findings": [_finding(row, what) for row, what in findings],
    }


def _finding(row: str, what: str) -> dict[str, Any]:
    """A finding with the row in words; an event's id leads to the event."""
    words = _KIND.sub(lambda m: f"（{KINDS[m[1]].says}）" if m[1] in KINDS else m[0], what)
    kind, _, key = row.partition(" ")
    if kind == "event":
        return {"row": f"事件 …{key[-8:]}", "event_id": key, "what": words}
    name = f"台账第 {key} 位" if kind == "feed" else _ROWS.get(row, "库外的账本头" if row.endswith(".json") else row)
    return {"row": name, "event_id": None, "what": words}
