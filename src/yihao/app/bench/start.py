"""`bench start`: from the command `bin/up`, warm, to the first page of the portal."""

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yihao.app.bench.stage import free_port

MOST_SECONDS = 10.0
_ROOT = Path(__file__).parents[4]


def measure(say: Callable[[str], None]) -> dict[str, Any]:
    """`seconds` of a second start on the same data. The first start makes the data and is only reported."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        first = _start(Path(folder))
        say(f"首次启动 {first:.1f} 秒")
        seconds = _start(Path(folder))
        say(f"再次启动 {seconds:.1f} 秒（上限 {MOST_SECONDS:.0f} 秒）")
    return {
        "bench": "start",
        "seconds": round(seconds, 2),
        "first_seconds": round(first, 2),
        "within": seconds <= MOST_SECONDS,
    }


def _start(data: Path) -> float:
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("YIHAO_") and k != "DATABASE_URL"}
    began = time.monotonic()
    process = subprocess.Popen(
        [str(_ROOT / "bin" / "up"), "--port", str(port)],
        env={**kept, "YIHAO_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.monotonic() - began > 300:
                raise RuntimeError("bin/up 没有启动成功")
            time.sleep(0.02)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
