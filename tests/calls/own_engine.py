"""A real engine of a test's own, which it may stop, freeze and kill, while the session's goes on."""

import contextlib
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telephone import Engine, engine_is_there
from yihao.calls.asterisk.ami import Manager


@contextlib.contextmanager
def own_engine() -> Iterator[Engine]:
    """An engine that runs while the block does. The test is skipped where there is none (CI brings it)."""
    if not engine_is_there():
        pytest.skip("没有话务引擎，电话测试未运行")
    folder = Path(tempfile.mkdtemp(prefix="yihao-engine-"))
    engine = Engine(folder / "engine")
    try:
        engine.start()
        yield engine
    finally:
        engine.end(signal.SIGKILL)  # a frozen one hears nothing else
        shutil.rmtree(folder)


def manager_of(engine: Engine) -> Manager:
    """Its manager interface."""
    return Manager(engine.access.ami, engine.access.ami_password)
