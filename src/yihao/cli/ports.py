"""Is the port free, and if not, who has it?"""

import errno
import os
import socket
from pathlib import Path

from yihao.cli.session import Refusal

_LISTENING = "0A"


def refuse_if_taken(host: str, port: int) -> None:
    """Raise `Refusal` with who has the port, and how to choose another."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refusal(f"当前账号不能使用端口 {port}（1024 以下只有 root 可用）。请换一个：--port 8345") from None
        except OverflowError:
            raise Refusal(f"端口 {port} 不对，应在 1 到 65535 之间。") from None
        except OSError as taken:
            raise Refusal(_sentence(host, port, taken)) from None


def _sentence(host: str, port: int, taken: OSError) -> str:
    if taken.errno != errno.EADDRINUSE:
        return f"无法在 {host}:{port} 上服务：{taken.strerror}。请检查 --host 和 --port。"
    pid = _listener(port)
    if pid is None:
        who = "另一个程序"
    elif "yihao" in (command := _command(pid)):
        who = f"正在运行的一号（进程 {pid}）"
    else:
        who = f"进程 {pid}（{command[:60]}）"
    return f"端口 {port} 已被{who}占用。请先停止它，或换一个端口：--port {port + 1}"


def _listener(port: int) -> int | None:
    """The process that listens on a TCP port, as far as this account may see."""
    wanted = {f"socket:[{inode}]" for inode in _inodes(port)}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(fd) in wanted for fd in (entry / "fd").iterdir()):
                return int(entry.name)
        except OSError:
            continue  # ended meanwhile, or another account's
    return None


def _inodes(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except FileNotFoundError:
            continue
        for row in rows:
            columns = row.split()
            if columns[3] == _LISTENING and int(columns[1].rpartition(":")[2], 16) == port:
                found.add(columns[9])
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""
