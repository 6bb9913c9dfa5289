"""Make the checkout runnable, then become the command that was asked for. Standard library only.

Every step leaves a stamp with the digest of what it was made from, in `.venv/.yihao`: a start that finds all stamps
current calls neither pip nor npm.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMPS = VENV / ".yihao"
LOG = ROOT / "var/log/setup.log"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PIP = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]

sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import hatch_build  # noqa: E402
from yihao.cli.steps import Step, step  # noqa: E402


def main() -> None:
    """Set up, then run: `launch.py up|yihao|test arguments…`."""
    command, *arguments = sys.argv[1:]
    trust_what_the_system_trusts()
    with alone(), contextlib.redirect_stdout(sys.stderr if command == "yihao" else sys.stdout):
        set_up(testing=command == "test", desk=not (command == "test" and "--fast" in arguments))
        if command == "up" or (command == "test" and "--fast" not in arguments):
            bring_engine()
    rest = {"up": ["-m", "yihao.cli", "up"], "yihao": ["-m", "yihao.cli"], "test": [str(ROOT / "bin/lib/check.py")]}
    os.execv(PYTHON, [str(PYTHON), *rest[command], *arguments])


def trust_what_the_system_trusts() -> None:
    """Let pip and npm accept the certificates the machine accepts: a network that inspects traffic has its own."""
    if Path(CERTIFICATES).exists():
        os.environ.setdefault("PIP_CERT", os.environ.get("SSL_CERT_FILE", CERTIFICATES))
        os.environ.setdefault("NODE_EXTRA_CA_CERTS", CERTIFICATES)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time in this checkout."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("另一个命令正在安装，等它完成……", file=sys.stderr)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def set_up(*, testing: bool, desk: bool) -> None:
    """Bring environment, dependencies, package and staff desk up to date, as far as they are not."""
    make_environment()
    lock = ROOT / ("requirements-dev.lock" if testing else "requirements.lock")
    if not is_current("development" if testing else "runtime", lock):
        run("安装依赖", [*PIP, "--require-hashes", "-r", str(lock)], "网络不通时请检查代理；私有镜像见 PIP_INDEX_URL。")
        mark("runtime", ROOT / "requirements.lock")
        if testing:
            mark("development", lock)
    if not is_current("package", ROOT / "pyproject.toml"):
        run("安装一号", [*PIP, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
        mark("package", ROOT / "pyproject.toml")
    if desk and os.environ.get("YIHAO_SKIP_DESK") != "1" and not hatch_build.is_current(hatch_build.digest()):
        run("编译座席工作台", [str(PYTHON), str(ROOT / "hatch_build.py")], "暂不需要工作台时可设 YIHAO_SKIP_DESK=1。")


def bring_engine() -> None:
    """The telephone engine, unless it is there or switched off; without it everything else works."""
    if os.environ.get("YIHAO_ENGINE", "own") != "own" or os.environ.get("YIHAO_ENGINE_PROGRAM"):
        return
    from yihao.calls.asterisk.fetch import CannotFetch, fetch, is_fetched

    data = Path(os.environ.get("YIHAO_DATA") or ROOT / "var")
    folder = Path(os.environ.get("YIHAO_ENGINE_FOLDER") or data / "engine/asterisk")
    if is_fetched(folder):
        return
    try:
        with step("话务引擎") as current:
            fetch(folder, current.tick)
    except CannotFetch as failed:
        print(f"  没有取得话务引擎，电话功能暂不可用：{failed}")


def make_environment() -> None:
    """`.venv` for this place: a checkout that was moved gets a new one, for the old one's paths are wrong."""
    made_in = STAMPS / "made-in"
    moved = made_in.exists() and made_in.read_text(encoding="utf-8") != str(ROOT)
    if moved or not PYTHON.exists():
        if importlib.util.find_spec("ensurepip") is None:
            install_venv()
        run("建立 Python 环境", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    if not made_in.exists():
        STAMPS.mkdir(exist_ok=True)
        made_in.write_text(str(ROOT), encoding="utf-8")


def install_venv() -> None:
    """Debian keeps the half of `venv` that brings pip in a package of its own."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"缺少系统软件包 {name}。请运行：sudo apt-get install {name}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("更新软件包目录", ["apt-get", "update"])
    run(f"安装 {name}", ["apt-get", "install", "-y", "--no-install-recommends", name])


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def is_current(name: str, made_from: Path) -> bool:
    """Whether the step was last taken with this file as it is now."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text(encoding="ascii") == digest(made_from)


def mark(name: str, made_from: Path) -> None:
    (STAMPS / name).write_text(digest(made_from), encoding="ascii")


def run(title: str, command: list[str], advice: str = "") -> None:
    """Run a command as a step. What it prints goes to the log; the end of it is shown when it fails."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        start = log.tell()
        try:
            with step(title) as current:
                process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
                watch(process, current, start)
        except subprocess.CalledProcessError as failed:
            end = "\n".join(said(start).splitlines()[-20:])
            sys.exit(f"{end}\n\n{title}失败（代码 {failed.returncode}），日志：{LOG}\n{advice}".rstrip())


def watch(process: "subprocess.Popen[bytes]", current: Step, start: int) -> None:
    """Show the command's latest line until it ends; raise when it failed."""
    while process.poll() is None:
        time.sleep(0.1)
        current.tick((said(start).splitlines() or [""])[-1])
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)


def said(start: int) -> str:
    with LOG.open("rb") as log:
        log.seek(max(start, LOG.stat().st_size - 8192))
        return log.read().decode("utf-8", "replace")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\n已取消。再次运行会从中断处继续。")
    except PermissionError as refused:
        sys.exit(f"没有权限：{refused.filename}。请用安装它的账号运行，或复制到自己的目录。")
