"""Small disks of a test's own: a file system in memory, which only root may mount."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Disk:
    """A file system that a test may fill."""

    folder: Path

    @contextmanager
    def full(self) -> Iterator[None]:
        """Not a byte is left, until the block ends."""
        filler = self.folder / "filler"
        try:
            with filler.open("wb", buffering=0) as f:
                size = 1024 * 1024
                while size:
                    try:
                        f.write(bytes(size))
                    except OSError:
                        size //= 2
            yield
        finally:
            filler.unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[Disk]:
    """Mounted for the block; where that is not allowed, the test is skipped."""
    folder = Path(tempfile.mkdtemp(prefix="yihao-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs", str(folder)]
    try:
        if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("nobody may mount a small disk here (root in a machine or container that allows it)")
        try:
            yield Disk(folder)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        folder.rmdir()
