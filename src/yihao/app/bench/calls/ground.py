"""A hotline for the bench: a fresh database, our engine and switchboard, seats whose telephones are SIPp's."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from yihao.app.bench import stage
from yihao.app.bench.calls.sipp import Sipp
from yihao.calls import telephone
from yihao.calls.asterisk import server
from yihao.kernel.sound import RATE

SEATS = 170


@dataclass(frozen=True, slots=True)
class Hotline:
    """Where the bench plays."""

    sipp: Sipp
    database_url: str
    postgres_pid: int
    engine_pid: int
    switchboard: ExitStack
    """Closing it ends the switchboard."""
    switchboard_pid: int
    folder: Path

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Look into the database."""
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(text.encode()).fetchall()

    def until(self, text: str, seconds: float) -> bool:
        """Whether a question to the database is answered by a true value in time."""
        deadline = time.monotonic() + seconds
        while not (found := bool(self.rows(text)[0][0])) and time.monotonic() < deadline:
            time.sleep(0.2)
        return found


@contextmanager
def hotline() -> Iterator[Hotline]:
    """Set up, play, take down."""
    here = telephone.wishes()
    if not server.there_is_one(here):
        raise server.EngineProblem("没有话务引擎，不能测试。请先运行 bin/yihao engine fetch。")
    with stage.ground() as on, ExitStack() as stack:
        environment = {
            **on.environment,
            "YIHAO_ENGINE_FOLDER": str(here.fetched),
            "YIHAO_ENGINE_PROGRAM": here.program,
            "YIHAO_REGION": str(_curt_pack(on.folder / "pack")),
        }
        wishes = replace(here, home=on.folder / "engine/main", sip_port=0, ari_port=0, ami_port=0)
        list_of_seats = on.folder / "seats.json"
        prepare = ["-m", "yihao.app.bench.calls.prepare", str(SEATS), str(list_of_seats)]
        subprocess.run([sys.executable, *prepare], env=environment, check=True)
        with (on.folder / "engine.log").open("wb") as log:
            command = [sys.executable, "-m", "yihao.cli", "engine", "run"]
            engine = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        stack.callback(_end, engine)
        _until(lambda: server.ready(wishes))
        access = server.access(wishes)
        switchboard = stack.enter_context(ExitStack())
        running = switchboard.enter_context(stage.process(["switchboard"], environment))
        sipp = Sipp(on.folder, f"{access.host}:{access.sip}", stage.free_port())
        play = Hotline(sipp, on.database_url, on.postgres_pid, engine.pid, switchboard, running.pid, on.folder)
        if not play.until(f"SELECT count(*) = {SEATS} FROM seat WHERE made", 60):
            raise RuntimeError("话务控制没有就绪")
        sipp.register([(name, password) for name, password in json.loads(list_of_seats.read_text(encoding="ascii"))])
        stack.enter_context(sipp.seats())
        yield play


def _curt_pack(folder: Path) -> Path:
    """The region's pack with spoken texts of half a second: setting calls up is measured, not listening to a greeting."""
    from yihao.app.setup import region_folder

    shutil.copytree(region_folder(), folder)
    for sound in (folder / "audio").glob("*.alaw"):
        if sound.stem != "music":
            sound.write_bytes(sound.read_bytes()[: RATE // 2])
    return folder


def _end(engine: "subprocess.Popen[bytes]") -> None:
    engine.terminate()
    engine.wait(30)


def _until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError("话务引擎没有就绪")
        time.sleep(0.1)

