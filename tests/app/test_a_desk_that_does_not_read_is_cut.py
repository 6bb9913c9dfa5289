"""A stream whose reader does not read holds no more than its queue: it is cut, and its end does not wait behind a backlog."""

import asyncio
from uuid import uuid4

from yihao.app import live
from yihao.app.changes import Change


def _desk() -> live.Desk:
    return live.Desk(live.Listener(uuid4(), frozenset()), after=0)


def _change(position: int) -> Change:
    return Change(position, b"id: %d\n\n" % position, frozenset())


def test_one_that_waits_for_its_reader_is_cut_when_its_queue_is_full() -> None:
    async def play() -> tuple[bool, int, int]:
        desk, read = _desk(), asyncio.Event()
        desk.pump = asyncio.create_task(_never(read))
        await asyncio.sleep(0)
        taken = 0
        while live._put(desk, _change(taken + 1)):
            taken += 1
        await asyncio.wait([desk.pump], timeout=5)
        return desk.pump.cancelled(), taken, desk.waiting.qsize()

    async def _never(read: asyncio.Event) -> None:
        await read.wait()

    assert asyncio.run(play()) == (True, live._QUEUE, 1)


def test_the_end_goes_before_what_still_waits() -> None:
    desk = _desk()
    for position in range(1, 40):
        live._put(desk, _change(position))
    live._end(desk)
    assert desk.waiting.get_nowait() is None and desk.waiting.empty()


def test_what_came_together_goes_together_in_order_and_once() -> None:
    me = uuid4()
    desk = live.Desk(live.Listener(me, frozenset()), after=2)
    mine = [Change(n, b"%d;" % n, frozenset(), people=frozenset({me})) for n in range(1, 6)]
    assert live._frames(desk, [*mine, b"notice;", _change(6)]) == (b"3;4;5;notice;", False)
    assert live._frames(desk, [*mine]) == (b"", False)


def test_a_change_of_ones_own_account_is_not_sent_but_has_the_rights_read_again() -> None:
    me = uuid4()
    desk = live.Desk(live.Listener(me, frozenset()), after=0)
    assert live._frames(desk, [Change(1, b"1;", frozenset(), account=me)]) == (b"", True)


def test_what_was_read_last_is_kept_for_desks_that_come_back() -> None:
    async def play() -> tuple[list[int], list[int]]:
        hub = live.Hub()
        hub._begin_at(0)
        hub._keep([_change(n) for n in range(1, live._BEHIND + 501)])
        behind, fresh = await hub.since(live._BEHIND + 400), await hub.since(500)
        hub._reader.shutdown()
        return [c.position for c in behind], [c.position for c in fresh]

    behind, fresh = asyncio.run(play())
    assert behind == list(range(live._BEHIND + 401, live._BEHIND + 501))
    assert fresh == list(range(501, live._BEHIND + 501))
