"""A command that reaches a call in the moment of its end is refused in words; it never hangs, and holds up no other."""

import asyncio
from typing import Any

import pytest

from tests.aio import run
from tests.calls.scenes import QUEUE, Scene
from yihao.calls.rules import machine, talk
from yihao.calls.rules.turn import Turn
from yihao.calls.switchboard.live import Live
from yihao.calls.values.calls import EndWhy
from yihao.kernel.problems import NotFound, WrongState


class QuietBoard:
    """A board that keeps nothing and asks for nothing."""

    def __init__(self) -> None:
        self.store = self.engine = self
        self.over: list[Live] = []

    async def before(self, live: Live, turn: Turn) -> None: ...
    async def keep(self, turn: Turn, fresh: Any) -> None: ...
    async def do(self, request: Any) -> None: ...
    def after(self, live: Live, turn: Turn) -> None: ...
    def ended(self, live: Live) -> None:
        self.over.append(live)


def test_a_command_behind_the_end_is_refused() -> None:
    async def scenario() -> None:
        scene, board = Scene.of(QUEUE), QuietBoard()
        live = Live(board, scene.call, scene.policy)  # type: ignore[arg-type]
        live.post(machine.begin)
        live.post(lambda turn: machine.caller_ended(turn, EndWhy.HUNG_UP))
        late = asyncio.create_task(live.do(talk.hold))
        with pytest.raises(NotFound):
            await asyncio.wait_for(late, 5)
        with pytest.raises(NotFound):
            await asyncio.wait_for(live.do(talk.hold), 5)
        assert board.over == [live]

    run(scenario())


def test_what_the_rules_refuse_is_told_and_the_call_goes_on() -> None:
    async def scenario() -> None:
        scene = Scene.of(QUEUE)
        live = Live(QuietBoard(), scene.call, scene.policy)  # type: ignore[arg-type]
        live.post(machine.begin)
        with pytest.raises(WrongState):
            await asyncio.wait_for(live.do(talk.hold), 5)
        await asyncio.wait_for(live.do(lambda turn: machine.caller_ended(turn, EndWhy.HUNG_UP)), 5)

    run(scenario())


def test_when_the_board_stops_nobody_is_left_waiting() -> None:
    async def scenario() -> None:
        scene = Scene.of(QUEUE)
        board = QuietBoard()
        gate = asyncio.Event()

        async def slow(turn: Turn, fresh: Any) -> None:
            await gate.wait()

        board.keep = slow  # type: ignore[method-assign]
        live = Live(board, scene.call, scene.policy)  # type: ignore[arg-type]
        live.post(machine.begin)
        waiting = asyncio.create_task(live.do(talk.hold))
        await asyncio.sleep(0)
        live.stop()
        with pytest.raises(NotFound):
            await asyncio.wait_for(waiting, 5)

    run(scenario())
