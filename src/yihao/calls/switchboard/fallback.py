"""Calls that the engine handled by itself while no switchboard was there: the fallback queue's own record.

The dialplan appends a line to a file when such a call ends. The switchboard enters them in the database afterwards and
then lets the file go; nothing is lost when either side is killed in between, for a call is known by its channel.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_log = logging.getLogger(__name__)
_CHANNEL = re.compile(r"[\w.-]{1,80}")
_NUMBER = re.compile(r"\+?[\w*#.-]{0,40}")


@dataclass(frozen=True, slots=True)
class FallbackCall:
    """One call that went through the fallback queue."""

    channel: str
    called: str
    caller: str
    began: datetime
    """When it came to the fallback queue."""
    answered: datetime | None
    """When a seat took it; None: the caller gave up, or nobody came."""
    ended: datetime
    endpoint: str
    """The seat's telephone that took it, empty without one."""


class Unreadable(ValueError):
    """A line that the dialplan can't have written whole; its text is not repeated, it may hold a telephone number."""


def call_of(line: str) -> FallbackCall:
    """The call that a line tells of: `channel|called|caller|began|seconds waited|ended|interface`, times since 1970.

    Raises Unreadable.
    """
    parts = line.split("|")
    if len(parts) != 7:
        raise Unreadable(f"{len(parts)} fields")
    channel, called, caller, began, waited, ended, interface = parts
    if not (_CHANNEL.fullmatch(channel) and _NUMBER.fullmatch(called) and _NUMBER.fullmatch(caller)):
        raise Unreadable("names")
    endpoint = interface.removeprefix("PJSIP/")
    try:
        start, end = _instant(began), _instant(ended)
        answered = start + timedelta(seconds=int(waited)) if endpoint else None
    except (ValueError, OverflowError, OSError):
        raise Unreadable("times") from None
    if not start <= (answered or start) <= end:
        raise Unreadable("order of times")
    return FallbackCall(channel, called, caller, start, answered, end, endpoint)


def calls_of(lines: Iterable[str]) -> list[FallbackCall]:
    """The calls of all readable lines, each channel once; the others are counted in the log."""
    found: dict[str, FallbackCall] = {}
    for number, line in enumerate(lines, 1):
        try:
            call = call_of(line)
        except Unreadable as fault:
            _log.error(
                "a line of the fallback queue's record can't be read", extra={"line": number, "fault": str(fault)}
            )
        else:
            found[call.channel] = call
    return list(found.values())


class Record:
    """The file. `read`, enter the calls, then `forget` — as often as it takes."""

    def __init__(self, file: Path) -> None:
        self._file, self._aside = file, file.with_name(f"{file.name}.entering")
        self._size = 0

    def read(self) -> list[FallbackCall]:
        """The calls to be entered: also those of a time before that was cut short."""
        if not self._aside.exists() and self._file.exists():
            self._file.rename(self._aside)
        if not self._aside.exists():
            return []
        text = self._aside.read_bytes()
        self._size = len(text)
        return calls_of(text.decode("utf-8", "replace").splitlines())

    def forget(self) -> bool:
        """They are in the database now. False when the engine was just writing another: read once more."""
        if self._aside.exists() and self._aside.stat().st_size != self._size:
            return False
        self._aside.unlink(missing_ok=True)
        return True


def _instant(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
