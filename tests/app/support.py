"""A town: one installation of its own, served by real processes, and the people who use it over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import httpx
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from yihao.kernel.parent import end_with_parent

PASSWORD = "Town-only-12345"
COUNTY = "360403"
_SOURCE = Path(__file__).parents[2] / "src"
_REFUSE = "ALTER DATABASE {} ALLOW_CONNECTIONS false"
_TAKE = "ALTER DATABASE {} ALLOW_CONNECTIONS true"
_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until the condition holds, at most so long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def free_ports(count: int) -> list[int]:
    """So many ports, free now."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [p.getsockname()[1] for p in probes]
    for probe in probes:
        probe.close()
    return ports


@dataclass
class Program:
    """One process of the town, started and ready; its log is a file."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """With -9."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; how it ended. A process that does not within some seconds fails the test."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


@dataclass(eq=False)
class Town:
    """A database, a data folder with keys, a port; and what runs there now."""

    database_url: str
    folder: Path
    port: int
    leaf: str = ""
    """A class of appeals without classes below it."""
    programs: list[Program] = field(default_factory=list)
    people: dict[str, "Person"] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    """Settings of this town's own."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def web(self) -> Program:
        return next(p for p in reversed(self.programs) if p.runs and "web" in p.process.args)  # type: ignore[operator]

    @property
    def worker(self) -> Program:
        return next(p for p in reversed(self.programs) if p.runs and "worker" in p.process.args)  # type: ignore[operator]

    def start_web(self) -> Program:
        """Serve at `url` (always the same port)."""
        return self._start_together([("web", "--port", str(self.port))])[0]

    def start_worker(self) -> Program:
        return self._start_together([("worker",)])[0]

    def see_that_all_runs(self) -> None:
        """One web process and one worker, whatever a test has ended."""
        running = {str(p.process.args[3]) for p in self.programs if p.runs}  # type: ignore[index]
        commands: list[tuple[str, ...]] = [("web", "--port", str(self.port)), ("worker",)]
        self._start_together([c for c in commands if c[0] not in running])

    def end(self) -> None:
        for program in self.programs:
            if program.runs:
                program.kill()

    def person(self, username: str) -> "Person":
        """Somebody at the desk, signed in once for the session."""
        if username not in self.people:
            self.people[username] = Person(self.url, username)
        return self.people[username]

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line on this installation."""
        command = [sys.executable, "-m", "yihao.cli", *arguments]
        return subprocess.run(command, env=self._environment(), capture_output=True, text=True, timeout=120)

    def rows(self, text: str, *params: Any) -> list[dict[str, Any]]:
        """Look into the database (or change it), past the application."""
        with psycopg.connect(self.database_url, autocommit=True, row_factory=dict_row) as connection:
            found = connection.execute(text.encode(), params)
            return found.fetchall() if found.description else []

    def value(self, text: str, *params: Any) -> Any:
        """The one value of a query."""
        return next(iter(self.rows(text, *params)[0].values()))

    def logs(self) -> str:
        return "".join(p.log.read_text(encoding="utf-8") for p in self.programs)

    def sequenced(self) -> None:
        """Wait until every event has its place in the feed."""
        until(lambda: self.value("SELECT count(*) FROM event_pending") == 0)

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """The server closes every connection to the database and takes no new one, until the block ends."""
        name = urlsplit(self.database_url).path[1:]
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
            admin.execute(sql.SQL(_REFUSE).format(sql.Identifier(name)))
            try:
                admin.execute(_CUT, (name,))
                yield
            finally:
                admin.execute(sql.SQL(_TAKE).format(sql.Identifier(name)))

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("YIHAO_")}
        ours = {"PYTHONPATH": str(_SOURCE), "DATABASE_URL": self.database_url, "YIHAO_DATA": str(self.folder)}
        return {**kept, **ours, **self.environment}

    def _start_together(self, commands: list[tuple[str, ...]]) -> list[Program]:
        """Start processes at once; each says itself when it is ready, as to systemd."""
        started = []
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            name = f"\0yihao-town-{uuid4().hex}"
            ready.bind(name)
            ready.settimeout(60)
            environment = {**self._environment(), "NOTIFY_SOCKET": f"@{name[1:]}"}
            for arguments in commands:
                log = self.folder / f"{arguments[0]}-{len(self.programs)}.log"
                with log.open("wb") as out:
                    process = subprocess.Popen(
                        [sys.executable, "-m", "yihao.cli", *arguments],
                        env=environment,
                        stdout=out,
                        stderr=subprocess.STDOUT,
                        preexec_fn=end_with_parent(signal.SIGKILL),
                    )
                started.append(Program(process, log))
                self.programs.append(started[-1])
            for _ in started:
                ready.recv(100)
        return started


