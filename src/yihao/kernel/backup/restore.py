"""Restoring a backup: everything is checked before anything is touched, and compared with the manifest afterwards."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections, transaction

from yihao.kernel import clock, head, ledger, schema, sql
from yihao.kernel.backup import book, programs, rules
from yihao.kernel.backup.make import alone, tables_here
from yihao.kernel.backup.objects import Objects, copy, digest_of
from yihao.kernel.backup.values import BackupProblem, BackupRestored, Manifest
from yihao.kernel.crypto import fingerprints
from yihao.kernel.ids import new_id
from yihao.kernel.values import Actor, Subject, Via

Tick = Callable[[str], None]
_JOBS = "2"
_OTHERS = """
SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND coalesce(backend_type, 'client backend') = 'client backend'
"""
_SCHEMAS = """
SELECT quote_ident(nspname) AS name FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', %s)
"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: the manifest, and whether the head outside the database knows more than the backup."""

    manifest: Manifest
    behind: head.LedgerBehind | None


def restore(folder: Path, roots: dict[str, Path], *, replace: bool, tick: Tick = lambda text: None) -> Restored:
    """Bring the files and the database of a backup into this installation. Cut off, it leaves a database that no process
    takes; run again, it does all of it again. Raises BackupProblem; WrongSchema when the tables can't be upgraded."""
    with alone(folder.parent):
        manifest = book.read(folder)
        _refuse_foreign(folder, manifest)
        _refuse_unfit(manifest, replace)
        if faults := book.faults(folder, tick):
            raise BackupProblem(f"备份 {folder} 不完整，没有恢复：\n" + "\n".join(faults[:20]))
        program, _ = programs.folder_for(_server(), manifest.program)
        _bring_files(folder, roots, tick)
        _bring_database(folder, manifest, program, tick)
        with schema.alone():
            schema.upgrade()
        return Restored(manifest, _note(folder, manifest))


def _refuse_foreign(folder: Path, manifest: Manifest) -> None:
    """Nothing is taken that was not made with these keys. Raises BackupProblem."""
    if wrong := rules.wrong_keys(manifest.keys, fingerprints()):
        raise BackupProblem(
            f"本机的密钥不是做备份时的密钥（{'、'.join(wrong)}），恢复后个人信息打不开。请先把原密钥文件放回，见运行手册。"
        )
    if not book.is_ours(folder):
        raise BackupProblem(
            f"备份 {folder} 的清单没有本系统密钥的封印，可能被人改动，没有恢复。请改用另一份备份并查明原因。"
        )


def _refuse_unfit(manifest: Manifest, replace: bool) -> None:
    """Whatever can be known beforehand. Raises BackupProblem."""
    if newer := rules.unknown_migrations(manifest.migrations, schema.brought()):
        raise BackupProblem(f"备份来自更新的版本 {manifest.version}（{newer[0]} 等），请用那个版本的程序恢复。")
    _close_ours()
    half = sql.rows("SELECT to_regnamespace(%s) AS name", (schema.RESTORING,))[0]["name"]
    if tables_here() and not half and not replace:
        raise BackupProblem("数据库里已有数据，没有恢复。要用备份整个替换它，请加 --replace；现有数据将被删除。")
    if others := sql.rows(_OTHERS)[0]["n"]:
        raise BackupProblem(f"还有 {others} 个连接在使用这个数据库。请先停止网页服务、后台任务和话务控制，再恢复。")


def _close_ours() -> None:
    for alias in connections:
        if alias != "default":
            connections[alias].close()


def _server() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.server_version)


def _bring_files(folder: Path, roots: dict[str, Path], tick: Tick) -> None:
    """Files that are here already and the same are left; what the backup does not know is left, too."""
    objects = Objects(folder.parent)
    for number, file in enumerate(book.read_list(folder), 1):
        tick(f"文件 {number}")
        target = roots[file.root] / file.path
        if target.is_file() and target.stat().st_size == file.size and digest_of(target) == file.digest:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"{target.name}.{new_id().hex}.new")
        try:
            copy(objects.path(file.digest), fresh)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)


def _bring_database(folder: Path, manifest: Manifest, program: Path, tick: Tick) -> None:
    sql.execute(f"CREATE SCHEMA IF NOT EXISTS {schema.RESTORING}")
    for found in sql.rows(_SCHEMAS, (schema.RESTORING,)):
        sql.execute(f"DROP SCHEMA {found['name']} CASCADE")
    sql.execute("CREATE SCHEMA public")
    where, environment = programs.address()
    options = ["--exit-on-error", "--no-owner", "--no-privileges", "--no-comments", f"--jobs={_JOBS}", "--verbose"]
    command = [os.fspath(program / "pg_restore"), *options, f"--dbname={where}", os.fspath(folder / book.DATABASE)]
    programs.run(command, environment, tick, "导入数据库")
    if wrong := differences(manifest):
        raise BackupProblem("导入的数据与备份清单不符：\n" + "\n".join(wrong))
    sql.execute(f"DROP SCHEMA {schema.RESTORING}")


def differences(manifest: Manifest) -> list[str]:
    """Where the database is not what the manifest says, in Chinese."""
    here = {t: sql.rows(f'SELECT count(*) AS n FROM "{t}"')[0]["n"] for t in tables_here()}
    wrong = [
        f"表 {t}：备份 {manifest.tables.get(t, '无')}，现有 {here.get(t, '无')}"
        for t in sorted(here | manifest.tables)
        if here.get(t) != manifest.tables.get(t)
    ]
    inside = inside_head()
    if (inside.position, inside.seal.hex()) != (manifest.position, manifest.seal):
        wrong.append(f"账本头：备份第 {manifest.position} 位，现有第 {inside.position} 位，或封印不同")
    return wrong


def inside_head() -> head.Head:
    """The head of the ledger in the database."""
    found = sql.rows("SELECT position, seal FROM feed_head")[0]
    return head.Head(int(found["position"]), bytes(found["seal"]))


def _note(folder: Path, manifest: Manifest) -> head.LedgerBehind | None:
    """Write it into the ledger; the head outside is made where there is none, and left where it knows more."""
    came = BackupRestored(manifest.name, manifest.began_at, manifest.position, book.digest_of_manifest(folder))
    with transaction.atomic():
        for region in manifest.regions[:1]:
            by = Actor(region, Via.COMMAND)
            ledger.write(ledger.Entry(came, Subject("backup", new_id()), by, clock.now()))
    inside = inside_head()
    try:
        head.compare(inside)
    except head.LedgerBehind as behind:
        head.note_stop(behind)
        return behind
    if not head.head_path().exists():
        head.write_head_file(inside)
    return None
