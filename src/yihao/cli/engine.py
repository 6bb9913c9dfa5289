"""`yihao engine`: fetch, status, run."""

import os

from yihao.calls import telephone
from yihao.calls.asterisk import server
from yihao.calls.asterisk.fetch import CannotFetch, fetch, version_of
from yihao.cli.region import pack_folder
from yihao.cli.session import Refusal, checked_settings
from yihao.cli.steps import step


def fetch_engine() -> None:
    """Bring Asterisk into the data folder. Raises Refusal with what to do instead."""
    wanted = telephone.wishes(checked_settings())
    try:
        with step("话务引擎") as current:
            version = fetch(wanted.fetched, current.tick)
    except CannotFetch as failed:
        raise Refusal(f"没有取得话务引擎：{failed}") from None
    print(f"话务引擎 Asterisk {version}，在 {wanted.fetched}")


def status() -> int:
    """Say what there is; 0 when the engine runs."""
    settings = checked_settings()
    if settings.engine == "off":
        print("电话已在设置里关闭（engine = \"off\"）。")
        return 1
    if settings.engine == "elsewhere":
        print(f"使用另行运行的话务引擎：{settings.ari_url or '（没有设置 ari_url）'}")
        return 0 if settings.ari_url else 1
    wanted = telephone.wishes(settings)
    if not server.there_is_one(wanted):
        print("还没有话务引擎。请运行 bin/yihao engine fetch。")
        return 1
    running = server.ready(wanted)
    found = server.access(wanted)
    what = wanted.program or f"Asterisk {version_of(wanted.fetched)}"
    print(f"{what}：{'运行中' if running else '没有运行'}。SIP {found.host}:{found.sip}，控制端口 127.0.0.1:{found.ari}")
    return 0 if running else 1


def run() -> None:
    """Become the engine: write its configuration and run it in the foreground."""
    wanted = telephone.wishes(checked_settings())
    try:
        command, environment = server.command(wanted, pack_folder(None) / "audio")
    except server.EngineProblem as problem:
        raise Refusal(str(problem)) from None
    os.execve(command[0], command, environment)
