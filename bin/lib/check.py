"""All checks of the project, cheap ones first, with a summary. Run by bin/test inside the environment."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[2]
IN_CI = os.environ.get("CI") == "true"
MAY_INSTALL = IN_CI and os.geteuid() == 0
BEGAN = time.monotonic()
WAITING = ("tests/calls", "tests/e2e", "tests/portal", "tests/launcher")
"""What mostly waits (for sound, pages, processes): it runs beside the rest."""

sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from tests.telephone import engine_is_there  # noqa: E402


@dataclass
class Outcome:
    """How one check went: counts of passed and failed, and seconds."""

    title: str
    passed: int
    failed: int
    seconds: float
    note: str = ""


def main() -> int:
    """`check.py [--fast] [arguments for pytest]`. With such arguments only those tests run."""
    arguments = sys.argv[1:]
    fast = "--fast" in arguments
    chosen = [a for a in arguments if a != "--fast"]
    left_out: list[str] = []
    if chosen:
        return report([tests([*chosen, *(["-m", "not browser"] if fast else [])])], left_out)
    outcomes = [
        check("代码格式（ruff）", [sys.executable, "-m", "ruff", "check", "--quiet", "."]),
        check("分层（import-linter）", [str(Path(sys.executable).with_name("lint-imports"))]),
        types(),
    ]
    if not fast and desk_is_there(left_out):
        outcomes.append(npm("工作台类型（vue-tsc）", "typecheck"))
        if any((ROOT / "web/src").rglob("*.test.ts")):
            outcomes.append(npm("工作台测试（vitest）", "test"))
    skip_browser = fast or not browser_is_there(left_out)
    proxy_is_there(left_out)
    if not engine_is_there():
        left_out.append("真实电话测试（没有话务引擎，补上：bin/yihao engine fetch）")
    outcomes += all_tests(["-m", "not browser"] if skip_browser else [])
    return report(outcomes, left_out)


def check(title: str, command: list[str], environment: dict[str, str] | None = None) -> Outcome:
    """Run one command; show its output only when it fails."""
    print(f"… {title}", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        print(done.stdout.decode("utf-8", "replace"), flush=True)
    return Outcome(title, int(not done.returncode), int(bool(done.returncode)), time.monotonic() - began)


def types() -> Outcome:
    """mypy reads Django's settings, which want keys: passing ones, in a folder of their own."""
    with tempfile.TemporaryDirectory() as data:
        here = {"YIHAO_DATA": data, "MYPYPATH": "src", "PYTHONPATH": "src"}
        keys = "from yihao.kernel.crypto import keys_path, make_keys; make_keys(keys_path())"
        subprocess.run([sys.executable, "-c", keys], cwd=ROOT, env={**os.environ, **here}, check=True)
        return check("类型（mypy）", [sys.executable, "-m", "mypy", "src"], here)


def npm(title: str, script: str) -> Outcome:
    """One script of the staff desk, with the wheel's Node."""
    code = f"import hatch_build; hatch_build.install(); hatch_build.npm({title!r}, 'run', {script!r})"
    return check(title, [sys.executable, "-c", code], {"PYTHONPATH": str(ROOT)})


def desk_is_there(left_out: list[str]) -> bool:
    if os.environ.get("YIHAO_SKIP_DESK") == "1":
        left_out.append("座席工作台的检查（设了 YIHAO_SKIP_DESK=1，去掉即可）")
        return False
    return True


def install(package: str) -> None:
    """One of Debian's packages, on CI, where a test that is left out counts as a failure."""
    print(f"安装 Debian 的 {package}", flush=True)
    apt = f"apt-get update -qq && apt-get install -y -qq --no-install-recommends {package}"
    subprocess.run(["sh", "-c", apt], env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=subprocess.DEVNULL)


def proxy_is_there(left_out: list[str]) -> None:
    """The copies behind a proxy are tried with a real nginx; without one these tests are skipped."""
    if shutil.which("nginx") is None and MAY_INSTALL:
        install("nginx-light")
    if shutil.which("nginx") is None:
        left_out.append("反向代理测试（没有 nginx，补上：sudo apt-get install nginx-light）")


def browser_is_there(left_out: list[str]) -> bool:
    """Whether there is a Chromium; on CI it is installed."""
    if chromium() is None and MAY_INSTALL:
        install("chromium")
    if chromium() is None:
        left_out.append("浏览器测试（没有 Chromium，补上：sudo apt-get install chromium）")
        return False
    return True


def all_tests(arguments: list[str]) -> list[Outcome]:
    """Two at a time, each on a database of its own: one half waits for sound, pages and processes while the other computes."""
    rest = [f"--ignore={folder}" for folder in WAITING]
    with ThreadPoolExecutor() as pool, tempfile.TemporaryFile("w+", encoding="utf-8") as beside:
        waiting = pool.submit(tests, [*WAITING, *arguments], "电话、浏览器、启动", beside)
        computing = tests([*rest, *arguments], "其余")
        outcome = waiting.result()
        beside.seek(0)
        print(beside.read(), flush=True)
    return [outcome, computing]


def tests(arguments: list[str], part: str = "", to: TextIO = sys.stdout) -> Outcome:
    """pytest, its words written as it runs; the last line is read for the counts."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *arguments]
    last = ""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True, file=to)
            last = line.strip() or last
    count = counter(last)
    failed = count("failed") + count("errors?")
    if process.returncode and not failed:
        failed = 1  # it broke off, or found nothing to run
    note = f"跳过 {count('skipped')}" if count("skipped") else ""
    title = f"测试（pytest：{part}）" if part else "测试（pytest）"
    return Outcome(title, count("passed"), failed, time.monotonic() - began, note)


def counter(line: str) -> Callable[[str], int]:
    def count(word: str) -> int:
        found = re.search(rf"(\d+) {word}\b", line)
        return int(found[1]) if found else 0

    return count


def report(outcomes: list[Outcome], left_out: list[str]) -> int:
    """Print the summary; the exit code says whether all is well."""
    print()
    for outcome in outcomes:
        print(f"{'✗' if outcome.failed else '✓'} {outcome.seconds:6.1f} 秒  {outcome.title}  {outcome.note}".rstrip())
    print(f"  {time.monotonic() - BEGAN:6.1f} 秒  合计")
    for each in left_out:
        print(f"未运行：{each}")
    incomplete = IN_CI and bool(left_out or any(o.note for o in outcomes))
    if incomplete:
        print("CI 中不允许有未运行的测试。")
    failed = sum(o.failed for o in outcomes) + incomplete
    print(f"{sum(o.passed for o in outcomes)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
