"""`yihao up` from the outside: everything starts, answers, is kept running, and stops without a trace."""

import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.launcher.support import ended, until

Python = Callable[..., "subprocess.Popen[str]"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def read_until(process: "subprocess.Popen[str]", text: str) -> str:
    """What the process prints up to the line that holds the text."""
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if text in line:
            return seen
    raise AssertionError(f"it ended without saying {text!r}:\n{seen}")


def children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(") ")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
        except FileNotFoundError:
            continue
    return found


def child_of(pid: int, word: str) -> int:
    return next(p for p in children(pid) if word.encode() in Path(f"/proc/{p}/cmdline").read_bytes().split(b"\0"))


def test_a_whole_life(python: Python, folder: Path) -> None:
    port = free_port()
    arguments = ("-m", "yihao.cli", "up", "--port", str(port))
    up = python(*arguments, YIHAO_DATA=str(folder))
    first = read_until(up, "Ctrl+C")
    assert "演示账号（密码只显示这一次" in first
    assert re.search(rf"座席工作台 +http://127.0.0.1:{port}/desk/", first)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
        assert answer.status == 200

    refused = python(*arguments, YIHAO_DATA=str(folder))
    assert f"端口 {port} 已被正在运行的一号（进程" in refused.communicate(timeout=30)[0]

    web = child_of(up.pid, "web")
    subprocess.run(["kill", "-9", str(web)], check=True)
    read_until(up, "网页服务已重启")

    family = children(up.pid)
    assert len(family) == 3
    up.send_signal(signal.SIGINT)
    rest = up.communicate(timeout=60)[0]
    assert up.returncode == 0
    assert rest.index("网页服务已停止") < rest.index("后台任务已停止") < rest.index("数据库已停止")
    assert all(ended(pid) for pid in family)

    again = python(*arguments, YIHAO_DATA=str(folder))
    assert "演示账号" not in read_until(again, "Ctrl+C")
    family = children(again.pid)
    again.kill()  # with -9: nothing may outlive it
    until(lambda: all(ended(pid) for pid in family), seconds=30)


def test_a_child_that_cannot_start_is_shown(python: Python, folder: Path) -> None:
    up = python("-m", "yihao.cli", "up", "--port", str(free_port()), YIHAO_DATA=str(folder), YIHAO_REGION="/nowhere")
    assert "找不到资料包文件夹 /nowhere" in up.communicate(timeout=60)[0]
    assert up.returncode == 1


def test_a_database_that_does_not_answer_is_named(python: Python, folder: Path) -> None:
    url = f"postgresql://a:b@127.0.0.1:{free_port()}/x"
    up = python("-m", "yihao.cli", "up", "--port", str(free_port()), YIHAO_DATA=str(folder), DATABASE_URL=url)
    assert "连不上 DATABASE_URL 所指的数据库" in up.communicate(timeout=60)[0]
    assert up.returncode == 1
