"""The files of all backups in one folder, each once, under its SHA-256."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from yihao.kernel.backup.values import BackupProblem
from yihao.kernel.ids import new_id

_CHUNK = 1024 * 1024


class Objects:
    """The folder `objects` of a folder of backups."""

    def __init__(self, backups: Path) -> None:
        self.root = backups / "objects"

    def path(self, digest: str) -> Path:
        """Where the object lies, or would."""
        return self.root / digest[:2] / digest

    def take(self, source: Path) -> tuple[int, str]:
        """Copy a file in, unless it is there; its size and digest. The copy is read back: a disk that lies is found now.

        Raises FileNotFoundError, OSError (no room), BackupProblem.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        fresh = self.root / f"{new_id().hex}.new"
        try:
            size, digest = copy(source, fresh)
            target = self.path(digest)
            if not target.exists():
                if digest_of(fresh) != digest:
                    raise BackupProblem(f"备份盘写入后读回的内容不符（{source.name}），请检查磁盘")
                target.parent.mkdir(exist_ok=True)
                fresh.replace(target)
            return size, digest
        finally:
            fresh.unlink(missing_ok=True)

    def keep_only(self, wanted: set[str]) -> int:
        """Remove the objects that no backup names any more, and what a killed copy left; how many."""
        gone = 0
        for found in list(self._all()):
            if found.name not in wanted:
                found.unlink()
                gone += 1
        return gone

    def _all(self) -> Iterator[Path]:
        for entry in self.root.iterdir() if self.root.exists() else ():
            yield from entry.iterdir() if entry.is_dir() else (entry,)


def copy(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file down to the disk; size and SHA-256 of what was read."""
    digest, size = hashlib.sha256(), 0
    with (
        source.open("rb") as read,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as write,
    ):
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            size += write.write(chunk)
        write.flush()
        os.fsync(write.fileno())
    return size, digest.hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def settle(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # not every file system knows it for folders
            os.fsync(handle)
    finally:
        os.close(handle)
