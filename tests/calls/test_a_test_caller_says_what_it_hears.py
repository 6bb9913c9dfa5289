"""`yihao call`: a real call from the command line, told in words while it goes on."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.calls.own_engine import own_engine
from tests.telephone import ENGINE_FOLDER, Engine, Switch, until
from yihao.calls.values.calls import EndWhy
from yihao.calls.values.engine import Answer, Arrived, DialOut, HangUp, Key, LegEnded, LegUp, Played, Say

Start = Callable[..., "subprocess.Popen[str]"]


@contextmanager
def command_line(engine: Engine, data: Path) -> Iterator[Start]:
    """Starts `yihao call …` for an installation whose engine this is."""
    (data / "engine").mkdir()
    (data / "engine/main").symlink_to(engine.wishes.home)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("YIHAO_", "DATABASE_URL"))}
    here = {"YIHAO_DATA": str(data), "YIHAO_ENGINE_FOLDER": str(ENGINE_FOLDER), "PYTHONPATH": "src"}
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "yihao.cli", "call", *arguments],
            env=clean | here, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def yihao_call(engine: Engine, tmp_path: Path) -> Iterator[Start]:
    """Starts `yihao call …` beside the session's engine."""
    with command_line(engine, tmp_path) as start:
        yield start


def test_prompts_are_told_in_their_words_and_keys_are_pressed(switch: Switch, yihao_call: Start) -> None:
    caller = yihao_call("12333", "--from", "13907920009", "--keys", ",,1")
    arrived = switch.hears(Arrived)
    assert (arrived.called, arrived.caller) == ("12333", "13907920009")
    switch.do(Answer(arrived.channel), Say(arrived.channel, "route-test", ("greeting",)))
    switch.hears(Played)
    assert switch.hears(Key, arrived.channel).digit == "1"
    switch.do(HangUp(arrived.channel))
    said = caller.communicate(timeout=10)[0]
    assert caller.returncode == 0
    for words in ("呼叫 12333", "已接通", "听到语音：", "（greeting）", "按键 1", "对方挂断"):
        assert words in said


def test_keys_typed_at_the_terminal_are_pressed_at_once(switch: Switch, yihao_call: Start) -> None:
    ours, its = pty.openpty()
    caller = yihao_call("12345", stdin=its)
    os.close(its)
    channel = switch.hears(Arrived).channel
    switch.do(Answer(channel))
    assert caller.stdout is not None
    until(lambda: "可在此键入按键" in caller.stdout.readline())  # type: ignore[union-attr]
    os.write(ours, b"7x#")
    until(lambda: [h.digit for h in switch.heard if isinstance(h, Key)] == ["7", "#"])
    switch.do(HangUp(channel))
    assert "按键 7" in caller.communicate(timeout=10)[0]
    os.close(ours)


def test_a_sentence_is_spoken_to_people(switch: Switch, yihao_call: Start, engine: Engine) -> None:
    caller = yihao_call("12345", "--say", "路灯不亮", "--seconds", "4")
    channel = switch.hears(Arrived).channel
    switch.do(Answer(channel))
    assert switch.hears(LegEnded, channel).why is EndWhy.HUNG_UP
    said = caller.communicate(timeout=10)[0]
    assert "没有安装语音合成" in said
    assert "没有声音" in said
    assert "说话" in said
    recorded = until(lambda: (engine.recordings / f"{channel}-in.alaw").read_bytes())
    assert len(set(recorded)) > 50


def test_ctrl_c_hangs_up(switch: Switch, yihao_call: Start) -> None:
    caller = yihao_call("12345")
    channel = switch.hears(Arrived).channel
    switch.do(Answer(channel))
    assert caller.stdout is not None
    until(lambda: "已接通" in caller.stdout.readline())  # type: ignore[union-attr]
    caller.send_signal(signal.SIGINT)
    assert switch.hears(LegEnded, channel).why is EndWhy.HUNG_UP
    assert "已挂断" in caller.communicate(timeout=10)[0]
    assert caller.returncode == 0


def test_outgoing_calls_are_taken_by_the_one_that_waits(tmp_path: Path) -> None:
    with own_engine() as engine, Switch(engine) as switch, command_line(engine, tmp_path) as yihao_call:
        caller = yihao_call("--wait")
        assert caller.stdout is not None
        until(lambda: "等待外呼" in caller.stdout.readline())  # type: ignore[union-attr]
        second = yihao_call("--wait")
        assert "同时只能有一部" in second.communicate(timeout=20)[0]
        leg = f"leg-{uuid4().hex}"
        switch.do(DialOut(leg, "07928123456", "12345", 15, uuid4(), uuid4()))
        switch.hears(LegUp, leg)
        switch.do(HangUp(leg))
        until(lambda: "对方挂断" in caller.stdout.readline())  # type: ignore[union-attr]
        caller.send_signal(signal.SIGINT)
        caller.communicate(timeout=10)
        assert caller.returncode == 0


def test_it_is_refused_where_nothing_runs(yihao_call: Start, tmp_path: Path) -> None:
    (tmp_path / "engine/main").unlink()
    caller = yihao_call("12345")
    said = caller.communicate(timeout=20)[0]
    assert caller.returncode == 1
    assert "话务引擎没有运行。请先在另一个终端运行 bin/up" in said


def test_keys_that_no_telephone_has_are_refused(yihao_call: Start) -> None:
    caller = yihao_call("12345", "--keys", "1a")
    assert "按键只能是" in caller.communicate(timeout=20)[0]
    assert caller.returncode == 1
