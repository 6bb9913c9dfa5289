"""`yihao up`: database, set-up, web and worker under one supervisor, and one Ctrl+C that stops all of them in order."""

import os
import secrets
import select
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event
from types import FrameType

from yihao.calls import telephone
from yihao.calls.asterisk import server
from yihao.cli.children import Child, rotate
from yihao.cli.ports import refuse_if_taken
from yihao.cli.preparation import prepare
from yihao.cli.region import pack_folder
from yihao.cli.session import Refusal, checked_settings, hand_over, refuse_if_open
from yihao.cli.steps import step
from yihao.kernel.postgres import DatabaseProblem, EmbeddedPostgres
from yihao.kernel.settings import Settings

_READY_WITHIN = 60.0
_PAUSE = 10.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TRY_CALL = """接电话：在工作台用 agent 登录，签入话机并示闲，再另开终端运行 bin/yihao call 12333。
"""
_STOPPING = "\n正在停止……（再按一次 Ctrl+C 立即停止）\n"


class _Stop(BaseException):
    """The operator (or the system) asked us to stop."""


def run(host: str | None, port: int | None) -> None:
    """Start everything, say where it is, keep it running, and stop it in order on Ctrl+C or SIGTERM."""
    settings = checked_settings()
    host, port = host or settings.host, settings.port if port is None else port
    refuse_if_open(host)
    refuse_if_taken(host, port)
    pack_folder(None)
    hurry = _stop_on_signals()
    try:
        with ExitStack() as stack:
            _Supervisor(settings, host, port, stack, hurry).run()
    except _Stop:
        pass
    print("一号已停止。", flush=True)


