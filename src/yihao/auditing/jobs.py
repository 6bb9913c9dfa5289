"""How a worker checks the ledger: the chain step by step, then strays, then the heads, then the orders if asked.

What is found and where it stands is written down on the way: another worker goes on from there.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yihao.auditing import actions
from yihao.auditing.values import KIND
from yihao.kernel import feed, sql
from yihao.kernel.audit import FIRST_PLACE, Finding, Place, begin, check_chain, check_heads, check_pending, check_strays
from yihao.kernel.head import Head
from yihao.kernel.work.run import KINDS, Kind, Run
from yihao.kernel.work.values import Outcome
from yihao.orders import audit as orders

_KEEP_STEPS = 10
"""Steps of 2,000 rows between two writings of where it stands."""
_LISTED = timedelta(days=30)


def register() -> None:
    """Make the queue know this kind of work (called once when the application is assembled)."""
    KINDS[KIND] = Kind(KIND, "校验台账", check)


@dataclass
class State:
    """Where a check stands, as it is written into the job."""

    stage: str = "chain"
    position: int = 0
    seal: str = ""
    stray_id: str = ""
    stray_at: str = ""
    last: int = 0
    found: int = 0
    named: list[list[str]] = field(default_factory=list)

    def add(self, findings: list[Finding]) -> None:
        """Count findings; the first few hundred by name."""
        self.found += len(findings)
        self.named += [[f.row, f.what] for f in findings[: max(0, actions.MOST_FINDINGS - len(self.named))]]


def check(run: Run) -> Outcome:
    """The whole of it, going on where an earlier try stood."""
    state = State(**run.made) if run.made else _begun(run)
    chain = state.last - run.asked["first"] + 1
    rebuilt = _rows_of_orders() if run.asked["orders"] else 0
    run.total = chain * (2 if run.asked["whole"] else 1) + rebuilt
    if state.stage == "chain":
        _chain(run, state)
    if state.stage == "strays":
        _strays(run, state, chain)
    state.add(check_heads())
    if run.asked["orders"]:
        before = run.done
        state.add(orders.verify(lambda done: run.beat(min(before + done, run.total or 0))))
    named = [Finding(row, what) for row, what in state.named]
    actions.conclude(job_id=run.id, last=state.last, found=state.found, named=named)
    return Outcome(state.found, 0, 0, "", _LISTED)


def _begun(run: Run) -> State:
    state = State(last=run.asked["last"] or feed.head())
    try:
        at = begin(run.asked["first"])
    except LookupError as gone:
        state.add([Finding(f"feed {gone.args[0]}", f"第 {gone.args[0]} 位被删除，无法从它之后开始核对封印")])
        state.stage = "heads"
    else:
        state.position, state.seal = at.position, at.seal.hex()
    return state


def _chain(run: Run, state: State) -> None:
    first, steps = run.asked["first"], 0
    at: Head | None = Head(state.position, bytes.fromhex(state.seal))
    while at is not None:
        at, found = check_chain(at, state.last)
        state.add(found)
        if at is not None:
            state.position, state.seal = at.position, at.seal.hex()
            steps += 1
            _say(run, state, at.position - first + 1, bool(found) or steps % _KEEP_STEPS == 0)
    state.stage = "strays" if run.asked["whole"] else "heads"
    _say(run, state, state.last - first + 1, True)


def _strays(run: Run, state: State, chain: int) -> None:
    """Events that never passed the sequencer are anywhere: they are looked for only when all is checked."""
    done, steps = max(run.done, chain), 0
    after: Place | None = (
        Place(UUID(state.stray_id), datetime.fromisoformat(state.stray_at)) if state.stray_id else FIRST_PLACE
    )
    while after is not None:
        after, found = check_strays(after)
        state.add(found)
        if after is not None:
            state.stray_id, state.stray_at = str(after.id), after.recorded_at.isoformat()
            done, steps = min(done + 2000, 2 * chain), steps + 1
            _say(run, state, done, bool(found) or steps % _KEEP_STEPS == 0)
    state.add(check_pending())
    state.stage = "heads"
    _say(run, state, 2 * chain, True)


def _say(run: Run, state: State, done: int, keep: bool) -> None:
    if keep:
        made: dict[str, Any] = asdict(state)
        run.keep(made, done)
    else:
        run.beat(done)


def _rows_of_orders() -> int:
    found = sql.row(
        "SELECT (SELECT count(*) FROM appeal) + (SELECT count(*) FROM work_order) + (SELECT count(*) FROM assignment) AS n"
    )
    return int(found["n"]) if found else 0
