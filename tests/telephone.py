"""Real telephony for tests: one Asterisk for the session, telephones that call it, and a hand on its controls.

Sound is checked by tone: every party sends a sine of its own, and what a party hears are the tones of the others.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

import yihao
from yihao.calls.asterisk import server
from yihao.calls.asterisk.driver import Asterisk
from yihao.calls.asterisk.fetch import is_fetched
from yihao.calls.prompts import audio_of
from yihao.calls.telephones.remote import Phones
from yihao.calls.values import engine as e

PACK = Path(yihao.__file__).parent / "regions" / "jiujiang"
ENGINE_FOLDER = Path(os.environ.get("YIHAO_ENGINE_FOLDER") or Path(__file__).parents[1] / "var/engine/asterisk")
"""The fetched Asterisk that all tests share; `bin/test` brings it."""
_SECONDS = 15.0
T = TypeVar("T")
H = TypeVar("H", e.Arrived, e.LegUp, e.LegEnded, e.Key, e.Played, e.Dialled, e.Replaced)


def engine_is_there() -> bool:
    """Whether there is an Asterisk for the tests."""
    return is_fetched(ENGINE_FOLDER)


def until(found: Callable[[], T], seconds: float = _SECONDS) -> T:
    """What `found` gives as soon as it gives something true; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.05)
    return result


class Engine:
    """An Asterisk with data of its own that may be ended and started again."""

    def __init__(self, home: Path) -> None:
        self.wishes = server.Wishes(home=home, fetched=ENGINE_FOLDER)
        self.access = server.access(self.wishes)
        self.sip = f"{self.access.host}:{self.access.sip}"
        self.recordings = server.recordings(self.wishes)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it is up."""
        command, environment = server.command(self.wishes, None)
        with (self.wishes.home / "engine.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        until(lambda: server.ready(self.wishes))

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it, as `number` asks."""
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(20)

    def phones(self) -> Phones:
        """Telephones that reach it; they also are the network behind its trunk."""
        return Phones(self.sip, self.access.caller)


class Switch:
    """A hand on an engine's controls, in the switchboard's place: what it hears, and what it asks."""

    def __init__(self, engine: Engine) -> None:
        self.heard: list[e.Heard] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.driver = Asterisk(
            engine.access.url,
            "yihao",
            engine.access.ari_password,
            self.heard.append,
            lambda code: str(PACK / audio_of(code)),
        )

    def __enter__(self) -> "Switch":
        self._thread.start()
        self.run(self.driver.connect())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.driver.leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it on the connection's loop, wait for it here."""
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, _SECONDS), self._loop).result()

    def do(self, *requests: e.Request) -> None:
        """Ask the engine for something."""
        for request in requests:
            self.run(self.driver.do(request))

    def make_seat(self, name: str, password: str) -> None:
        """Let the engine know a seat's telephone."""
        self.run(self.driver.make_seat(name, password, webrtc=False))

    def hears(self, kind: type[H], channel: str = "", since: int = 0) -> H:
        """The first such event (of a channel; of those heard since), waited for if need be."""
        return until(lambda: next((h for h in self.heard[since:] if _is(h, kind, channel)), None))  # type: ignore[return-value]


def _is(heard: e.Heard, kind: type[e.Heard], channel: str) -> bool:
    return isinstance(heard, kind) and (not channel or getattr(heard, "channel", "") == channel)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One engine for the session; without one the tests are skipped (`bin/test` tells how to have it, CI fails)."""
    if not engine_is_there():
        pytest.skip("没有话务引擎，电话测试未运行")
    home = Path(tempfile.mkdtemp(prefix="yihao-engine-"))
    running = Engine(home)
    running.start()
    yield running
    running.end()
    shutil.rmtree(home)


@pytest.fixture
def switch(engine: Engine) -> Iterator[Switch]:
    """The engine's controls; without this fixture nobody is in charge, and calls go to the fallback queue."""
    with Switch(engine) as controls:
        yield controls


@pytest.fixture(scope="session")
def phones(engine: Engine) -> Iterator[Phones]:
    """Telephones: of citizens, of seats, and the public network."""
    with engine.phones() as telephones:
        yield telephones
