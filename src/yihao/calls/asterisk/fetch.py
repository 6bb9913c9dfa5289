"""Fetch Asterisk from the Debian mirror that apt already uses, without root and without touching the machine's packages.

apt resolves it with all its libraries in a private state and checks every signature; the packages are unpacked into a
folder and run through their own loader. Done by set-up only (`bin/up`, `yihao engine fetch`), never at run time.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SUITES = ("forky", "sid")
"""Debian suites with the long-term release that we need, the calmer one first."""
SINCE, BEFORE = (22, 5), (23, 0)
"""What we were tried with: ARI over WebSocket came with 22.5; the next series may answer otherwise."""
_PACKAGES = ("asterisk", "ca-certificates")
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_STAMP = "yihao-fetched"
_LEFT_OUT = (
    "./usr/share/doc/*",
    "./usr/share/man/*",
    "./usr/share/locale/*",
    "./usr/share/perl*",
    "./usr/share/info/*",
)
Say = Callable[[str], None]


class CannotFetch(RuntimeError):
    """Asterisk can't be had here; the message is Chinese and says what to do instead."""


def is_fetched(folder: Path) -> bool:
    """Whether a whole Asterisk lies in the folder."""
    return (folder / _STAMP).exists()


def version_of(folder: Path) -> str:
    """The version of the fetched package, empty without one."""
    stamp = folder / _STAMP
    return stamp.read_text(encoding="ascii").splitlines()[0] if stamp.exists() else ""


def fetch(folder: Path, say: Say) -> str:
    """Put Asterisk into `folder`, whole or not at all; its version. Raises CannotFetch."""
    if is_fetched(folder):
        return version_of(folder)
    for program in ("apt-get", "dpkg-deb", "tar"):
        if shutil.which(program) is None:
            raise CannotFetch(f"这台机器没有 {program}（不是 Debian 或 Ubuntu）。{_INSTEAD}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    reasons = []
    for suite in SUITES:
        try:
            return _fetch(folder, suite, say)
        except CannotFetch as failed:
            reasons.append(f"{suite}：{failed}")
    raise CannotFetch("；".join(reasons) + f"。{_INSTEAD}")


_INSTEAD = "可自行安装 Asterisk（22.5 以上、23 以下），在设置 engine_program 里写明它的路径；其余功能不受影响。"


def _fetch(folder: Path, suite: str, say: Say) -> str:
    with _private_apt(suite) as apt:
        say(f"查询 Debian {suite}")
        _apt(apt, "update")
        version = _candidate(apt)
        say(f"下载 Asterisk {version}")
        _apt(apt, "install", "-y", "--download-only", *_PACKAGES)
        packages = sorted((apt / "cache/archives").glob("*.deb"))
        half = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
        try:
            for number, package in enumerate(packages, 1):
                say(f"解包 {number}/{len(packages)}")
                _unpack(package, half)
            lines = [version, *(f"{_digest(p)}  {p.name}" for p in packages)]
            (half / _STAMP).write_text("\n".join(lines) + "\n", encoding="ascii")
            half.chmod(0o755)
            half.rename(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return version


@contextmanager
def _private_apt(suite: str) -> Iterator[Path]:
    """A state for apt of its own: it knows one suite and believes that nothing is installed."""
    with tempfile.TemporaryDirectory(prefix="yihao-apt-") as name:
        apt = Path(name)
        for part in ("lists/partial", "cache/archives/partial", "etc/sources.list.d", "etc/preferences.d"):
            (apt / part).mkdir(parents=True)
        source = f"deb [signed-by={_KEYRING}] {_mirror()} {suite} main\n"
        (apt / "etc/sources.list").write_text(source, encoding="ascii")
        (apt / "status").touch()
        yield apt


def _mirror() -> str:
    if not _KEYRING.exists():
        raise CannotFetch("缺少 Debian 的签名公钥（软件包 debian-archive-keyring）")
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    listed = subprocess.run(command, capture_output=True, text=True)
    mirrors = sorted({line for line in listed.stdout.split() if re.search(r"/debian/?$", line)})
    if not mirrors:
        raise CannotFetch("apt 的软件源里没有 Debian 镜像")
    return mirrors[0]


def _options(apt: Path) -> list[str]:
    values = {
        "Dir::Etc": apt / "etc", "Dir::Etc::sourcelist": apt / "etc/sources.list",
        "Dir::Etc::sourceparts": apt / "etc/sources.list.d", "Dir::State::lists": apt / "lists",
        "Dir::Cache": apt / "cache", "Dir::State::status": apt / "status", "Debug::NoLocking": "1",
        # A mirror may lag behind; what matters, the signature, is checked all the same.
        "Acquire::Check-Valid-Until": "false", "Acquire::Languages": "none", "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "", "Acquire::Retries": "2",
    }  # fmt: skip
    return [part for name, value in values.items() for part in ("-o", f"{name}={value}")]


def _apt(apt: Path, *arguments: str) -> None:
    command = ["apt-get", "-q", *_options(apt), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.startswith(("E:", "W:"))]
        raise CannotFetch(f"apt-get {arguments[0]} 失败（{(said or ['代码 ' + str(done.returncode)])[0][:160]}）")


def _candidate(apt: Path) -> str:
    shown = subprocess.run(
        ["apt-cache", *_options(apt), "show", "--no-all-versions", "asterisk"], capture_output=True, text=True
    )
    found = re.search(r"^Version: (\S+)", shown.stdout, re.MULTILINE)
    if found is None:
        raise CannotFetch("镜像里没有 asterisk")
    numbers = re.search(r"(?:\d+:)?(\d+)\.(\d+)", found[1])
    if numbers is None or not SINCE <= (int(numbers[1]), int(numbers[2])) < BEFORE:
        raise CannotFetch(f"镜像里的 Asterisk 是 {found[1]}，不在可用范围")
    return found[1]


def _unpack(package: Path, target: Path) -> None:
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as archive:
        unpack = ["tar", "-x", "-C", str(target), "--no-same-owner", *(f"--exclude={p}" for p in _LEFT_OUT)]
        done = subprocess.run(unpack, stdin=archive.stdout)
    if done.returncode or archive.returncode:
        raise CannotFetch(f"软件包 {package.name} 解不开")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
