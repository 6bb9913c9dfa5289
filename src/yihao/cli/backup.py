"""`yihao db backup`, `restore`, `check-backup`: everything of an installation but its keys, out and in again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click

from yihao.cli.session import Refusal, database
from yihao.cli.steps import step


def backup(to: Path | None) -> int:
    """Make one, remove those that are over, and say what is in it. 1 when files are missing that rows name."""
    from yihao.app import backup as app
    from yihao.kernel import clock
    from yihao.kernel.backup import make
    from yihao.kernel.settings import settings
    from yihao.kernel.values import Actor, Via
    from yihao.organisation.queries import home_region

    wish = app.wish(to)
    with _in_words(), step("备份") as current:
        folder, manifest = make.make(wish, Actor(home_region(), Via.COMMAND), current.tick)
        gone = make.prune(wish.to, clock.now(), timedelta(days=settings().backup_keep_days))
    print(f"  {folder}")
    print(
        f"  {len(manifest.tables)} 张表，{sum(manifest.tables.values())} 行，{manifest.files} 个文件，{_size(manifest.size)}"
    )
    print(f"  台账到第 {manifest.position} 位" + (f"；删除到期备份 {len(gone)} 份" if gone else ""))
    print("  密钥不在备份里，须另行保管（见运行手册“密钥”）")
    for path in manifest.missing:
        print(f"✗ 数据库里登记了却找不到的文件：{path}")
    return 1 if manifest.missing else 0


def check(folder: Path) -> int:
    """Read every byte of a backup. 0 when all is as its manifest says, else 1."""
    from yihao.kernel.backup import book

    with _in_words(), step("校验备份") as current:
        found = book.faults(folder.absolute(), current.tick)
    for fault in found:
        print(f"✗ {fault}")
    print(f"发现 {len(found)} 处问题，这份备份不能用" if found else "备份完整")
    return 1 if found else 0


def restore(folder: Path, replace: bool, yes: bool, reason: str) -> int:
    """Bring a backup in, verify the ledger, and say what is left to do. 0 when all is well."""
    with _own_keys():
        from yihao.app import backup as app
        from yihao.kernel.backup import restore as bring

        if replace and not yes:
            click.confirm("现有数据库将被备份整个替换，无法撤销。继续吗", abort=True)
        with _in_words(), step("恢复") as current:
            done = bring.restore(folder.absolute(), app.roots(), replace=replace, tick=current.tick)
        manifest = done.manifest
        print(
            f"  {sum(manifest.tables.values())} 行、{manifest.files} 个文件与清单一致（备份于 {manifest.began_at:%Y-%m-%d %H:%M} UTC）"
        )
        for path in manifest.missing:
            print(f"✗ 做备份时就缺的文件：{path}")
        return max(_ledger(done.behind is not None, reason), 1 if manifest.missing else 0)


def _ledger(behind: bool, reason: str) -> int:
    from yihao.cli import audit

    if behind and not reason:
        print("✗ 库外的账本头比备份新：备份以后的事件已不在库里，台账停止编号。核实后请运行：")
        print('  yihao audit accept-restore --reason "由哪份备份恢复、谁批准的"')
        return 1
    if behind:
        audit.accept_restore(reason)
    return audit.verify(orders=True)


@contextmanager
def _own_keys() -> Iterator[None]:
    """As `session.application`, but keys are never made: with fresh ones nothing of a backup could be read."""
    from yihao.kernel.crypto import keys_path

    with database():
        if not keys_path().exists():
            raise Refusal(f"找不到密钥文件 {keys_path()}。请先把做备份时的密钥文件放到那里，再恢复。")
        os.environ["DJANGO_SETTINGS_MODULE"] = "yihao.app.settings"
        import django

        django.setup()
        yield


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise Refusal(
            f"读写备份或文件失败：{fault.strerror}（{fault.filename or '磁盘'}）。没有留下不完整的备份。"
        ) from None


def _size(count: float) -> str:
    for unit in ("B", "KB", "MB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} GB"
