"""While the database is away: live calls keep talking, new ones take the fallback queue, and what ends is spooled.

The switchboard lets its application in the engine go, so that the dialplan sends new calls to the fallback queue; calls
that wait for us are sent there too. A second, silent connection hears which legs end; the file keeps it over a restart.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yihao.calls.asterisk.ari import Event, Refused, Wire
from yihao.calls.asterisk.driver import GONE, Asterisk, made_here, spooled, why_of
from yihao.calls.switchboard.adopt import Ended, Missed
from yihao.calls.values.engine import EngineAway

_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class Talks:
    """The legs of a switchboard's calls at the moment when it loses the database."""

    talking: frozenset[str]
    """Everybody who speaks with somebody: they go on."""
    rating: frozenset[str]
    """Callers who were served and are being asked for a rating: there is nobody to hear it."""


async def stand_by(engine: Asterisk, talks: Talks, spool: Spool, database_back: "asyncio.Task[None]") -> None:
    """Until the database is back: hear what ends, send the callers who wait to the fallback queue."""

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
        await engine.leave()
        sent = await _send_away(watch, talks)
        _log.warning("the database is away: new calls go to the fallback queue", extra={"sent_there": sent})
        await database_back
    except EngineAway:
        await database_back
    finally:
        await watch.close()


async def _send_away(watch: Wire, talks: Talks) -> int:
    """Callers with whom nobody speaks go to the fallback queue, also those who came in this moment; seats that ring for
    them stop ringing. How many callers."""
    sent = 0
    for channel in [c["id"] for c in await watch.ask("GET", "channels")]:
        if channel in talks.talking:
            continue
        waits = not made_here(channel) and channel not in talks.rating
        try:
            if waits:
                await watch.ask("POST", f"channels/{channel}/continue", context="fallback", extension="s", priority=1)
                sent += 1
            else:
                await watch.ask("DELETE", f"channels/{channel}")
        except Refused as refused:
            if refused.status not in GONE:  # hung up meanwhile, or in the fallback queue already
                raise
    return sent
