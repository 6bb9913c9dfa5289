"""How a worker takes orders out.

First the ids of everything that fits are written down, then the rows of each such part, then the file is put together.
Rows are kept in sealed parts because a workbook can't be gone on with (its directory comes last), while parts can: whoever
goes on reads only what is missing, and puts the file together anew, which reads no order. The ids come first so that an
order that changes its state meanwhile is neither left out nor there twice, and so that progress has an end.
The rights are read again for every part: whose post ended gets nothing, not even what was read before.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yihao.kernel.problems import Forbidden
from yihao.kernel.work import spool
from yihao.kernel.work.run import KINDS, Kind, Run
from yihao.kernel.work.values import Outcome
from yihao.orders.exports import queries, rules
from yihao.orders.exports.columns import Page, Rows
from yihao.orders.exports.files import write_csv, write_xlsx
from yihao.orders.exports.values import KIND, ColumnSet, Cover, Format
from yihao.orders.queries import finding, lists
from yihao.orders.rules.filters import parse
from yihao.organisation.values import Viewer

PART = 2000
"""Orders of a part: about a second of work, a few MB in memory."""


def register() -> None:
    """Make the queue know this kind of work (called once when the application is assembled)."""
    KINDS[KIND] = Kind(KIND, "导出工单", export)


def export(run: Run) -> Outcome:
    """The whole of it, going on where an earlier try stood. Raises Forbidden, Invalid."""
    here = queries.settings(run.region)
    columns = next(s for s in here.sets if s.key == run.asked["columns"])
    try:
        _find(run)
        rules.within(here, Format(run.asked["format"]), run.made["count"])
        _read(run, columns)
        _entitled(run)
    except Forbidden:
        spool.remove(run.id)
        run.keep({}, 0)
        raise
    return _assemble(run, columns, timedelta(days=here.keep_days))


def _entitled(run: Run) -> Viewer:
    return queries.still_entitled(run.account_id, run.asked["posts"])


def _find(run: Run) -> None:
    """Write down the ids of all that fits, a part at a time: `made` has the names of the parts, the last hit, the count."""
    made = {"ids": [], "count": 0, "last": None, "found": False, **run.made}
    while not made["found"]:
        hits, made["last"] = _hits(_entitled(run), run.asked["filter"], made["last"])
        made["found"] = made["last"] is None
        if hits:
            name = run.put(f"ids-{len(made['ids']):05d}", json.dumps([h.hex for h in hits]).encode())
            made["ids"], made["count"] = [*made["ids"], name], made["count"] + len(hits)
        run.keep(made, 0)
    run.total = 2 * made["count"]  # each is read, and written
    run.made = made


def _hits(viewer: Viewer, given: dict[str, str], last: Any) -> tuple[list[UUID], Any]:
    """The next ids, and from where to go on; None at the end."""
    if queue := given.get("queue"):
        page = lists.order_list(viewer, queue=queue, cursor=last or "", wanted=parse(given))
        return [r["id"] for r in page["rows"]], page["next"] or None
    found = finding.hits(viewer, parse(given), before=UUID(last) if last else None, size=PART)
    return found, found[-1].hex if len(found) == PART else None


def _read(run: Run, columns: ColumnSet) -> None:
    """Read the rows of each part of ids that has none yet."""
    parts: list[str] = list(run.made.get("parts", []))
    rows: int = run.made.get("rows", 0)
    done = run.made.get("done", 0)
    for number in range(len(parts), len(run.made["ids"])):
        ids = [UUID(h) for h in json.loads(run.get(run.made["ids"][number]))]
        cells = Page(_entitled(run)).cells(columns, ids)
        parts.append(run.put(f"rows-{number:05d}", json.dumps(cells, ensure_ascii=False).encode()))
        rows, done = rows + len(cells), done + len(ids)
        run.keep({**run.made, "parts": parts, "rows": rows, "done": done}, done)


def _assemble(run: Run, columns: ColumnSet, keep: timedelta) -> Outcome:
    """Put the file together from the parts, and keep it."""
    cover, rows = _cover(run), run.made["rows"]
    with run.folder() as folder:
        path = folder / "file"
        if run.asked["format"] == Format.CSV:
            write_csv(path, columns=columns, cover=cover, rows=_rows(run))
        else:
            with run.breathing():  # closing a workbook packs it, and can't say how far it is
                lines = rules.cover_lines(cover, rows, columns)
                write_xlsx(path, columns=columns, cover=cover, lines=lines, rows=_rows(run))
        pieces, size, digest = run.put_file(path)
    return Outcome(rows, pieces, size, digest, keep, (*run.made["ids"], *run.made["parts"]))


def _rows(run: Run) -> Iterator[list[str]]:
    done = run.made["done"]
    for name in run.made["parts"]:
        page: Rows = json.loads(run.get(name))
        yield from page
        done += len(page)
        run.beat(done)


def _cover(run: Run) -> Cover:
    asked = run.asked
    return Cover(
        who=asked["who"],
        post=asked["post"],
        at=datetime.fromisoformat(asked["at"]),
        purpose=asked["purpose"],
        filters=tuple(asked["filter_words"]),
        number=rules.number_of(run.id),
    )
