"""A whole installation for tests that go through the front door: `yihao up` on data of its own, once for a session.

`site.url` is where it answers; `site.passwords` are the demonstration's accounts. Tests share it and must not rely on
what is in it, only on what they made.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_SOURCE = Path(__file__).parents[1] / "src"
_ACCOUNT = re.compile(r"^  (\w+) +(\S+)   ", re.MULTILINE)


@dataclass(frozen=True)
class Site:
    """A running installation: its address, and the first password of each account by sign-in name."""

    url: str
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Everything that `yihao up` starts, with a fresh embedded database, whatever database the other tests use."""
    data = Path(tempfile.mkdtemp(prefix="yihao-site-"))
    data.chmod(0o711)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YIHAO_", "DATABASE_URL"))}
    up = subprocess.Popen(
        [sys.executable, "-m", "yihao.cli", "up", "--port", str(port)],
        env={**clean, "PYTHONPATH": str(_SOURCE), "YIHAO_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Site(f"http://127.0.0.1:{port}", dict(_ACCOUNT.findall(_until_ready(up))))
    finally:
        up.send_signal(signal.SIGINT)
        up.communicate()
        shutil.rmtree(data)


def _until_ready(up: "subprocess.Popen[str]") -> str:
    assert up.stdout is not None
    said = ""
    for line in up.stdout:
        said += line
        if "Ctrl+C" in line:
            return said
    raise RuntimeError(f"yihao up ended:\n{said}")
