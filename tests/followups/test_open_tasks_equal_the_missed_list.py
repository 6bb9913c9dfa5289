"""漏话回拨: whatever the course of a day and whenever the reader comes by, who is still to be called back equals the missed
list computed from the calls alone (领域档案 4.1)."""

import random
from typing import Any

import pytest

from tests.followups.builders import Line, tasks
from tests.orders.builders import ROLLED_BACK, Hands
from yihao.calls.rules.indicators import CallFacts, missed
from yihao.calls.values.calls import Outcome
from yihao.kernel import sql

OUTCOMES = [Outcome.ABANDONED, Outcome.LOST, Outcome.UNREACHED, Outcome.SERVED, Outcome.SHORT, Outcome.INFORMED]


@ROLLED_BACK
@pytest.mark.parametrize("seed", range(8))
def test_open_tasks_equal_the_missed_list(line: Line, hands: Hands, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        hands.move(minutes=chance.randint(2, 10))
        line.call(chance.choice(OUTCOMES), caller=chance.choice(["", "13900000001", "13900000002", "13900000003"]))
        if chance.random() < 0.3:
            line.read()
    line.read()
    expected = {bytes(c.caller) for c in missed([_facts(r) for r in sql.rows("SELECT * FROM call")])}
    assert {bytes(t["caller_index"]) for t in tasks() if t["state"] == "open"} == expected
    assert len(tasks()) == len({bytes(t["caller_index"]) for t in tasks()}), "one for each caller and day"


def _facts(r: dict[str, Any]) -> CallFacts:
    return CallFacts(
        called=r["called"], skill=r["skill"], arrived_at=r["arrived_at"], queued_at=r["entered_at"],
        answered_at=r["answered_at"], ended_at=r["closed_at"], outcome=Outcome(r["outcome"]),
        caller=bytes(r["caller_index"] or b""),
    )  # fmt: skip
