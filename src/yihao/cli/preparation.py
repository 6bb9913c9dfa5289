"""The set-up that `yihao up` does before it serves, in a process of its own: it needs Django, the supervisor does not.

The process speaks JSON lines on its output: `{"progress": text}` while it works, `{"accounts": [text]}` at the end
(never into a log: they hold the passwords of the demonstration's accounts).
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yihao.cli.session import Refusal
from yihao.cli.steps import step
from yihao.kernel.parent import end_with_parent


def prepare(log_file: Path) -> list[str]:
    """Migrate, load the region, make the demonstration's accounts. Returns those made now, to be shown once."""
    accounts: list[str] = []
    detail = ""
    with step("升级数据与目录") as current, log_file.open("wb") as log, _started(log.fileno()) as process:
        for message in _messages(process):
            detail = message.get("progress", detail)
            accounts += message.get("accounts", [])
            current.tick(detail)
        if process.wait():
            end = "\n".join(log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
            raise Refusal(f"升级数据失败，日志：{log_file}\n{end}")
    return accounts


def answer() -> None:
    """The other side: do the work and report it (the hidden command `prepare`)."""
    from yihao.app.setup import prepare as work

    accounts = work(lambda text: _report(progress=str(text)))
    _report(accounts=[account if isinstance(account, str) else "  ".join(map(str, account)) for account in accounts])


def _report(**message: object) -> None:
    print(json.dumps(message), flush=True)


def _started(log: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "yihao.cli", "prepare"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
        preexec_fn=end_with_parent(signal.SIGKILL),
    )


def _messages(process: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    """What the process says until it ends, and an empty message in every tenth of a second of silence."""
    assert process.stdout is not None
    unread = b""
    while True:
        if not select.select([process.stdout], [], [], 0.1)[0]:
            yield {}
            continue
        chunk = os.read(process.stdout.fileno(), 65536)
        if not chunk:
            return
        *lines, unread = (unread + chunk).split(b"\n")
        for line in lines:
            yield json.loads(line)
