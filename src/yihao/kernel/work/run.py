"""How a worker does long work: one try of a job, part by part, until it is done, refused, taken away or to be put back."""

import errno
import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connections

from yihao.kernel import sql
from yihao.kernel.crypto import Digest, unseal
from yihao.kernel.leaving import leaving
from yihao.kernel.problems import Problem
from yihao.kernel.settings import settings
from yihao.kernel.work import actions, spool
from yihao.kernel.work.values import JobState, Outcome

_log = logging.getLogger(__name__)
_BEAT_SECONDS = 1.0
_BREATH_SECONDS = 5.0


class NotOurs(Exception):
    """The job was given up or taken by another worker: this try writes nothing more."""


class Leaving(Exception):
    """This process is to end."""


@dataclass
class Run:
    """One try of a job, as the kind's work sees it."""

    id: UUID
    run: UUID
    region: str
    account_id: UUID
    asked: dict[str, Any]
    made: dict[str, Any]
    """What earlier tries have written down; the work goes on from there."""
    file_name: str
    done: int = 0
    total: int | None = None
    _beaten: float = field(default=0.0)

    def keep(self, made: dict[str, Any], done: int) -> None:
        """Write down what is made: from here another worker can go on. Raises NotOurs, Leaving."""
        self.made, self.done = made, done
        self._write(made)

    def beat(self, done: int) -> None:
        """Say how far the work is, at most once a second. Raises NotOurs, Leaving."""
        self.done = done
        if time.monotonic() - self._beaten >= _BEAT_SECONDS:
            self._write(None)

    def put(self, name: str, body: bytes) -> str:
        """Keep a piece under a name of this try's; the name. Raises OSError when there is no room."""
        own = f"{self.run.hex}-{name}"
        spool.put(self.id, own, body)
        return own

    def get(self, name: str) -> bytes:
        """A piece that this or an earlier try has kept."""
        return spool.get(self.id, name)

    def put_file(self, path: Path) -> tuple[int, int, str]:
        """Keep the finished file, piece by piece; how many pieces, bytes, and its digest. Raises OSError."""
        digest, size, number = Digest(), 0, 0
        with path.open("rb") as f:
            while body := f.read(spool.PIECE):
                digest.add(body)
                spool.put(self.id, spool.piece(self.run, number), body)
                size, number = size + len(body), number + 1
                self.beat(self.done)
        return number, size, digest.value()

    @contextmanager
    def breathing(self) -> Iterator[None]:
        """For a stretch that can't say how far it is: the job is shown to be alive as long as the block runs."""
        over = threading.Event()

        def breathe() -> None:
            while not over.wait(_BREATH_SECONDS):
                actions.keep(job_id=self.id, run=self.run, done=self.done, total=self.total)
            connections.close_all()

        thread = threading.Thread(target=breathe, name="breathing", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def folder(self) -> AbstractContextManager[Path]:
        """A folder of the job's own on this machine, for scratch files; gone afterwards, and whatever a killed try left."""
        return scratch(self.id)

    def _write(self, made: dict[str, Any] | None) -> None:
        self._beaten = time.monotonic()
        if not actions.keep(job_id=self.id, run=self.run, done=self.done, total=self.total, made=made):
            raise NotOurs
        if leaving.is_set():
            raise Leaving


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of long work: its name on the screen, and how a worker does it."""

    code: str
    name: str
    work: Callable[[Run], Outcome]


KINDS: dict[str, Kind] = {}
"""Rooms above enter theirs when the application is assembled."""


@contextmanager
def scratch(job_id: UUID) -> Iterator[Path]:
    """The folder of a job on this machine, empty, for its owner's eyes only."""
    path = scratch_root() / job_id.hex
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True, mode=0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def scratch_root() -> Path:
    """Where jobs have their scratch files."""
    return settings().data / "jobs"


def sweep() -> int:
    """Remove what killed tries have left on this machine; how many folders."""
    root = scratch_root()
    left = {path.name: path for path in root.iterdir()} if root.exists() else {}
    for r in sql.rows("SELECT id FROM job WHERE state = 'running'") if left else ():
        left.pop(r["id"].hex, None)
    for path in left.values():
        shutil.rmtree(path)
    return len(left)


def work_on(job_id: UUID) -> None:
    """Do a job, or go on with it. A lost database leaves it as it is: whoever finds it lost goes on."""
    row = actions.begin(job_id)
    if row is None:
        return
    run = _run(row)
    try:
        outcome = KINDS[row["kind"]].work(run)
        if not actions.finish(job_id=run.id, run=run.run, outcome=outcome):
            raise NotOurs
        for name in outcome.used:
            spool.drop(run.id, name)
    except NotOurs:
        _tidy(run)
    except Leaving:
        actions.put_back(job_id=run.id, run=run.run)
    except Problem as refused:
        actions.fail(job_id=run.id, run=run.run, code=refused.code, words=f"{refused.title}。{refused.detail}")
    except OSError as fault:
        _log.error("long work could not write", extra={"job": str(run.id), "errno": fault.errno})
        actions.fail(job_id=run.id, run=run.run, code="storage", words=_storage_words(fault))
    except (DatabaseError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 - a mistake of ours is told to the person; the log has it
        _log.exception("long work failed", extra={"job": str(run.id)})
        words = "系统出了差错，已记录。请稍后重试；多次出现请联系系统管理员。"
        actions.fail(job_id=run.id, run=run.run, code="fault", words=words)


def _run(row: dict[str, Any]) -> Run:
    made = json.loads(row["made"]) if isinstance(row["made"], str) else row["made"]
    asked = json.loads(unseal(row["asked"], "job.asked", row["id"]))
    return Run(
        row["id"],
        row["run"],
        row["region"],
        row["account_id"],
        asked,
        made,
        row["file_name"],
        row["done"],
        row["total"],
    )


def _tidy(run: Run) -> None:
    """A job that was given up leaves nothing: what this try wrote since then goes too."""
    row = sql.row("SELECT state FROM job WHERE id = %s", (run.id,))
    if row is None or row["state"] == JobState.CANCELLED:
        spool.remove(run.id)


def _storage_words(fault: OSError) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return "存储空间不足，任务停下了，已做好的部分保留着。请联系系统管理员清理空间，然后重试。"
    return "文件存不进去，任务停下了，已做好的部分保留着。请联系系统管理员检查存储，然后重试。"
