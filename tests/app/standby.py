"""A hot standby of an embedded server, made by pg_basebackup and run beside it."""

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.app.support import free_ports, until
from yihao.kernel.postgres.place import settle


class Standby:
    """Follows the server at `url` (of the role `yihao`; the cluster's owner `postgres` has the same password)."""

    def __init__(self, url: str, folder: Path) -> None:
        self._place = settle(folder, print)
        self._port = free_ports(1)[0]
        self.url, self.owner = _at(url, self._port), _at(url, self._port, "postgres")
        self._place.data.mkdir()
        self._place.account.take(self._place.data)
        self._run("pg_basebackup", "-d", _at(url, 0, "postgres"), "-D", str(self._place.data), "-R", "-c", "fast")
        self.start()

    def start(self) -> None:
        options = [
            f"port={self._port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_buffers=32MB",
        ]
        command = [self._place.programs / "postgres", "-D", self._place.data]
        command += [part for option in options for part in ("-c", option)]
        log = (self._place.home / "server.log").open("ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._place.account.identity)
        until(self._answers)

    def kill(self) -> None:
        """At once, as a machine that loses its power."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(10)

    def say(self, statement: str) -> object:
        with psycopg.connect(self.owner, autocommit=True) as connection:
            found = connection.execute(statement.encode()).fetchone()
            return found[0] if found else None

    def _answers(self) -> bool:
        try:
            return bool(self.say("SELECT pg_is_in_recovery()"))
        except psycopg.OperationalError:
            return False

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._place.programs / program, *arguments]
        subprocess.run(command, check=True, cwd="/", capture_output=True, **self._place.account.identity)

    def end(self) -> None:
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self._place.home, ignore_errors=True)


def _at(url: str, port: int, role: str = "") -> str:
    """The address with another port and role (and then the cluster's own database)."""
    parts = urlsplit(url)
    who = f"{role or parts.username}:{parts.password}@{parts.hostname}:{port or parts.port}"
    return urlunsplit(parts._replace(netloc=who, path=f"/{role}" if role else parts.path))
