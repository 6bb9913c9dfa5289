"""CPU time of processes, read from /proc: what an operation costs, whatever else the machine is doing."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def seconds(pid: int) -> float:
    """CPU seconds of a process, its reaped children, and its living ones."""
    try:
        return _times(pid) + sum(seconds(child) for child in _children(pid))
    except (FileNotFoundError, ProcessLookupError):  # ended just now: its time is in the parent's from here on
        return 0.0


def parent(pid: int) -> int:
    """The parent of a process."""
    return int(_stat(pid)[1])


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(c) for c in task.read_text().split()]
    return found


def _times(pid: int) -> float:
    fields = _stat(pid)
    return sum(int(fields[n]) for n in (11, 12, 13, 14)) / _TICK


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the command's name."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
