"""Filled, backed up, destroyed, restored: every row and every file is there, and the ledger is whole. One story, in order."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.app.support import Town, file_order, form, own_address, until
from tests.kernel.uploads import encoded
from yihao.kernel.backup import book
from yihao.kernel.crypto import make_keys

_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@pytest.fixture(scope="module")
def backups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backups")


@pytest.fixture(scope="module")
def elsewhere(_founded: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The new machine: an empty database and a data folder without keys."""
    name = f"yihao_elsewhere_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        yield Town(own_address(_founded.database_url, name), tmp_path_factory.mktemp("elsewhere"), 0)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _rows(town: Town) -> dict[str, list[str]]:
    """Every row of every table."""
    tables = sorted(str(r["relname"]) for r in town.rows(_TABLES))
    return {t: sorted(str(r["row"]) for r in town.rows(f'SELECT t::text AS row FROM "{t}" t')) for t in tables}


def _files(town: Town) -> dict[str, bytes]:
    root = town.folder / "files"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def _said(town: Town, *command: str) -> tuple[int, str]:
    done = town.command("db", *command)
    return done.returncode, done.stdout + done.stderr


def test_every_row_and_every_file_comes_back(town: Town, backups: Path, elsewhere: Town) -> None:
    agent = town.person("agent")
    file_id = agent.post("/api/files", files={"file": ("现场.png", encoded("PNG"))}).json()["id"]
    agent.post("/api/intake/submit", {"form": form(town, attachments=[file_id])}, key=uuid4().hex)
    town.sequenced()
    for program in (town.web, town.worker):
        program.kill()
    was, files = _rows(town), _files(town)
    code, said = _said(town, "backup", "--to", str(backups))
    assert code == 0 and "密钥不在备份里" in said, said
    [folder] = book.whole(backups)
    key = json.loads((town.folder / "keys.json").read_text())["index"]
    assert not any(key in p.read_text("utf-8", "replace") for p in folder.rglob("*") if p.is_file())

    code, said = _said(elsewhere, "restore", str(folder))
    assert code == 1 and "找不到密钥文件" in said
    make_keys(elsewhere.folder / "keys.json")
    code, said = _said(elsewhere, "restore", str(folder))
    assert code == 1 and "不是做备份时的密钥" in said
    assert not elsewhere.rows(_TABLES) and not _files(elsewhere)
    shutil.copy(town.folder / "keys.json", elsewhere.folder)
    code, said = _said(elsewhere, "restore", str(folder))
    assert code == 0 and "没有发现异常" in said, said

    assert _files(elsewhere) == files and files
    now = _rows(elsewhere)
    assert set(now) == set(was) and sum(map(len, was.values())) > 1000
    for table, rows in was.items():
        more = 1 if table.startswith("event_") else 0  # that it was restored, as an event that waits for its number
        assert set(rows) <= set(now[table]) and len(now[table]) <= len(rows) + more, table
    kinds = [r["kind"] for r in elsewhere.rows("SELECT kind FROM event ORDER BY recorded_at DESC LIMIT 1")]
    assert kinds == ["backup.restored"]


def test_a_living_database_is_not_overwritten(elsewhere: Town, backups: Path) -> None:
    [folder] = book.whole(backups)
    code, said = _said(elsewhere, "restore", str(folder))
    assert code == 1 and "已有数据" in said
    with psycopg.connect(elsewhere.database_url):
        code, said = _said(elsewhere, "restore", str(folder), "--replace", "--yes")
    assert code == 1 and "请先停止" in said


def test_a_damaged_backup_is_named_and_not_restored(elsewhere: Town, backups: Path) -> None:
    [folder] = book.whole(backups)
    assert _said(elsewhere, "check-backup", str(folder))[0] == 0
    stored = next(p for p in (backups / "objects").rglob("*") if p.is_file())
    whole = stored.read_bytes()
    stored.write_bytes(whole[:-1] + b"?")
    before = elsewhere.value("SELECT count(*) FROM event")
    code, said = _said(elsewhere, "restore", str(folder), "--replace", "--yes")
    stored.write_bytes(whole)
    assert code == 1 and "与清单的摘要不符" in said and "files/" in said
    assert elsewhere.value("SELECT count(*) FROM event") == before


def test_a_backup_that_somebody_rewrote_is_not_restored(elsewhere: Town, backups: Path) -> None:
    """Digests anybody can make anew; whoever rewrites what a restore brings in needs the keys."""
    [folder] = book.whole(backups)
    manifest = folder / book.MANIFEST
    whole = manifest.read_text("utf-8")
    outer = json.loads(whole)
    text = outer["manifest"].replace(book.read(folder).files_digest, "0" * 64)
    manifest.write_text(json.dumps({**outer, "manifest": text, "digest": sha256(text.encode()).hexdigest()}), "utf-8")
    assert book.read(folder).files_digest == "0" * 64
    code, said = _said(elsewhere, "restore", str(folder), "--replace", "--yes")
    manifest.write_text(whole, "utf-8")
    assert code == 1 and "没有本系统密钥的封印" in said, said


def test_what_happened_after_the_backup_is_not_silently_lost(elsewhere: Town, backups: Path) -> None:
    [folder] = book.whole(backups)
    position = book.read(folder).position
    ahead = json.dumps({"position": position + 5, "seal": "11" * 32})
    (elsewhere.folder / "ledger-head.json").write_text(ahead)
    code, said = _said(elsewhere, "restore", str(folder), "--replace", "--yes")
    assert code == 1 and "备份以后的事件已不在库里" in said, said
    assert (elsewhere.folder / "ledger-head.json").read_text() == ahead
    code, said = _said(elsewhere, "restore", str(folder), "--replace", "--yes", "--reason", "演练：退回备份")
    assert code == 0 and "没有发现异常" in said, said
    assert elsewhere.value("SELECT outside_position FROM ledger_stop") == position + 5


def test_a_database_half_restored_is_taken_by_no_process(elsewhere: Town) -> None:
    elsewhere.rows("CREATE SCHEMA yihao_restoring")
    for command in (("worker",), ("db", "upgrade")):
        done = elsewhere.command(*command)
        assert done.returncode == 1 and "恢复没有做完" in done.stderr
    elsewhere.rows("DROP SCHEMA yihao_restoring")


def test_made_while_people_work_and_killed_it_leaves_nothing_that_looks_whole(town: Town, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yihao.cli", "db", "backup", "--to", str(tmp_path)]
    with subprocess.Popen(command, env=town._environment(), stdout=subprocess.DEVNULL) as process:
        until(lambda: list(tmp_path.glob("*.new/database/*.dat.gz")))
        process.kill()
    assert not book.whole(tmp_path) and list(tmp_path.glob("*.new"))
    file_order(town)
    code, said = _said(town, "backup", "--to", str(tmp_path))
    assert code == 0, said
    [folder] = book.whole(tmp_path)
    assert not list(tmp_path.glob("*.new")) and book.faults(folder) == []
