"""Making a backup while everybody works: one snapshot of the database, then every file that its rows name."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.db import connection, transaction

from yihao.kernel import clock, ledger, schema, sql
from yihao.kernel.backup import book, programs, rules
from yihao.kernel.backup.objects import Objects, digest_of, settle
from yihao.kernel.backup.values import BackupMade, BackupProblem, Manifest, StoredBytes
from yihao.kernel.crypto import fingerprints
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject

Tick = Callable[[str], None]
_JOBS = "2"
FILES = "files"
"""The root of what the storage keeps; the others are folders that are taken whole."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Where to, and which folders: `roots[FILES]` is the storage, of which only what rows name is taken (`named`: queries
    for `storage_key`); the others are taken whole, before the snapshot: what leaves them for the storage is in both."""

    to: Path
    roots: dict[str, Path]
    named: tuple[str, ...]


def make(wish: Wish, by: Actor, tick: Tick = lambda text: None) -> tuple[Path, Manifest]:
    """Make a backup; its folder and manifest. Killed at any moment it leaves nothing that looks whole.

    Raises BackupProblem; OSError when there is no room.
    """
    began = clock.now()
    name = rules.name_of(began)
    with alone(wish.to):
        for half in wish.to.glob("*.new"):
            shutil.rmtree(half)
        if (wish.to / name).exists():
            raise BackupProblem("同一秒内已有一次备份，请稍后再试")
        fresh = wish.to / f"{name}.new"
        fresh.mkdir(mode=0o700)
        try:
            manifest = _fill(fresh, name, wish, began, tick)
            book.write(fresh, manifest)
            for folder in (fresh / book.DATABASE, fresh):
                settle(folder)
            fresh.rename(wish.to / name)
            settle(wish.to)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    _note(wish.to / name, manifest, by)
    return wish.to / name, manifest


@contextmanager
def alone(backups: Path) -> Iterator[None]:
    """One process at a time works in a folder of backups."""
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(backups / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupProblem(f"另一个进程正在使用备份目录 {backups}") from None
    finally:
        os.close(handle)


def prune(backups: Path, now: datetime, keep: timedelta) -> list[str]:
    """Remove the backups that are over, and the files that only they held; their names."""
    with alone(backups):
        gone = rules.outlived([p.name for p in book.whole(backups)], now, keep)
        for name in gone:
            (backups / name).rename(backups / f"{name}.new")  # from here on it is not whole, whatever happens
            shutil.rmtree(backups / f"{name}.new")
        if gone:
            left = {f.digest for folder in book.whole(backups) for f in book.read_list(folder)}
            Objects(backups).keep_only(left)
        return gone


def _fill(fresh: Path, name: str, wish: Wish, began: datetime, tick: Tick) -> Manifest:
    """Everything of one snapshot: pg_dump joins ours, so counts, head and the list of files are of the same moment."""
    missing: list[str] = []
    files = list(_whole_folders(wish, tick))
    with transaction.atomic():
        sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        server = connection.cursor().connection.info.server_version
        folder, major = programs.folder_for(server)
        snapshot = sql.rows("SELECT pg_export_snapshot() AS name")[0]["name"]
        schema.refuse_half_restored()
        _dump(folder, fresh / book.DATABASE, snapshot, tick)
        head = sql.rows("SELECT position, seal FROM feed_head")[0]
        tables = {t: sql.rows(f'SELECT count(*) AS n FROM "{t}"')[0]["n"] for t in tables_here()}
        migrations = sql.rows("SELECT app || '.' || name AS name FROM django_migrations")
        regions = sql.rows("SELECT code FROM region ORDER BY code")
        named = {r["storage_key"] for text in wish.named for r in sql.rows(text)}
    files += _named_files(wish, sorted(named), missing, tick)
    count, total, digest = book.write_list(fresh, files)
    dumped = {p.name: (p.stat().st_size, digest_of(p)) for p in sorted((fresh / book.DATABASE).iterdir())}
    return Manifest(
        format=rules.FORMAT,
        name=name,
        began_at=began,
        ended_at=clock.now(),
        version=version("yihao"),
        regions=tuple(r["code"] for r in regions),
        migrations=tuple(sorted(m["name"] for m in migrations)),
        server=server,
        program=major,
        keys=fingerprints(),
        position=int(head["position"]),
        seal=bytes(head["seal"]).hex(),
        tables=tables,
        database=dumped,
        files=count,
        files_bytes=total,
        files_digest=digest,
        missing=tuple(missing),
    )


def tables_here(using: str = "default") -> list[str]:
    """Every table with rows of its own (a partitioned one is its partitions)."""
    found = sql.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname",
        using=using,
    )
    return [r["relname"] for r in found]


def _dump(programs_folder: Path, target: Path, snapshot: str, tick: Tick) -> None:
    where, environment = programs.address()
    options = ["--format=directory", f"--jobs={_JOBS}", "--compress=1", "--no-owner", "--no-privileges", "--verbose"]
    command = [
        str(programs_folder / "pg_dump"),
        *options,
        f"--snapshot={snapshot}",
        f"--file={target}",
        f"--dbname={where}",
    ]
    programs.run(command, environment, tick, "导出数据库")


def _whole_folders(wish: Wish, tick: Tick) -> Iterator[StoredBytes]:
    objects = Objects(wish.to)
    for root, folder in wish.roots.items():
        for source in sorted(folder.rglob("*")) if root != FILES else ():
            tick(source.name)
            with suppress(FileNotFoundError):  # it went into the storage meanwhile, where the snapshot will name it
                if source.is_file():
                    yield StoredBytes(root, str(source.relative_to(folder)), *objects.take(source))


def _named_files(wish: Wish, named: list[str], missing: list[str], tick: Tick) -> Iterator[StoredBytes]:
    objects, known = Objects(wish.to), _known(wish.to)
    for number, path in enumerate(named, 1):
        tick(f"文件 {number}/{len(named)}")
        source = wish.roots[FILES] / path
        old = known.get(path)
        try:
            if old and old.size == source.stat().st_size and objects.path(old.digest).is_file():
                yield old  # what the storage keeps under a name never changes
            else:
                yield StoredBytes(FILES, path, *objects.take(source))
        except FileNotFoundError:
            missing.append(path)


def _known(backups: Path) -> dict[str, StoredBytes]:
    """What the last whole backup has of the storage: it need not be read again."""
    last = book.whole(backups)[-1:]
    return {f.path: f for folder in last for f in book.read_list(folder) if f.root == FILES}


def _note(folder: Path, manifest: Manifest, by: Actor) -> None:
    m = manifest
    digest = book.digest_of_manifest(folder)
    made = BackupMade(m.name, m.size, m.files, len(m.missing), m.position, digest)
    with transaction.atomic():
        ledger.write(ledger.Entry(made, Subject("backup", new_id()), by, m.ended_at))


def last_made_at() -> datetime | None:
    """When the last backup was finished, as the ledger knows it."""
    found = sql.row("SELECT max(recorded_at) AS at FROM event WHERE kind = %s", (BackupMade.kind,))
    return found["at"] if found else None