class Person:
    """Somebody with a browser: cookies, and the token against forged requests."""

    def __init__(self, url: str, username: str = "") -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.csrf = self.http.get("/api/session").json()["csrf"]
        self.session: dict[str, Any] = {}
        self.told = 0
        """How often it was said that the database is away."""
        if username:
            answer = self.sign_in(username, PASSWORD)
            assert answer.status_code == 200, answer.text
            self.session = answer.json()
            self.csrf = self.session["csrf"]

    @classmethod
    def like(cls, other: "Person") -> "Person":
        """The same person at one more browser window: the session is shared, the connection is not."""
        window = cls.__new__(cls)
        window.http = httpx.Client(base_url=other.http.base_url, timeout=30, cookies=other.http.cookies)
        window.csrf, window.session, window.told = other.csrf, other.session, 0
        return window

    @property
    def unit_id(self) -> str:
        """Where the first post is."""
        return str(self.session["posts"][0]["unit_id"])

    def sign_in(self, username: str, password: str) -> httpx.Response:
        return self.post("/api/session", {"username": username, "password": password})

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.http.get(path, **more)

    def post(self, path: str, body: Any = None, *, key: str = "", method: str = "POST", **more: Any) -> httpx.Response:
        """A write with its token; `key` is the Idempotency-Key."""
        headers = {"X-CSRFToken": self.csrf, **({"Idempotency-Key": key} if key else {}), **more.pop("headers", {})}
        return self.http.request(method, path, headers=headers, **({"json": body} if body is not None else {}), **more)

    def insist(self, path: str, body: Any, *, key: str) -> dict[str, Any]:
        """Send the same request again until it is done, as the desk does when the server or its database is away."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                answer = self.post(path, body, key=key)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code == 200:
                return dict(answer.json())
            assert "数据库" in refused(answer, 503)["title"], answer.text
            self.told += 1
            time.sleep(0.2)
        raise AssertionError("never done")

    def act(self, name: str, order_id: str, **fields: Any) -> httpx.Response:
        """Do what the order's page offers under this name."""
        order = self.get(f"/api/orders/{order_id}").json()
        offered = next(a for a in order["actions"] if a["name"] == name)
        return self.post(offered["path"], {**offered["extra"], "version": order["version"], **fields})


def form(town: Town, **changed: Any) -> dict[str, Any]:
    """An appeal that can be dispatched."""
    petitioner = {"name": "欧阳小明", "phone": "13712340001", **changed.pop("petitioner", {})}
    return {
        "appeal_type": "help",
        "class_code": town.leaf,
        "area_code": COUNTY,
        "address": "庐山南路88号",
        "title": "小区停水",
        "content": "昨晚开始小区停水，到现在没有恢复",
        "petitioner": petitioner,
        **changed,
    }


def file_order(town: Town, **changed: Any) -> dict[str, Any]:
    """An appeal recorded and sent to dispatch: ids and number."""
    answer = town.person("agent").post("/api/intake/submit", {"form": form(town, **changed)}, key=uuid4().hex)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def dispatched(town: Town, clerk: str = "unit_clerk") -> str:
    """The id of an order that waits for the clerk's unit to sign."""
    order_id = str(file_order(town)["order_id"])
    answer = town.person("dispatcher").act("dispatch", order_id, lead_id=town.person(clerk).unit_id)
    assert answer.status_code == 200, answer.text
    return order_id


def submit(person: Person, path: str, **fields: str) -> httpx.Response:
    """Fill in the form of an administrators' page and press save."""
    page = person.get(path)
    assert page.status_code == 200, path
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].partition('"')[0]
    data = {"csrfmiddlewaretoken": token, "is_active": "on", **fields}
    return person.http.post(path, data=data, follow_redirects=True)


def own_address(database_url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of a refusal: right status and kind, and words for the person."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text[:300]}"
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:300]
    body = dict(answer.json())
    assert body["status"] == status
    assert chinese(body["title"]), body
    return body


def chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)
