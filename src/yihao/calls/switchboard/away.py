"""While the database is away: live calls keep talking, new ones take the fallback queue, and what ends is spooled.

The switchboard lets its application in the engine go, so that the dialplan sends new calls to the fallback queue; calls
that wait for us are sent there too. A second, silent connection hears which legs end; the file keeps it over a restart.
"""

import asyncio
import json
import logging
from datetime import datetime
from pathlib import Path

from yihao.calls.asterisk.ari import Event, Wire
from yihao.calls.asterisk.driver import Asterisk, spooled, why_of
from yihao.calls.switchboard.adopt import Ended, Missed
from yihao.calls.values.calls import Phase
from yihao.calls.values.engine import EngineAway

_log = logging.getLogger(__name__)
_WAITING = frozenset({Phase.RINGING, Phase.PROMPT, Phase.MENU, Phase.QUEUED, Phase.OFFERED})


class Spool:
    """What ended while nobody could write it down, one line each, in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def write(self, line: str) -> None:
        """Keep a line, at once on the disk."""
        with self._file.open("a", encoding="ascii") as out:
            out.write(line + "\n")

    def read(self) -> Missed:
        """What was kept."""
        if not self._file.exists():
            return Missed()
        lines = [json.loads(line) for line in self._file.read_text(encoding="ascii").splitlines() if line.endswith("}")]
        return Missed(
            {line["channel"]: Ended(datetime.fromisoformat(line["at"]), why_of(line["cause"])) for line in lines}
        )

    def clear(self) -> None:
        """It is written in the database now."""
        self._file.unlink(missing_ok=True)


async def stand_by(engine: Asterisk, waiting: list[str], spool: Spool, database_back: "asyncio.Task[None]") -> None:
    """Until the database is back: hear what ends, send the waiting calls (by channel) to the fallback queue."""

    def hear(event: Event) -> None:
        if line := spooled(event):
            spool.write(line)

    watch = Wire(*engine.access, "yihao-watch", hear, everything=True)
    try:
        await watch.connect()
    except EngineAway:
        _log.warning("neither database nor engine answers")
        await database_back
        return
    try:
        for channel in waiting:
            await engine.release(channel)
        await engine.leave()
        _log.warning("the database is away: new calls go to the fallback queue", extra={"sent_there": len(waiting)})
        await database_back
    finally:
        await watch.close()


def waiting_channels(phases: dict[str, Phase]) -> list[str]:
    """The channels of calls with which nobody speaks yet."""
    return [channel for channel, phase in phases.items() if phase in _WAITING]
