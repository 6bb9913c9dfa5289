"""The watchdog: what it counts as a standstill, and a real engine that is frozen, ended, and started again."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.aio import run as run_async
from tests.calls.own_engine import manager_of, own_engine
from tests.telephone import ENGINE_FOLDER, Engine, engine_is_there, until
from yihao.calls.asterisk import ami, ari, health, server
from yihao.calls.asterisk.health import Doctor, Fault
from yihao.calls.asterisk.server import Wishes
from yihao.calls.switchboard.watchdog import Watchdog
from yihao.cli.children import Child

LOOKS = st.lists(st.frozensets(st.sampled_from(Fault)), max_size=30)
SHOWN = """
Processor                                       Processed   In Queue  Max Depth  Low water High water  Low time  High time
pjsip/distributor-00000035                             12        501       600        450        500         0          0
pjsip/options/manage                                    1        500       600       4500        500         0         66
stasis/m:cdr:aggregator-0000000b                        1          0         1       4500       5000         0          1

3 taskprocessors
"""


def doctor(engine: Engine) -> Doctor:
    access = engine.access
    return Doctor(access.url, "yihao", access.ari_password, manager_of(engine), ("127.0.0.1", access.sip))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with own_engine() as running:
        yield running


@given(LOOKS)
def test_only_standstills_in_a_row_end_it(looks: list[frozenset[Fault]]) -> None:
    given = iter(looks)

    async def look() -> frozenset[Fault]:
        return next(given)

    async def scenario() -> list[bool]:
        dog = Watchdog(look, lambda: True, patience=3)
        return [await dog.once() for _ in looks]

    expected, row = [], 0
    for faults in looks:
        row = row + 1 if faults & {Fault.CONTROL, Fault.CALL, Fault.SIP} else 0
        expected.append(row == 3)
        row %= 3
    assert run_async(scenario()) == expected


def test_queues_above_their_mark_are_named() -> None:
    assert health.overfull(SHOWN) == ["pjsip/distributor-00000035"]
    assert health.overfull("") == []


def test_an_engine_that_works_is_left_alone(engine: Engine) -> None:
    assert run_async(doctor(engine).look()) == frozenset()


def test_each_fault_is_found_by_itself(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_SECONDS", 4.0)
    well = doctor(engine)
    assert run_async(replace(well, sip=("127.0.0.1", 9)).look()) == {Fault.SIP}
    assert run_async(replace(well, password="wrong").look()) == {Fault.CONTROL, Fault.CALL}
    assert run_async(replace(well, manager=replace(well.manager, port=9)).look()) == {Fault.QUEUES}


def test_a_frozen_engine_is_ended(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    dog = Watchdog(doctor(engine).look, partial(health.end, engine.wishes.home), patience=1)
    assert not run_async(dog.once())
    for place, patience in ((health, "_SECONDS"), (ari, "_ANSWER_SECONDS"), (ami, "_SECONDS")):
        monkeypatch.setattr(place, patience, 0.5)  # a frozen one answers never
    os.kill(engine.pid, signal.SIGSTOP)
    assert run_async(dog.once())
    assert os.waitstatus_to_exitcode(os.waitpid(engine.pid, 0)[1]) == -signal.SIGKILL


def test_nobody_else_is_ended(engine: Engine) -> None:
    file = engine.wishes.home / "run/asterisk.pid"
    file.write_text(str(os.getpid()))
    assert not health.end(engine.wishes.home)
    file.write_text("")
    assert not health.end(engine.wishes.home)
    file.unlink()
    assert not health.end(engine.wishes.home)


def test_what_was_ended_is_started_again_by_its_supervisor(tmp_path: Path) -> None:
    wishes = Wishes(home=tmp_path / "engine/main", fetched=ENGINE_FOLDER)
    if not engine_is_there():
        pytest.skip("没有话务引擎，电话测试未运行")
    set_up = {"YIHAO_DATA": str(tmp_path), "YIHAO_ENGINE_FOLDER": str(ENGINE_FOLDER)}
    child = Child("话务引擎", ["engine", "run"], tmp_path / "engine.log", set_up)
    child.start()
    try:
        until(lambda: server.ready(wishes))
        assert health.end(wishes.home)
        news = []
        while "话务引擎已重启" not in news:
            news.append(child.tend() or "")
            time.sleep(0.05)
        assert any("SIGKILL" in each for each in news)
        until(lambda: server.ready(wishes))
    finally:
        child.stop(Event())
