"""Taking orders out as the tests do it: ask, let the work be done, fetch, read the file."""

import csv
import io
from typing import Any
from uuid import UUID

from openpyxl import load_workbook

from yihao.kernel import sql
from yihao.kernel.work import run
from yihao.orders.exports import actions
from yihao.organisation.values import Viewer

Table = list[dict[str, str]]


def ask(doer: Viewer, **changes: Any) -> UUID:
    """Ask for the desk's columns as CSV, or what `changes` say."""
    wanted = {"format": "csv", "columns": "desk", "purpose": "statistics", "note": "", "filter": {}, **changes}
    return actions.ask(doer=doer, wanted=actions.Asked(**wanted))


def job(job_id: UUID) -> dict[str, Any]:
    found = sql.row("SELECT * FROM job WHERE id = %s", (job_id,))
    assert found is not None
    return found


def body(doer: Viewer, job_id: UUID) -> bytes:
    """The file's bytes, fetched."""
    _, _, size, pieces = actions.fetch(doer=doer, job_id=job_id)
    found = b"".join(pieces)
    assert len(found) == size
    return found


def table(doer: Viewer, **changes: Any) -> Table:
    """The rows of a CSV file that `doer` takes out."""
    job_id = ask(doer, **changes)
    run.work_on(job_id)
    assert job(job_id)["state"] == "done", job(job_id)["error"]
    return read_csv(body(doer, job_id))


def read_csv(found: bytes) -> Table:
    assert found.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(found.decode("utf-8-sig"), newline="")))


def sheets(doer: Viewer, **changes: Any) -> tuple[list[list[Any]], list[list[Any]]]:
    """Cover and orders of a workbook that `doer` takes out."""
    job_id = ask(doer, format="xlsx", **changes)
    run.work_on(job_id)
    assert job(job_id)["state"] == "done", job(job_id)["error"]
    book = load_workbook(io.BytesIO(body(doer, job_id)))
    return tuple([[c.value for c in row] for row in book[name].iter_rows()] for name in ("导出说明", "工单"))  # type: ignore[return-value]
