"""Browsers that died in a call. They say nothing; but with their connection their registration is gone."""

from yihao.calls.asterisk.driver import Asterisk
from yihao.calls.switchboard.board import Board
from yihao.calls.values.calls import EndWhy
from yihao.calls.values.engine import HangUp, LegEnded
from yihao.kernel import clock


class Vanished:
    """Looks now and then; a telephone that is away twice in a row does not come back by itself."""

    def __init__(self, board: Board, engine: Asterisk) -> None:
        self._board, self._engine = board, engine
        self._away: set[str] = set()

    async def look(self) -> None:
        """End the legs of browsers that are gone: their callers come back to the head of the line. A telephone on a table
        may lose its registration and talk on; it is left alone."""
        seats = await self._board.store.rows(
            "SELECT endpoint FROM seat WHERE signed_off IS NULL AND device = 'browser' AND state = 'talking'"
        )
        if not seats:
            self._away = set()
            return
        browsers = {seat["endpoint"] for seat in seats}
        gone = {name: legs for name, legs in (await self._engine.unreachable()).items() if name in browsers}
        for name in gone.keys() & self._away:
            for leg in gone[name]:
                self._board.hear(LegEnded(leg, clock.now(), EndWhy.LOST))
                await self._engine.do(HangUp(leg))
        self._away = set(gone)
