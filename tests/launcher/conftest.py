"""Ground for the launcher's tests: folders for clusters, and Python programs run beside the tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from yihao.kernel.postgres import EmbeddedPostgres

ROOT = Path(__file__).parents[2]


def _reachable_folder() -> Path:
    parent = Path(tempfile.mkdtemp(prefix="yihao 一号 "))
    parent.chmod(0o711)
    return parent


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a cluster, with a space and Chinese in its path, that every account can reach."""
    parent = _reachable_folder()
    yield parent / "pg"
    shutil.rmtree(parent)


@pytest.fixture(scope="session")
def made_cluster() -> Iterator[Path]:
    """A cluster that was made once and is copied where a test is not about the making."""
    parent = _reachable_folder()
    server = EmbeddedPostgres(parent / "pg", print, {"shared_buffers": "32MB"})
    server.start()
    server.stop()
    yield parent / "pg"
    shutil.rmtree(parent)


@pytest.fixture
def cluster(folder: Path, made_cluster: Path) -> Path:
    """The folder with a stopped cluster in it."""
    subprocess.run(["cp", "-a", "--reflink=auto", made_cluster, folder], check=True)
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    """An embedded server on that folder, not yet started, stopped after the test."""
    made = EmbeddedPostgres(folder, print, {"shared_buffers": "32MB"})
    yield made
    made.stop()


@pytest.fixture
def python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python programs on this checkout's code; what still runs after the test is killed."""
    running = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("YIHAO_", "DATABASE_URL"))}
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**clean, "PYTHONPATH": str(ROOT / "src"), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()
