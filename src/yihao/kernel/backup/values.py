"""What a backup says of itself, and what is written down about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from yihao.kernel.ledger import Payload


class BackupProblem(RuntimeError):
    """The backup or the restore can't be done; the message is Chinese and says what to do."""


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """A file in a backup: where it belongs (`root`, `path` below it), its size and SHA-256."""

    root: str
    path: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One whole backup. `tables` are row counts and `position`, `seal` the ledger's head, all of one snapshot."""

    format: int
    name: str
    began_at: datetime
    ended_at: datetime
    version: str
    regions: tuple[str, ...]
    migrations: tuple[str, ...]
    server: int
    """Version of the server as PostgreSQL numbers it (180006)."""
    program: int
    """Major version of the pg_dump that wrote `database`."""
    keys: dict[str, str]
    """Fingerprint of each key by its name."""
    position: int
    seal: str
    tables: dict[str, int]
    database: dict[str, tuple[int, str]]
    """File below `database` → size, SHA-256."""
    files: int
    files_bytes: int
    files_digest: str
    """SHA-256 of `files.jsonl`."""
    missing: tuple[str, ...]
    """Files that rows of the snapshot name and that were not there."""

    @property
    def size(self) -> int:
        """Bytes of database and files."""
        return self.files_bytes + sum(size for size, _ in self.database.values())


@dataclass(frozen=True)
class BackupMade(Payload):
    """A whole backup lies outside the database; position and seal are those of the ledger's head in it."""

    kind: ClassVar[str] = "backup.made"
    says: ClassVar[str] = "备份完成"
    name: str
    bytes: int
    files: int
    missing: int
    position: int
    manifest_digest: str


@dataclass(frozen=True)
class BackupRestored(Payload):
    """This database came out of a backup: what happened after it was made is not here."""

    kind: ClassVar[str] = "backup.restored"
    says: ClassVar[str] = "由备份恢复"
    name: str
    made_at: datetime
    position: int
    manifest_digest: str
