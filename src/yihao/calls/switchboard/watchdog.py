"""The watchdog: an engine that is there but stands still is ended, so that its supervisor starts it anew."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

from yihao.calls.asterisk.health import Fault

_log = logging.getLogger(__name__)
EVERY = 10.0
"""Seconds between two looks."""
PATIENCE = 3
"""So many looks in a row have to find it standing still: ending it costs every live call."""

_OWN_DELAY = 1.0
"""When we are so late ourselves, the machine is overloaded, and a look would tell nothing about the engine."""


def standing_still(before: int, faults: Collection[Fault]) -> int:
    """How many looks in a row found it standing still, this one included. To be behind with its work is no standstill."""
    return before + 1 if set(faults) - {Fault.QUEUES} else 0


class Watchdog:
    """Looks at one engine, again and again."""

    def __init__(
        self,
        look: Callable[[], Awaitable[frozenset[Fault]]],
        end: Callable[[], bool],
        every: float = EVERY,
        patience: int = PATIENCE,
    ) -> None:
        """`look` says what does not work; `end` ends the engine and says whether there was one."""
        self._look, self._end, self._every, self._patience = look, end, every, patience
        self._count = 0

    async def run(self) -> None:
        """Watch until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self._every
            await asyncio.sleep(self._every)
            if loop.time() - due < _OWN_DELAY:
                await self.once()

    async def once(self) -> bool:
        """One look; whether it ended the engine."""
        faults = await self._look()
        if faults:
            _log.warning(
                "the engine does not do all it should", extra={"faults": sorted(faults), "before": self._count}
            )
        self._count = standing_still(self._count, faults)
        if self._count < self._patience:
            return False
        self._count = 0
        was_there = self._end()
        _log.error("the engine stood still", extra={"ended": was_there})
        return was_there
