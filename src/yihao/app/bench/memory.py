"""Memory of processes, read from /proc."""

from pathlib import Path


def peak_mb(pid: int | str) -> float:
    """The most memory (RSS) that a process has ever had, in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    kib = next(line.split()[1] for line in text.splitlines() if line.startswith("VmHWM:"))
    return round(int(kib) / 1024, 1)


def now_kib(pid: int) -> int:
    """The memory (RSS) of a process now, in KiB."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS:")))
