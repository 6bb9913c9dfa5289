"""The process supervisor: who has the port, children that die, logs that grow."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest

from tests.launcher.support import until
from tests.limits import no_file_beyond
from yihao.cli import children, up
from yihao.cli.children import Child, rotate
from yihao.cli.ports import refuse_if_taken
from yihao.cli.session import Refusal
from yihao.kernel.postgres import DatabaseProblem
from yihao.kernel.settings import settings

SLEEPER = "import time; print('running', flush=True); time.sleep(600)"


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A child that is not started yet."""
    made = Child("后台任务", [], tmp_path / "child.log", {})
    made._command = [sys.executable, "-c", SLEEPER]
    yield made
    made.stop(Event())


def test_a_taken_port_names_its_holder_and_another_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(Refusal, match=f"端口 {port} 已被.*{os.getpid()}.*占用。.*--port {port + 1}"):
            refuse_if_taken("127.0.0.1", port)
    refuse_if_taken("127.0.0.1", port)


def test_a_wrong_address_is_not_called_taken() -> None:
    with pytest.raises(Refusal, match="请检查 --host"):
        refuse_if_taken("192.0.2.1", 8345)


def test_a_dead_child_is_started_again_after_a_pause(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children.time, "monotonic", lambda: now)
    now = 1000.0
    child.start()
    assert child.tend() is None
    assert child._process is not None
    for pause in (1, 2, 4, 8, 16, 30, 30):
        os.kill(child._process.pid, signal.SIGKILL)
        child._process.wait()
        news = child.tend()
        assert news is not None
        assert f"后台任务意外退出（信号 SIGKILL），{pause} 秒后重启" in news
        now += pause - 0.1
        assert child.tend() is None
        now += 0.2
        assert child.tend() == "后台任务已重启"


def test_the_pause_is_short_again_after_a_long_run(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children.time, "monotonic", lambda: now)
    now = 1000.0
    child._delay = 30.0
    child.start()
    assert child._process is not None
    now += 61
    os.kill(child._process.pid, signal.SIGKILL)
    child._process.wait()
    assert "，1 秒后重启" in (child.tend() or "")


def test_the_tail_is_of_the_last_start_only(child: Child) -> None:
    child.log_file.write_text("earlier\n")
    child.start()
    until(lambda: child.tail() == "running")


def test_a_child_that_will_not_end_is_killed_when_the_operator_insists(child: Child) -> None:
    child._command[-1] = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEPER
    child.start()
    until(lambda: child.tail() == "running")
    insists = Event()
    insists.set()
    child.stop(insists)
    assert not child.alive


def test_a_long_log_is_moved_aside_under_its_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_LOG_BYTES", 100)
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        for number in range(8):
            writer.write(f"{number}".encode() * 120)
            rotate(log)
    assert log.read_bytes() == b""
    assert [(tmp_path / f"web.log.{n}").read_bytes()[:1] for n in range(1, 6)] == [b"7", b"6", b"5", b"4", b"3"]
    assert not (tmp_path / "web.log.6").exists()


def test_a_log_that_there_is_no_room_to_keep_is_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_LOG_BYTES", 100)
    log = tmp_path / "web.log"
    log.write_bytes(bytes(200))
    with no_file_beyond(150):
        rotate(log)
    assert log.read_bytes() == b"" and list(tmp_path.iterdir()) == [log]


class _Dead:
    """A database that has died, and finds no room to start for some times."""

    pid, log_file = None, Path("none")

    def __init__(self, refuses: int) -> None:
        self.refuses, self.tried = refuses, 0

    def start(self) -> str:
        self.tried += 1
        if self.tried <= self.refuses:
            raise DatabaseProblem("数据库启动失败")
        self.pid = 1
        return ""


def test_a_database_that_cannot_start_is_tried_again_until_it_can(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(up.time, "monotonic", lambda: now)
    now = 1000.0
    supervisor = up._Supervisor(settings(), "127.0.0.1", 0, ExitStack(), Event())
    dead = supervisor._database = _Dead(2)  # type: ignore[assignment]
    for seconds, tried in ((0, 1), (9, 1), (2, 2), (11, 3), (99, 3)):
        now += seconds
        supervisor._tend()
        assert dead.tried == tried
    said = capsys.readouterr().out
    assert said.count("10 秒后再试") == 2 and said.rstrip().endswith("数据库已恢复")
