"""SIPp, the load tool: seats' telephones in one process, bursts of callers in another. Loopback only."""

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_LINE = re.compile(r"\t(\d+\.\d+) (?:call=(\S*) )?from=(\d*)")
_LOOPBACK = "127.0.0.1"


class NoSipp(RuntimeError):
    """There is no SIPp; the message is Chinese and says how to have it."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Calls to make."""

    calls: int
    rate: float
    hold_ms: int
    """From the answer to hanging up."""
    sound: Path | None = None
    """A-law, sent over and over."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of a scenario's log."""

    at: float
    """Seconds since 1970."""
    call: str
    caller: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a burst: counts, and when each caller was answered."""

    done: int
    failed: int
    answered: list[Noted]


@dataclass(frozen=True, slots=True)
class Sipp:
    """The program, the engine's address, a folder for its files, and the port of the seats' telephones."""

    folder: Path
    engine: str
    seats_port: int

    def register(self, seats: list[tuple[str, str]]) -> None:
        """Register the seats (name, password)."""
        rows = [f"{name};[authentication username={name} password={password}]" for name, password in seats]
        self._list("seats.csv", rows)
        given = ["-sf", str(_HERE / "register.xml"), "-inf", str(self.folder / "seats.csv"), "-r", "40"]
        self._run("register", [*given, "-m", str(len(seats)), "-p", str(self.seats_port)], 60)

    @contextmanager
    def seats(self) -> Iterator[None]:
        """The seats' telephones, while the block runs; what they hear they send back."""
        given = ["-sf", str(_HERE / "seat.xml"), "-p", str(self.seats_port), "-rtp_echo", "-mp", "6000", "-trace_logs"]
        given += ["-log_file", str(self.folder / "seats.log")]
        process = subprocess.Popen(self._command("seats", given), cwd=self.folder, **_QUIET)
        try:
            yield
        finally:
            process.terminate()
            process.wait(10)

    def rung(self) -> list[Noted]:
        """When seats rang so far, and for which call."""
        return _read(self.folder / "seats.log")

    def call(self, name: str, burst: Burst, first_number: int) -> Tally:
        """Make the calls; each from a number of its own."""
        self._list(f"{name}.csv", [str(first_number + n) for n in range(burst.calls)])
        stream = f'<nop><action><exec rtp_stream="{burst.sound},-1,8"/></action></nop>' if burst.sound else ""
        text = (_HERE / "caller.xml").read_text(encoding="utf-8")
        text = re.sub(r'<nop><action><exec rtp_stream="SOUND.*</nop>', lambda _: stream, text)
        (self.folder / f"{name}.xml").write_text(text, encoding="utf-8")
        counts, log = self.folder / f"{name}-counts.csv", self.folder / f"{name}.log"
        given = ["-sf", str(self.folder / f"{name}.xml"), "-s", "12345", "-inf", str(self.folder / f"{name}.csv")]
        given += ["-m", str(burst.calls), "-r", str(burst.rate), "-d", str(burst.hold_ms), "-l", "2000", "-mp", "8000"]
        given += ["-trace_stat", "-stf", str(counts), "-fd", "1", "-trace_logs", "-log_file", str(log)]
        self._run(name, given, 60 + burst.calls / burst.rate + burst.hold_ms / 1000)
        with counts.open(encoding="utf-8", newline="") as file:
            last = list(csv.DictReader(file, delimiter=";"))[-1]
        return Tally(int(last["SuccessfulCall(C)"]), int(last["FailedCall(C)"]), _read(log))

    def _list(self, name: str, rows: list[str]) -> None:
        (self.folder / name).write_text("\n".join(["SEQUENTIAL", *rows, ""]), encoding="ascii")

    def _command(self, name: str, given: list[str]) -> list[str]:
        program = shutil.which("sipp")
        if program is None:
            raise NoSipp("没有压测工具 SIPp。请先安装：sudo apt-get install sip-tester")
        errors = ["-trace_err", "-error_file", str(self.folder / f"{name}-errors.log"), "-nostdin"]
        return [program, self.engine, "-i", _LOOPBACK, "-mi", _LOOPBACK, *errors, *given]

    def _run(self, name: str, given: list[str], seconds: float) -> None:
        done = subprocess.run(self._command(name, given), cwd=self.folder, timeout=seconds, **_QUIET)
        if done.returncode not in (0, 1):  # 1: some calls failed; the counts say how many
            raise RuntimeError(f"SIPp 没有运行成功（{name}，代码 {done.returncode}），见 {self.folder}")


_QUIET: dict[str, Any] = {
    "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
    "env": {**os.environ, "TERM": "dumb"},
}  # fmt: skip


def _read(log: Path) -> list[Noted]:
    if not log.exists():
        return []
    found = _LINE.finditer(log.read_text(encoding="utf-8", errors="replace"))
    return [Noted(float(m[1]), m[2] or "", m[3]) for m in found]
