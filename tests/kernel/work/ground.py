"""A kind of long work for tests: it counts, a part at a time, and keeps every part."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from yihao.kernel.crypto import sm3
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Via
from yihao.kernel.work import actions
from yihao.kernel.work.run import KINDS, Kind, Run, work_on
from yihao.kernel.work.values import Outcome

COUNT = "test.count"
PARTS = 6
NOBODY: Callable[[int], None] = lambda part: None  # noqa: E731


def ask(person: UUID | None = None, secret: str = "张三丰 13812345678") -> UUID:
    """Somebody asks for six parts."""
    by = Actor("360400", Via.DESK, person or new_id(), "甲")
    return actions.ask(
        by=by, kind=COUNT, asked={"who": secret}, purpose="statistics", file_name="计数.txt", media="text/plain"
    )


def count(after_part: Callable[[int], None] = NOBODY) -> None:
    """Enter the kind; `after_part` is called when a part is written down."""

    def work(run: Run) -> Outcome:
        run.total = PARTS
        parts: list[str] = list(run.made.get("parts", []))
        while len(parts) < PARTS:
            parts.append(run.put(f"{len(parts)}", json.dumps([len(parts)]).encode()))
            run.keep({"parts": parts}, len(parts))
            after_part(len(parts))
        body = b"".join(run.get(name) for name in parts)
        run.put("file-00000", body)
        return Outcome(PARTS, 1, len(body), sm3(body), timedelta(days=1))

    KINDS[COUNT] = Kind(COUNT, "计数", work)


def slow_worker(job_id: str) -> None:
    """What a worker process does in the test that kills it: it says each part, and takes its time."""

    def say(part: int) -> None:
        print(part, flush=True)
        time.sleep(60 if part == 3 else 0)

    count(say)
    work_on(UUID(job_id))
