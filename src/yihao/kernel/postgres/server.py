"""Start, watch and stop one embedded PostgreSQL server.

The server is a direct child of this process (so it is reaped and seen when it dies), listens on 127.0.0.1 only, asks
for a generated password, and is told by the kernel to shut down when this process is killed. What a kill -9 leaves
behind (a stale pid file, a half-made cluster, an orphan) is cleared by the next start, under a lock.
"""

import fcntl
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from yihao.kernel.parent import end_with_parent
from yihao.kernel.postgres.place import DatabaseBusy, DatabaseProblem, Log, Place, settle, where

_NAME = "yihao"
"""Role and database of the application. The role is no superuser, as on a server run by others."""
_READY_WITHIN = 60.0
_STOP_WITHIN = 30.0
_PORTS = range(20000, 32000)  # below the range from which the kernel takes ports of outgoing connections
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}  # no PG… variable of the caller may reach the server

_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "jit": "off",  # compiling costs more than it saves on short queries
    # Texts and values of citizens stay out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] ",
}


class EmbeddedPostgres:
    """One cluster in one folder. `start` must be called in a thread that lives as long as the server should."""

    def __init__(self, folder: Path, log: Log, options: Mapping[str, str] | None = None) -> None:
        """`options` are server settings on top of the defaults (tests switch `fsync` off)."""
        self._folder = folder.resolve()
        self._log = log
        self._options = {**_OPTIONS, "shared_buffers": f"{_shared_megabytes()}MB", **(options or {})}
        self._place: Place | None = None
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def pid(self) -> int | None:
        """Process id of the server, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def log_file(self) -> Path:
        return self._home.home / "server.log"

    @property
    def _home(self) -> Place:
        if self._place is None:
            raise DatabaseProblem("数据库还没有启动。")
        return self._place

    def start(self) -> str:
        """Start the server, making the cluster first if there is none, and return its address (a DSN with password).

        Raises `DatabaseProblem` when another process runs this cluster, or when the server cannot start. Called again
        after the server died, it starts it anew on the same port.
        """
        if self._lock is None:
            self._place = settle(self._folder, self._log)
            self._lock = _hold(self._place.home)
        try:
            _end_orphan(self._home.data, self._log)
            if not self._home.data.exists():
                self._log("首次运行，建立数据库")
                _make_cluster(self._home)
            _check_version(self._home)
            self._launch()
        except BaseException:
            self.stop()
            raise
        return _url(self._home.password_file, self._port)

    def stop(self) -> None:
        """Shut the server down (open transactions are rolled back) and give the cluster free. Does nothing twice."""
        if self._process is not None:
            for order, patience in ((signal.SIGINT, _STOP_WITHIN), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
                if self._process.poll() is None:
                    self._process.send_signal(order)
                try:
                    self._process.wait(patience)
                    break
                except subprocess.TimeoutExpired:
                    self._log("数据库没有按时停止，强制停止")
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def wait_ready(self, seconds: float = _READY_WITHIN) -> bool:
        """Wait until the server takes connections. False: it has ended instead (its log says why)."""
        pid_file, deadline = self._home.data / "postmaster.pid", time.monotonic() + seconds
        while self._process is not None and self._process.poll() is None:
            lines = _lines(pid_file)  # the server writes its state into the eighth line, as for pg_ctl
            if len(lines) >= 8 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                return True
            if time.monotonic() > deadline:
                raise DatabaseProblem(f"数据库在 {seconds:.0f} 秒内没有就绪，日志：{self.log_file}")
            time.sleep(0.01)
        return False

    def _launch(self) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        self._port = _free_port(self._home.home / "port")
        while True:
            written = self.log_file.stat().st_size if self.log_file.exists() else 0
            self._spawn()
            if self.wait_ready():
                break
            said = _since(self.log_file, written)
            if "could not create any TCP/IP sockets" in said:
                self._port = _free_port(None)
            elif "pre-existing shared memory block" in said and time.monotonic() < deadline:
                time.sleep(0.1)  # processes of a killed server are still ending
            else:
                raise DatabaseProblem(f"数据库启动失败，日志：{self.log_file}\n{said.strip()}")
        port, lock = self._home.home / "port", self._home.home / "lock"
        port.write_text(f"{self._port}\n", encoding="ascii")
        lock.write_text(json.dumps({"pid": os.getpid(), "port": self._port}), encoding="ascii")
        self._home.give_back(port, lock, self.log_file)

    def _spawn(self) -> None:
        place = self._home
        command = [str(place.programs / "postgres"), "-D", str(place.data), "-p", str(self._port)]
        command += [part for name, value in self._options.items() for part in ("-c", f"{name}={value}")]
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,  # Ctrl+C at the terminal is for the supervisor, which stops the server last
                preexec_fn=end_with_parent(signal.SIGINT),
                **place.account.identity,
            )


def running_url(folder: Path) -> str | None:
    """The address of the server that some process runs on this folder, None when none does."""
    home = where(folder.resolve())
    try:
        descriptor = os.open(home / "lock", os.O_RDWR)
    except FileNotFoundError:
        return None
    except PermissionError as denied:
        raise DatabaseProblem(f"没有权限使用数据库目录 {home}。请用启动它的账号运行。") from denied
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        facts = _facts(home)
        return _url(home / "password", facts["port"]) if facts else None
    finally:
        os.close(descriptor)


def _url(password_file: Path, port: int) -> str:
    return f"postgresql://{_NAME}:{password_file.read_text(encoding='ascii').strip()}@127.0.0.1:{port}/{_NAME}"


def _hold(home: Path) -> int:
    """Take the lock on a cluster for the life of this process; refuse when another process has it."""
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        facts = _facts(home)
        who = f"进程 {facts['pid']}（数据库端口 {facts['port']}）" if facts else "另一个正在启动的进程"
        raise DatabaseBusy(
            f"数据库目录 {home} 正由{who}使用。请先停止它，或用 YIHAO_DATA 指定另一个数据目录。"
        ) from None
    os.truncate(descriptor, 0)
    return descriptor


def _facts(home: Path) -> dict[str, int] | None:
    """Who runs the cluster (pid, port); None while that process is still starting it."""
    text = (home / "lock").read_text(encoding="ascii")
    return json.loads(text) if text else None


def _make_cluster(place: Place) -> None:
    """Make cluster, role and database beside their final place and move them there when they are whole."""
    half = place.home / "data.new"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    place.password_file.touch(0o600)
    for path in (half, place.password_file):
        place.account.take(path)
    password = secrets.token_urlsafe(24)
    place.password_file.write_text(password, encoding="ascii")
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    rest = ["--auth=scram-sha-256", f"--pwfile={place.password_file}", "--data-checksums", "--no-instructions"]
    _run(place, ["initdb", "-D", str(half), "-U", "postgres", *locale, *rest], "")
    statements = f"CREATE ROLE {_NAME} LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE {_NAME} OWNER {_NAME}\n"
    _run(
        place,
        ["postgres", "--single", "-D", str(half), "-c", "password_encryption=scram-sha-256", "postgres"],
        statements,
    )
    half.rename(place.data)


def _run(place: Place, command: list[str], text: str) -> None:
    program = str(place.programs / command[0])
    done = subprocess.run(
        [program, *command[1:]],
        input=text,
        capture_output=True,
        text=True,
        cwd="/",
        env=_ENVIRONMENT,
        **place.account.identity,
    )
    if done.returncode or "ERROR:" in done.stderr:
        raise DatabaseProblem(f"建立数据库失败（{command[0]}）：\n{done.stdout[-500:]}{done.stderr[-1500:]}")


def _check_version(place: Place) -> None:
    done = subprocess.run([place.programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    have, want = _lines(place.data / "PG_VERSION")[0], done.stdout.split()[-1].split(".")[0]
    if have != want:
        raise DatabaseProblem(
            f"{place.data} 是 PostgreSQL {have} 的数据，内置的是 {want}。请先用旧版本导出，再导入新库。"
        )


def _end_orphan(data: Path, log: Log) -> None:
    """Shut down a server whose supervisor is gone; see that the pid file of one that is gone itself does not hinder.

    We hold the lock, so no living supervisor owns either. The file is not removed: from it a new server learns
    whether processes of the old one still use its memory. A number that now belongs to a stranger is replaced by our
    own: a server never takes its parent for its rival.
    """
    pid_file = data / "postmaster.pid"
    lines = _lines(pid_file)
    if not lines:
        return
    pid = int(lines[0])
    if not _is_server_of(pid, data):
        pid_file.write_text("\n".join([str(os.getpid()), *lines[1:], ""]), encoding="utf-8")
        return
    log(f"上次没有正常退出，先停止遗留的数据库进程 {pid}")
    for order in (signal.SIGINT, signal.SIGQUIT):
        os.kill(pid, order)
        deadline = time.monotonic() + _STOP_WITHIN / 2
        while time.monotonic() < deadline:
            if not _is_server_of(pid, data):
                return
            time.sleep(0.02)
    raise DatabaseProblem(f"遗留的数据库进程 {pid} 无法停止，请手工结束它。")


def _is_server_of(pid: int, data: Path) -> bool:
    """Whether the process runs a server on this cluster (a zombie does not)."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        if sys.platform == "linux":
            return False
        shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return f"-D {data}" in shown.stdout
    return b"-D" in command and Path(os.fsdecode(command[command.index(b"-D") + 1])).resolve() == data.resolve()


def _free_port(remembered: Path | None) -> int:
    """The port of the last start if it is free, else a random free one."""
    candidates = [int(line) for line in _lines(remembered)[:1]] if remembered else []
    candidates += random.sample(_PORTS, 200)
    for port in candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise DatabaseProblem("找不到空闲端口给数据库用。")


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def _since(file: Path, offset: int) -> str:
    with file.open("rb") as stream:
        stream.seek(offset)
        return stream.read()[-4000:].decode("utf-8", "replace")


def _shared_megabytes() -> int:
    """An eighth of the memory, between 64 MB and 1 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(1024, max(64, memory // 8 // 1024 // 1024))
