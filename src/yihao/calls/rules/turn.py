"""One reaction under way: the steps taken, what the engine is to do after they are kept, and what becomes of seats."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.calls.rules.fold import apply
from yihao.calls.values.calls import Call, EndWhy, Leg, Role, Step, StepKind
from yihao.calls.values.engine import HangUp, Hush, Music, Request, Say
from yihao.calls.values.policy import CallPolicy
from yihao.calls.values.seats import SeatMove, SeatState
from yihao.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Timer:
    """Wake the call after so many seconds, if it still plays or waits for the same thing."""

    name: str
    seconds: float
    about: str


@dataclass(slots=True)
class Turn:
    """The reaction of one call to one thing that happened at `at`."""

    call: Call
    at: datetime
    policy: CallPolicy
    steps: list[Step] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    moves: list[SeatMove] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)

    def step(self, kind: StepKind, leg: Leg | None = None, **more: Any) -> Step:
        """Take a step; the call is at once as it is after it."""
        of_leg: dict[str, Any] = {}
        if leg is not None:
            of_leg = {
                "leg_id": leg.id, "role": leg.role, "seat_id": leg.seat_id, "account_id": leg.account_id,
                "unit_id": leg.unit_id,
            }  # fmt: skip
        taken = Step(self.call.id, kind, self.at, **{**of_leg, **more})
        self.steps.append(taken)
        apply(self.call, taken)
        return taken

    def ask(self, *requests: Request) -> None:
        """Let the engine do something once the steps are kept."""
        self.requests += requests

    def say(self, purpose: str, *codes: str) -> None:
        """Speak to the caller; `purpose` says what follows when it is over."""
        self.hush()
        self.call.playing = f"{purpose}-{new_id().hex}"
        self.ask(Say(self.call.channel, self.call.playing, codes))

    def hush(self) -> None:
        """Stop what the caller hears from us."""
        if self.call.playing:
            self.ask(Hush(self.call.playing))
            self.call.playing = ""

    def music(self, on: bool) -> None:
        """Music for the caller."""
        self.ask(Music(self.call.channel, on))

    def wake(self, name: str, seconds: float) -> None:
        """Set a timer; it counts only while the call plays, or has played, the same thing."""
        self.timers.append(Timer(name, seconds, self.call.playing))

    def move(self, seat_id: UUID | None, state: SeatState) -> None:
        """Change the state of a seat that takes part."""
        if seat_id is not None:
            engaged = state in (SeatState.OFFERED, SeatState.TALKING)
            self.moves.append(SeatMove(seat_id, state, self.call.id if engaged else None))

    def end_leg(self, leg: Leg, why: EndWhy, *, hang_up: bool) -> None:
        """A party leaves; its seat goes on to what comes after."""
        if hang_up:
            self.ask(HangUp(leg.channel))
        self.step(StepKind.END, leg, why=why)
        self.move(leg.seat_id, after(leg, why))


def after(leg: Leg, why: EndWhy) -> SeatState:
    """The state of a seat whose leg ended: after a talk it writes things up; one that did not answer takes no more calls
    until its person says so; one that had no chance to answer is ready again."""
    if leg.role is Role.SUPERVISOR:
        return SeatState.BUSY
    if leg.up:
        return SeatState.WRAP_UP
    return SeatState.READY if why in (EndWhy.CALLER_GONE, EndWhy.DROPPED) else SeatState.NOT_ANSWERING
