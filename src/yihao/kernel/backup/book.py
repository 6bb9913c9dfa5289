"""Reading and writing what a backup says of itself; and whether all of it is there, byte by byte."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from yihao.kernel.backup.objects import Objects, digest_of
from yihao.kernel.backup.rules import FORMAT, time_of
from yihao.kernel.backup.values import BackupProblem, Manifest, StoredBytes
from yihao.kernel.crypto import ledger_seal

MANIFEST, LIST, DATABASE = "manifest.json", "files.jsonl", "database"


def write_list(folder: Path, files: Iterable[StoredBytes]) -> tuple[int, int, str]:
    """Write the list of files; how many, their bytes, the list's digest."""
    count = total = 0
    with (folder / LIST).open("w", encoding="utf-8") as out:
        for file in files:
            out.write(json.dumps(asdict(file), ensure_ascii=False) + "\n")
            count, total = count + 1, total + file.size
    return count, total, digest_of(folder / LIST)


def read_list(folder: Path) -> Iterator[StoredBytes]:
    """The files of a backup."""
    with (folder / LIST).open(encoding="utf-8") as lines:
        for line in lines:
            yield StoredBytes(**json.loads(line))


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, with a digest of its own at the end, and a seal by the installation's key."""
    body = {**asdict(manifest), "began_at": manifest.began_at.isoformat(), "ended_at": manifest.ended_at.isoformat()}
    text = json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True)
    outer = {"manifest": text, "digest": _digest(text), "seal": _seal(text)}
    (folder / MANIFEST).write_text(json.dumps(outer), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupProblem for a folder that holds no whole one."""
    try:
        outer = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if _digest(outer["manifest"]) != outer["digest"]:
            raise BackupProblem(f"备份 {folder} 的清单被改动或损坏，不能使用")
        return _manifest(json.loads(outer["manifest"]))
    except FileNotFoundError:
        raise BackupProblem(f"{folder} 里没有完整的备份（缺 {MANIFEST}）。请指明某一次备份的目录。") from None
    except (KeyError, TypeError, ValueError):
        raise BackupProblem(f"备份 {folder} 的清单读不出来，不能使用") from None


def is_ours(folder: Path) -> bool:
    """Whether the manifest, and so all that it names by digest, was written with the keys of this installation.

    Whoever can write where backups lie could else have a restore bring in rows, functions and files of their own.
    """
    outer = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return hmac.compare_digest(str(outer.get("seal", "")).encode(), _seal(outer["manifest"]).encode())


def digest_of_manifest(folder: Path) -> str:
    """The digest by which the ledger names the backup."""
    return digest_of(folder / MANIFEST)


def whole(backups: Path) -> list[Path]:
    """The finished backups in a folder, oldest first."""
    return (
        sorted(p for p in backups.iterdir() if time_of(p.name) and (p / MANIFEST).is_file()) if backups.exists() else []
    )


def faults(folder: Path, tick: Callable[[str], None] = lambda text: None) -> list[str]:
    """Everything that is not as the manifest says, in Chinese. [] means that the backup is whole. Raises BackupProblem."""
    manifest = read(folder)
    found = []
    for name, (size, digest) in manifest.database.items():
        tick(name)
        found += _fault(folder / DATABASE / name, size, digest, f"数据库导出 {name}")
    if not (folder / LIST).is_file() or digest_of(folder / LIST) != manifest.files_digest:
        return [*found, "文件清单缺失或被改动"]
    objects = Objects(folder.parent)
    for number, file in enumerate(read_list(folder), 1):
        tick(f"文件 {number}/{manifest.files}")
        found += _fault(objects.path(file.digest), file.size, file.digest, f"文件 {file.root}/{file.path}")
    return found


def _fault(path: Path, size: int, digest: str, what: str) -> list[str]:
    if not path.is_file():
        return [f"{what} 不见了"]
    return [] if path.stat().st_size == size and digest_of(path) == digest else [f"{what} 与清单的摘要不符"]


def _manifest(body: dict[str, Any]) -> Manifest:
    if body["format"] != FORMAT:
        raise BackupProblem(f"备份的格式是 {body['format']}，本程序只认 {FORMAT}。请用做备份的版本恢复。")
    kept = {f.name: body[f.name] for f in fields(Manifest)}
    for name in ("began_at", "ended_at"):
        kept[name] = datetime.fromisoformat(kept[name])
    for name in ("regions", "migrations", "missing"):
        kept[name] = tuple(kept[name])
    kept["database"] = {k: (int(size), str(digest)) for k, (size, digest) in kept["database"].items()}
    return Manifest(**kept)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _seal(text: str) -> str:
    return ledger_seal(b"yihao backup" + text.encode()).hex()
