"""A whole hotline for tests: `yihao up` with engine and switchboard, people at its desks, telephones that call it.

Once for a session, with data of its own. Tests share it; each signs its seats off again, so that the next finds it empty.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from tests.app.support import Person
from tests.region_fixture import JIUJIANG
from tests.telephone import ENGINE_FOLDER, engine_is_there, until
from yihao.calls.asterisk import server
from yihao.calls.telephones.remote import NotHeard, Phones, RemoteLine, RemoteTelephone
from yihao.kernel.postgres import running_url

_CONNECTED = {"01", "08"}
"""ESTABLISHED, and CLOSE_WAIT: the other side has gone, ours has not looked yet."""
_HALF_SECOND = 4000
OWN = "Telephone-12345-only"
_SOURCE = Path(__file__).parents[2] / "src"
_ACCOUNT = re.compile(r"^  (\w+) +(\S+)   ", re.MULTILINE)


class Line:
    """The running hotline."""

    def __init__(self, url: str, data: Path, passwords: dict[str, str], up: "subprocess.Popen[str]") -> None:
        self.url, self.data, self.up = url, data, up
        self._passwords = passwords
        self._people: dict[str, Person] = {}
        wishes = server.Wishes(home=data / "engine/main", fetched=ENGINE_FOLDER)
        self.access = server.access(wishes)
        self.sip = f"127.0.0.1:{self.access.sip}"

    def person(self, username: str) -> Person:
        """Somebody at the desk, signed in once for the session."""
        if username not in self._people:
            person = Person(self.url)
            person.csrf = person.sign_in(username, self._passwords[username]).json()["csrf"]
            person.post("/api/session/password", {"old": self._passwords[username], "new": OWN})
            self._people[username] = Person(self.url)
            answer = self._people[username].sign_in(username, OWN)
            assert answer.status_code == 200, answer.text
            self._people[username].csrf = answer.json()["csrf"]
        return self._people[username]

    def rows(self, text: str, *params: Any) -> list[dict[str, Any]]:
        """Look into the database, past the application."""
        with psycopg.connect(self._database(), autocommit=True, row_factory=dict_row) as connection:
            found = connection.execute(text.encode(), params)
            return found.fetchall() if found.description else []

    def pid(self, pattern: str) -> int:
        """The process of this hotline whose command holds the words."""
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                mine = str(self.data) in (entry / "environ").read_bytes().decode(errors="replace") + command
            except OSError:
                continue
            if pattern in command and mine:
                return int(entry.name)
        raise LookupError(pattern)

    def kill(self, pattern: str) -> None:
        """With -9."""
        os.kill(self.pid(pattern), signal.SIGKILL)

    def kill_switchboard(self) -> None:
        self.kill("yihao.cli switchboard")

    def kill_engine(self) -> None:
        self.kill("sbin/asterisk")

    def online(self, endpoint: str) -> bool:
        """Whether a telephone is registered."""
        url = f"{self.access.url}/ari/endpoints/PJSIP/{endpoint}"
        found = httpx.get(url, auth=("yihao", self.access.ari_password))
        return found.status_code == 200 and found.json()["state"] == "online"

    def engine_is_alone(self) -> bool:
        """Whether the engine has noticed that no switchboard is there: new calls go to the fallback queue."""
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return not any(r[1].endswith(f":{self.access.ari:04X}") and r[3] in _CONNECTED for r in rows)

    def switchboard_serves(self) -> None:
        """Wait until a switchboard answers commands."""
        asker = self.person("agent")

        def answers() -> bool:
            said = asker.post("/api/calls/00000000-0000-7000-8000-000000000000/hold", {})
            return said.status_code != 503

        until(answers, 40)

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """Every connection is closed and no new one taken, until the block ends."""
        url = self._database()
        name = sql.Identifier(url.rpartition("/")[2].partition("?")[0])
        with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as admin:
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
            try:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name._obj[0],)
                )
                yield
            finally:
                admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))

    def _database(self) -> str:
        url = running_url(self.data / "postgres")
        assert url is not None
        return url


class Desk:
    """Somebody signed on at a telephone."""

    def __init__(self, line: Line, phones: Phones, username: str) -> None:
        self.person, self._line = line.person(username), line
        said = self.person.post("/api/seat", {"place": "centre", "device": "phone"})
        assert said.status_code == 200, said.text
        until(lambda: self.seat["registered"])
        seat = self.seat
        self.telephone: RemoteTelephone = phones.seat(seat["endpoint"], seat["password"])

    @property
    def seat(self) -> dict[str, Any]:
        """My seat as the desk shows it."""
        found: dict[str, Any] = self.person.get("/api/seat").json()["seat"]
        return found

    @property
    def call(self) -> dict[str, Any]:
        """The call in my seat."""
        found: dict[str, Any] = until(lambda: self.seat["call"])
        return found

    def ready(self) -> "Desk":
        """Take calls."""
        until(lambda: self.seat["state"] not in ("offered", "talking"))
        said = self.person.post("/api/seat/state", {"state": "ready"})
        assert said.status_code == 200, said.text
        return self

    def register(self) -> None:
        """My telephone registers again, and tries until it is (a browser's does so by itself)."""

        def done() -> bool:
            with suppress(NotHeard):  # refused: the engine is not whole yet
                self.telephone.register()
            return self._line.online(self.seat["endpoint"])

        until(done, 30)

    def do(self, act: str, **body: Any) -> str:
        """Do something with the call in my seat; what is said."""
        said = self.person.post(f"/api/calls/{self.call['id']}/{act}", body)
        assert said.status_code == 200, said.text
        return str(said.json()["message"])

    def takes(self, tone: int, within: float = 25.0) -> RemoteLine:
        """My telephone rings; I answer."""
        return self.telephone.rings(within).answer(tone)

    def sign_off(self) -> None:
        """Leave, whatever state the seat is in."""
        if (seat := self.seat) and (call := seat["call"]):
            self.person.post(f"/api/calls/{call['id']}/hang_up")
        self.person.post("/api/seat", method="DELETE")
        until(lambda: self.seat is None or self.seat["state"] not in ("offered", "talking"), 20)
        self.person.post("/api/seat", method="DELETE")


@pytest.fixture(scope="session")
def line() -> Iterator[Line]:
    """Everything that `yihao up` starts."""
    if not engine_is_there():
        pytest.skip("没有话务引擎，电话测试未运行")
    data = Path(tempfile.mkdtemp(prefix="yihao-line-"))
    data.chmod(0o711)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YIHAO_", "DATABASE_URL"))}
    mine = {
        "PYTHONPATH": str(_SOURCE), "YIHAO_DATA": str(data), "YIHAO_ENGINE_FOLDER": str(ENGINE_FOLDER),
        "YIHAO_REGION": str(_curt_pack(data / "pack")),
    }  # fmt: skip
    up = subprocess.Popen(
        [sys.executable, "-m", "yihao.cli", "up", "--port", str(port)],
        env={**clean, **mine}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        said = _until_ready(up)
        yield Line(f"http://127.0.0.1:{port}", data, dict(_ACCOUNT.findall(said)), up)
    finally:
        up.send_signal(signal.SIGINT)
        up.communicate()
        shutil.rmtree(data)


def _curt_pack(folder: Path) -> Path:
    """The pack of Jiujiang with spoken texts of half a second: what is tested here is that each is played in its place, not
    that it is listened to for eight seconds (that is `test_prompts_are_heard`)."""
    shutil.copytree(JIUJIANG, folder)
    for sound in (folder / "audio").glob("*.alaw"):
        if sound.stem != "music":
            sound.write_bytes(sound.read_bytes()[:_HALF_SECOND])
    return folder


def _until_ready(up: "subprocess.Popen[str]") -> str:
    assert up.stdout is not None
    said = ""
    for text in up.stdout:
        said += text
        if "Ctrl+C" in text:
            return said
    raise RuntimeError(f"yihao up ended:\n{said}")


@pytest.fixture(scope="session")
def town_phones(line: Line) -> Iterator[Phones]:
    """Telephones of citizens, seats and the public network around the hotline."""
    with Phones(line.sip, line.access.caller) as phones:
        yield phones


@pytest.fixture
def desks(line: Line, town_phones: Phones) -> Iterator["Desks"]:
    """People who sign on, and are signed off again behind the test."""
    found = Desks(line, town_phones)
    yield found
    found.close()


class Desks:
    """Who is signed on in this test."""

    def __init__(self, line: Line, phones: Phones) -> None:
        self._line, self._phones, self._open = line, phones, list[Desk]()

    def __call__(self, username: str) -> Desk:
        desk = Desk(self._line, self._phones, username)
        self._open.append(desk)
        return desk

    def close(self) -> None:
        for desk in self._open:
            desk.sign_off()


@pytest.fixture
def citizen(line: Line, town_phones: Phones) -> Iterator[RemoteTelephone]:
    """A citizen with a telephone, of a number that no other test uses; whose calls are over behind the test."""
    telephone = town_phones.citizen(f"138{time.time_ns() % 10**8:08d}")
    yield telephone
    for name in {told["line"] for told in town_phones.told if told["line"].startswith(f"{telephone.user}#")}:
        remote = RemoteLine(town_phones, name)
        if not remote.happened("ended"):
            remote.hang_up()
    until(lambda: not line.rows("SELECT 1 FROM call WHERE closed_at IS NULL"), 30)
