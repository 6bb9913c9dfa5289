"""Storage keeps a file whole or not at all, once for the same content, and never gives out a changed one."""

import os
from pathlib import Path

import pytest

from tests.kernel.threads import at_once
from tests.kernel.uploads import PDF
from tests.limits import no_file_beyond
from yihao.kernel import files, sql
from yihao.kernel.crypto import sm3
from yihao.kernel.files import Folder
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid, NoRoom
from yihao.kernel.settings import Settings
from yihao.kernel.values import Actor
from yihao.kernel.work import spool


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configured: Settings) -> Path:
    monkeypatch.setattr(configured, "data", tmp_path)
    return tmp_path


def lying(data: Path) -> list[Path]:
    return sorted(path for path in data.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_a_file_lies_under_its_digest(by: Actor, data: Path) -> None:
    key = files.keep(name="a.pdf", body=PDF, by=by, owner="session")
    digest = sm3(PDF)
    assert lying(data) == [data / "files" / digest[:2] / digest[2:4] / digest]
    row = sql.row("SELECT digest FROM stored_file WHERE id = %s", (key,))
    assert row == {"digest": digest}


@pytest.mark.django_db
def test_the_same_content_lies_there_once_but_is_two_files(by: Actor, data: Path) -> None:
    keys = [files.keep(name=name, body=PDF, by=by, owner=name) for name in ("a.pdf", "b.pdf")]
    assert len(lying(data)) == 1
    assert [files.fetch(key)[0] for key in keys] == ["a.pdf", "b.pdf"]


@pytest.mark.django_db
def test_a_changed_file_is_not_given_out(by: Actor, data: Path) -> None:
    key = files.keep(name="a.pdf", body=PDF, by=by, owner="session")
    (path,) = lying(data)
    path.write_bytes(PDF.replace(b"Catalog", b"Catalox"))
    with pytest.raises(Invalid, match="附件内容与登记的摘要不符，已停止打开"):
        files.fetch(key)


@pytest.mark.django_db
def test_a_full_disk_leaves_neither_a_file_nor_a_row(by: Actor, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(NoRoom, match="存储空间不足"):
            files.keep(name="a.pdf", body=PDF, by=by, owner="session")
    assert lying(data) == []
    assert sql.row("SELECT count(*) AS n FROM stored_file") == {"n": 0}
    files.keep(name="a.pdf", body=PDF, by=by, owner="session")
    assert len(lying(data)) == 1


@pytest.mark.django_db
def test_a_file_that_cannot_be_written_to_its_end_is_refused_and_goes_the_next_time(by: Actor, data: Path) -> None:
    with no_file_beyond(len(PDF) - 1), pytest.raises(NoRoom, match="存储空间不足"):
        files.keep(name="a.pdf", body=PDF, by=by, owner="session")
    assert lying(data) == []
    assert files.fetch(files.keep(name="a.pdf", body=PDF, by=by, owner="session"))[2] == PDF


@pytest.mark.django_db
def test_room_is_left_for_what_cannot_be_refused(
    by: Actor, data: Path, monkeypatch: pytest.MonkeyPatch, configured: Settings
) -> None:
    megabyte = 1024 * 1024
    monkeypatch.setattr(configured, "disk_reserve_megabytes", 100)
    monkeypatch.setattr(Folder, "room", lambda _: 100 * megabyte + len(PDF) - 1)
    with pytest.raises(NoRoom):
        files.keep(name="a.pdf", body=PDF, by=by, owner="session")
    with pytest.raises(OSError, match="No space"):
        spool.put(new_id(), "a", PDF)
    files.storage().put("recordings/a.wav", b"sound")
    monkeypatch.setattr(Folder, "room", lambda _: 100 * megabyte + len(PDF))
    files.keep(name="a.pdf", body=PDF, by=by, owner="session")


def test_nothing_half_written_is_ever_seen_under_the_key(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is on the disk before the file gets its name."""
    folder = Folder(data)
    real, seen = os.fsync, []

    def look(handle: int) -> None:
        real(handle)
        seen.append((data / "k").exists())

    monkeypatch.setattr(os, "fsync", look)
    folder.put("k", b"body")
    assert seen == [False]
    assert folder.get("k") == b"body"
    assert lying(data) == [data / "k"]


def test_two_who_hand_in_the_same_at_once_do_not_disturb_each_other(data: Path) -> None:
    body = os.urandom(100_000)
    at_once(*[lambda: Folder(data).put("a/b/k", body)] * 6)
    assert [path.name for path in lying(data)] == ["k"]
    assert Folder(data).get("a/b/k") == body


def test_what_is_not_there_is_not_found(data: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Folder(data).get("a/b/k")