class _Supervisor:
    """The processes of one `yihao up`. What it starts it puts on the stack, which stops it in the opposite order."""

    def __init__(self, settings: Settings, host: str, port: int, stack: ExitStack, hurry: Event) -> None:
        self._settings, self._host, self._port = settings, host, port
        self._stack, self._hurry = stack, hurry
        self._logs = settings.data / "log"
        self._database: EmbeddedPostgres | None = None
        self._children: list[Child] = []
        self._next_try = 0.0

    def run(self) -> None:
        began = time.monotonic()
        self._open_logs()
        if self._settings.database_url:
            _reach(self._settings.database_url)
        else:
            self._start_database()
        accounts = _shown_once(prepare(self._logs / "prepare.log"))
        try:
            self._start_children()
        except BaseException:
            print(accounts)  # they exist, and nobody else knows the passwords
            raise
        print(_welcome(self._host, self._port, accounts, time.monotonic() - began), flush=True)
        if self._host not in _LOOPBACK and set(self._settings.allowed_hosts) <= set(_LOOPBACK):
            print("从其他机器访问前，请把访问所用的地址写进设置 allowed_hosts。", flush=True)
        while True:
            self._tend()
            time.sleep(0.2)

    def _open_logs(self) -> None:
        try:
            self._logs.mkdir(parents=True, exist_ok=True)
            self._logs.chmod(0o700)
        except OSError as refused:
            advice = "请用安装它的账号运行，或用 YIHAO_DATA 另选数据目录。"
            raise Refusal(f"数据目录 {self._settings.data} 不可写（{refused.strerror}）。{advice}") from None

    def _start_database(self) -> None:
        with step("数据库") as current:
            self._database = EmbeddedPostgres(self._settings.data / "postgres", current.note)
            hand_over(self._database.start())
            self._stack.callback(self._end, "数据库", self._database.stop)

    def _start_children(self) -> None:
        with _ready_socket() as (name, worker_is_ready):
            worker = self._child("后台任务", ["worker"], {"NOTIFY_SOCKET": name})
            web = self._child("网页服务", ["web", "--host", self._host, "--port", str(self._port)], {})
            for child, is_ready in ((worker, worker_is_ready), (web, self._answers)):
                with step(child.title):
                    self._await(child, is_ready)
        if telephone.is_there():
            self._start_telephone()
        elif self._settings.engine == "own":
            print("  没有话务引擎，电话功能不可用，其余照常。要接电话请先运行 bin/yihao engine fetch。", flush=True)

    def _start_telephone(self) -> None:
        """The engine, where it is ours, and the switchboard that is in charge of it."""
        if self._settings.engine == "own":
            wanted = telephone.wishes(self._settings)
            engine = self._child("话务引擎", ["engine", "run"], {})
            with step(engine.title):
                self._await(engine, lambda: server.ready(wanted))
        with _ready_socket() as (name, is_ready):
            switchboard = self._child("话务控制", ["switchboard"], {"NOTIFY_SOCKET": name})
            with step(switchboard.title):
                self._await(switchboard, is_ready)

    def _child(self, title: str, arguments: list[str], environment: dict[str, str]) -> Child:
        child = Child(title, arguments, self._logs / f"{arguments[0]}.log", environment)
        self._stack.callback(self._end, title, lambda: child.stop(self._hurry))
        child.start()
        self._children.append(child)
        return child

    def _end(self, title: str, stop: Callable[[], None]) -> None:
        stop()
        print(f"{title}已停止", flush=True)

    def _await(self, child: Child, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while not is_ready():
            if not child.alive:
                raise Refusal(f"{child.title}启动失败，日志：{child.log_file}\n{child.tail()}")
            if time.monotonic() > deadline:
                raise Refusal(
                    f"{child.title}在 {_READY_WITHIN:.0f} 秒内没有就绪，日志：{child.log_file}\n{child.tail()}"
                )
            time.sleep(0.05)

    def _answers(self) -> bool:
        request = urllib.request.Request(f"{_address(self._host, self._port)}/healthz")
        named = [h for h in self._settings.allowed_hosts if h != "*" and not h.startswith(".")]
        if named and "127.0.0.1" not in named:
            request.add_header("Host", named[0])
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _tend(self) -> None:
        if self._database and self._database.pid is None and time.monotonic() > self._next_try:
            self._start_again(self._database)
        for child in self._children:
            if news := child.tend():
                _say(news)
            rotate(child.log_file)
        if self._database:
            rotate(self._database.log_file)

    def _start_again(self, database: EmbeddedPostgres) -> None:
        """The database has died. If it can't start (its disk is full), it is tried again until it can."""
        _say("数据库意外退出，正在重新启动")
        try:
            database.start()
            _say("数据库已恢复")
        except (DatabaseProblem, OSError) as problem:
            self._next_try = time.monotonic() + _PAUSE
            _say(f"{problem}\n{_PAUSE:.0f} 秒后再试。磁盘满了请先腾出空间。")


def _reach(url: str) -> None:
    """See that the database somebody else runs answers."""
    import psycopg

    with step("数据库"):
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.Error as failed:
            raise Refusal(f"连不上 DATABASE_URL 所指的数据库：{failed}") from None


def _stop_on_signals() -> Event:
    """The first signal raises `_Stop` wherever we are; a second one makes the stopping itself hurry."""
    hurry = Event()
    # nohup asks to outlive the terminal
    ours = [each for each in _SIGNALS if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN]

    def second(number: int, frame: FrameType | None) -> None:
        hurry.set()

    def first(number: int, frame: FrameType | None) -> None:
        for each in ours:
            signal.signal(each, second)
        with suppress(OSError):  # the terminal may be gone
            os.write(sys.stdout.fileno(), _STOPPING.encode())
        raise _Stop

    for each in ours:
        signal.signal(each, first)
    return hurry


@contextmanager
def _ready_socket() -> Iterator[tuple[str, Callable[[], bool]]]:
    """A socket on which a child says that it is ready (`kernel.readiness`): its name, and whether it has said so."""
    name = f"@yihao-{os.getpid()}-{secrets.token_hex(4)}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + name[1:])
        yield name, lambda: bool(select.select([listener], [], [], 0)[0])


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds us."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def _shown_once(accounts: list[str]) -> str:
    lines = ["", "演示账号（密码只显示这一次，请记下）：", *(f"  {account}" for account in accounts)]
    return "\n".join(lines) if accounts else ""


def _welcome(host: str, port: int, accounts: str, seconds: float) -> str:
    at = _address(host, port)
    return f"""
一号已就绪（{seconds:.1f} 秒）

  市民端      {at}/
  座席工作台  {at}/desk/
  管理        {at}/admin/
{accounts}
先试：在市民端提交一件诉求并记下查询码，再到座席工作台登录，受理、派单、办结，回市民端看进度。
{_TRY_CALL if telephone.is_there() else ""}按 Ctrl+C 停止。"""


def _say(text: str) -> None:
    with suppress(OSError):  # a terminal that is gone, a full disk: no reason to end everything
        print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)
