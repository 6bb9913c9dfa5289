"""A real engine of a test's own, which the test may stop, freeze and kill: free loopback ports, a folder of its own."""

import contextlib
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from yihao.calls.asterisk import server
from yihao.calls.asterisk.ami import Manager
from yihao.calls.asterisk.server import Access, Wishes
from yihao.kernel.settings import default_data

FETCHED = default_data() / "engine" / "asterisk"


class OwnEngine:
    """An engine that runs or not."""

    def __init__(self, home: Path) -> None:
        self.wishes = Wishes(home=home, fetched=FETCHED)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        return self.wishes.home

    @property
    def access(self) -> Access:
        return server.access(self.wishes)

    @property
    def manager(self) -> Manager:
        return Manager(self.access.ami, self.access.ami_password)

    def start(self) -> None:
        """Start it and wait until it is up."""
        command, environment = server.command(self.wishes, None)
        with (self.home / "engine.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 15
        while not server.ready(self.wishes):
            assert self._process.poll() is None, (self.home / "engine.log").read_text(errors="replace")
            assert time.monotonic() < deadline, "the engine was not up in time"
            time.sleep(0.05)

    def send(self, what: signal.Signals) -> None:
        """Freeze it, wake it, kill it."""
        assert self._process is not None
        self._process.send_signal(what)

    def ended_by(self, within: float = 10.0) -> int:
        """Wait until it has ended; its exit code (negative: the signal)."""
        assert self._process is not None
        return self._process.wait(within)

    def stop(self) -> None:
        """End it, whatever state it is in."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


@contextlib.contextmanager
def own_engine() -> Iterator[OwnEngine]:
    """An engine that runs while the block does. The test is skipped where there is none (CI brings it)."""
    if not server.there_is_one(Wishes(home=FETCHED, fetched=FETCHED)):
        pytest.skip("没有话务引擎，运行 bin/yihao engine fetch 取得")
    folder = Path(tempfile.mkdtemp(prefix="yihao-engine-"))
    engine = OwnEngine(folder / "engine")
    try:
        engine.start()
        yield engine
    finally:
        engine.stop()
        shutil.rmtree(folder)
