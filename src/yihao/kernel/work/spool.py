"""Where long work puts what it has made: sealed pieces in the storage, each whole or not at all.

A piece is named by the try that wrote it, so that a worker that was thought lost can spoil nothing of the next one.
"""

from uuid import UUID

from yihao.kernel.crypto import seal_bytes, unseal_bytes
from yihao.kernel.files import leave_reserve, storage

PIECE = 4 * 1024 * 1024
"""Bytes of a piece of a file: what is held in memory at once while it is written or fetched."""


def put(job_id: UUID, name: str, body: bytes) -> None:
    """Keep a piece. Raises OSError when there is no room."""
    leave_reserve(len(body))
    storage().put(_key(job_id, name), seal_bytes(body, _bound(name), job_id))


def get(job_id: UUID, name: str) -> bytes:
    """A piece. Raises FileNotFoundError, Unreadable."""
    return unseal_bytes(storage().get(_key(job_id, name)), _bound(name), job_id)


def drop(job_id: UUID, name: str) -> None:
    """Forget a piece."""
    storage().remove(_key(job_id, name))


def remove(job_id: UUID) -> None:
    """Forget everything a job has made."""
    storage().remove_all(f"jobs/{job_id.hex}")


def piece(run: UUID, number: int) -> str:
    """The name of a piece of the finished file."""
    return f"{run.hex}-file-{number:05d}"


def _key(job_id: UUID, name: str) -> str:
    return f"jobs/{job_id.hex}/{name}"


def _bound(name: str) -> str:
    return f"job.{name}"
