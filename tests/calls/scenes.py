"""A call on paper: its machine, fed with what happens, and what it asked for. No engine, no database, no clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from yihao.calls.rules import machine
from yihao.calls.rules.fold import fold
from yihao.calls.rules.turn import Timer, Turn
from yihao.calls.values.calls import Call, Direction, Leg, Role, Step, StepKind
from yihao.calls.values.engine import DialOut, DialSeat, Request
from yihao.calls.values.policy import CallPolicy
from yihao.calls.values.seats import Seat, SeatMove, SeatState
from yihao.hotlines.values import Choice, Do, Route
from yihao.hotlines.values import Step as Way
from yihao.kernel.ids import new_id

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PROMPT = Way(Do.PROMPT, text="您好", prompt="greeting")
QUEUE = Way(Do.QUEUE, skill="general")
MENU = Way(
    Do.MENU, text="请选择", prompt="menu_x", choices=(Choice("1", "投诉", skill="complaint"), Choice("0", "人工", skill="general"))
)


def route(*ways: Way, number: str = "12345") -> Route:
    return Route(number, START, "", "", ways, True, number, "")


def seat(*skills: str, idle_for: int = 60) -> Seat:
    """A seat that has been idle so many seconds."""
    since = START - timedelta(seconds=idle_for)
    key = new_id()
    return Seat(key, new_id(), new_id(), f"seat-{key.hex[:8]}", frozenset(skills or {"general"}), since)


@dataclass
class Scene:
    """One call and everything that came of it so far."""

    call: Call
    policy: CallPolicy = field(default_factory=CallPolicy)
    now: datetime = START
    steps: list[Step] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    moves: list[SeatMove] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    latest: list[Request] = field(default_factory=list)

    @classmethod
    def of(cls, *ways: Way, direction: Direction = Direction.IN, number: str = "12345") -> "Scene":
        call = Call(new_id(), "360400", "channel-1", number, route(*ways, number=number), "general", direction)
        call.caller = "13800000001"
        return cls(call)

    def do(self, work: Callable[[Turn], object]) -> None:
        """Let something happen."""
        self.now += timedelta(seconds=1)
        turn = Turn(self.call, self.now, self.policy)
        work(turn)
        self.steps += turn.steps
        self.requests += turn.requests
        self.moves += turn.moves
        self.timers += turn.timers
        self.latest = turn.requests

    def begin(self) -> None:
        self.do(machine.begin)

    def played(self) -> None:
        """What the caller hears is over."""
        self.do(lambda t: machine.played(t, self.call.playing))

    def press(self, digit: str) -> None:
        self.do(lambda t: machine.pressed(t, digit))

    def give(self, to: Seat) -> Leg:
        """A seat rings."""
        self.do(lambda t: machine.offer(t, to))
        return next(leg for leg in self.call.legs.values() if leg.seat_id == to.id)

    def answer(self, leg: Leg) -> None:
        self.do(lambda t: machine.leg_up(t, leg.id))

    def talk_with(self, to: Seat) -> Leg:
        """A seat rings and answers."""
        leg = self.give(to)
        self.answer(leg)
        return leg

    def asked(self, *kinds: type) -> list[Request]:
        """What the engine was asked to do last, of these kinds."""
        return [r for r in self.latest if isinstance(r, kinds)]

    def kinds(self) -> list[StepKind]:
        return [s.kind for s in self.steps]

    def state_of(self, seat_id: UUID) -> SeatState | None:
        """Where the call left a seat."""
        return next((m.state for m in reversed(self.moves) if m.seat_id == seat_id), None)

    def rebuilt(self) -> Call:
        """The call as its steps alone tell it."""
        fresh = Call(
            self.call.id, self.call.region, self.call.channel, self.call.called, self.call.route, self.call.home,
            self.call.direction,
        )  # fmt: skip
        return fold(fresh, self.steps)


def called_in(scene: Scene) -> Leg:
    """The party that was called in last."""
    dialled = next(r for r in reversed(scene.requests) if isinstance(r, DialSeat | DialOut))
    return scene.call.legs[dialled.leg_id]


def outside(scene: Scene) -> Leg:
    return next(leg for leg in scene.call.legs.values() if leg.role is Role.OUTSIDE)
