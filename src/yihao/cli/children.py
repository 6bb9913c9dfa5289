"""The processes that `yihao up` runs: started, watched, started again when they die, stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

from yihao.kernel.parent import end_with_parent

_LOG_BYTES = 10 * 1024 * 1024
_LOGS_KEPT = 5
_LONGEST_DELAY = 30.0
_STABLE_AFTER = 60.0
_STOP_WITHIN = 15.0


class Child:
    """One process of ours. Only the main thread starts it: its end ends the process (see `end_with_parent`)."""

    def __init__(self, title: str, arguments: list[str], log_file: Path, environment: dict[str, str]) -> None:
        """`arguments` are those of the command `yihao`; output goes to `log_file`."""
        self.title, self.log_file = title, log_file
        self._command = [sys.executable, "-m", "yihao.cli", *arguments]
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._began = self._due = 0.0
        self._delay = 0.0

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode if self._process else None

    def start(self) -> None:
        """Start the process (in a session of its own, so that Ctrl+C reaches the supervisor only)."""
        with self.log_file.open("ab") as log:
            self._offset = log.tell()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGKILL),  # no work is lost by it, and the port is free at once
            )
        self._began, self._due = time.monotonic(), 0.0

    def tend(self) -> str | None:
        """Start the process again when it has died and its delay is over. Returns what to tell the operator."""
        now = time.monotonic()
        if self.alive:
            return None
        if not self._due:
            stable = now - self._began > _STABLE_AFTER
            self._delay = 1.0 if stable or not self._delay else min(self._delay * 2, _LONGEST_DELAY)
            self._due = now + self._delay
            return f"{self.title}意外退出（{_how(self.exit_code)}），{self._delay:.0f} 秒后重启。日志：{self.log_file}"
        if now >= self._due:
            self.start()
            return f"{self.title}已重启"
        return None

    def stop(self, hurry: Event) -> None:
        """Ask the process to end and wait; kill it when it takes too long or when the operator asks a second time."""
        if self._process is None:
            return
        if self.alive:
            self._process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_WITHIN
        while self.alive and time.monotonic() < deadline and not hurry.is_set():
            time.sleep(0.02)
        if self.alive:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def tail(self, lines: int = 15) -> str:
        """The last lines that the process has written since its last start."""
        with self.log_file.open("rb") as stream:
            stream.seek(self._offset)
            text = stream.read()[-20_000:].decode("utf-8", "replace")
        return "\n".join(text.splitlines()[-lines:])


def rotate(log_file: Path) -> None:
    """Move a log that has grown too long aside. The writer appends, so emptying the file under it is safe."""
    if not log_file.exists() or log_file.stat().st_size < _LOG_BYTES:
        return
    for number in range(_LOGS_KEPT - 1, 0, -1):
        older = log_file.with_name(f"{log_file.name}.{number}")
        if older.exists():
            older.rename(log_file.with_name(f"{log_file.name}.{number + 1}"))
    target = log_file.with_name(f"{log_file.name}.1")
    try:
        target.write_bytes(log_file.read_bytes())
        target.chmod(0o600)
    except OSError:  # no room to keep it: on a full disk the log's own lines are the first to go
        target.unlink(missing_ok=True)
    os.truncate(log_file, 0)


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"信号 {signal.Signals(-code).name}"
    return f"代码 {code}"
