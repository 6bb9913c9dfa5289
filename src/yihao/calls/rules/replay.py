"""A line's day on a clock of its own: the machine of each call, the distribution, the seats, and people who do as planned.

Nothing here decides what a call or a seat becomes: that is `machine`, `acd` and `seats`, as the switchboard asks them.
Used where a day is tried without telephones: a bench beside an independent calculation, a city's simulated past. Pure: the
same callers and duties give the same day.
"""

import heapq
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from yihao.calls.rules import acd, machine
from yihao.calls.rules.seats import SeatRow, moved
from yihao.calls.rules.turn import Turn
from yihao.calls.values.calls import Call, EndWhy, Phase, QueueWhy, Role, Step, StepKind
from yihao.calls.values.engine import DialOut, DialSeat, Request, Say
from yihao.calls.values.policy import CallPolicy
from yihao.calls.values.seats import BusyReason, Seat, SeatState
from yihao.hotlines.values import Route
from yihao.organisation.rosters.values import Stretch

_Work = Callable[[Turn], object]
_PAUSED = (SeatState.WRAP_UP, SeatState.NOT_ANSWERING)


@dataclass(frozen=True, slots=True)
class Caller:
    """A call as it would go if it were answered at once."""

    id: UUID
    """The call's."""
    region: str
    called: str
    route: Route
    home: str
    number: str
    """Whose it is; empty for a hidden one."""
    arrives: datetime
    patience: timedelta
    """From the queue to leaving it."""
    pick_up: timedelta
    """How long the seat that answers rings."""
    talk: timedelta
    decides: timedelta
    """From the question for a rating to the key, or to hanging up."""
    missed_rings: int = 0
    """So many seats let it ring first."""
    score: str = ""
    """The key of the rating; empty for hanging up."""
    key: str = ""
    """What is pressed in a menu; empty for nothing."""
    leaves: timedelta | None = None
    """Leaves so long after the arrival, at a prompt or menu; None for staying."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody at a seat for a stretch of time. The seat is idle from the beginning on."""

    seat: Seat
    stretch: Stretch
    breaks: tuple[Stretch, ...] = ()

    def wanted(self, at: datetime) -> SeatState:
        """What the person wants to be at an instant, when no call is there."""
        if at >= self.stretch.end:
            return SeatState.OFF
        resting = any(b.start <= at < b.end for b in self.breaks)
        return SeatState.BUSY if resting else SeatState.READY


@dataclass(frozen=True, slots=True)
class Tempo:
    """What the telephones and the people at them take, beside the region's parameters."""

    said: Mapping[str, timedelta]
    """How long the caller is spoken to, by purpose (see `Turn.say`)."""
    back_after: timedelta
    """How long a person who missed a call takes to come back."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of a seat; `by_person` when its person chose it, else a call brought it."""

    at: datetime
    state: SeatState
    reason: str
    call_id: UUID | None
    by_person: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A duty that is over, with all its changes in order; the last one is the signing off."""

    duty: Duty
    moves: tuple[Moved, ...]


@dataclass(slots=True)
class Played:
    """A call, live or over, and who made it."""

    caller: Caller
    call: Call
    steps: list[Step] = field(default_factory=list)
    known_to: UUID | None = None
    missed_rings: int = 0

    def first(self, kind: StepKind, role: Role | None = None) -> datetime | None:
        """When a step of the kind was taken first."""
        return next((s.at for s in self.steps if s.kind is kind and role in (None, s.role)), None)


@dataclass(slots=True)
class _Manned:
    duty: Duty
    row: SeatRow
    moves: list[Moved] = field(default_factory=list)


class Line:
    """The calls and the seats of one line. `expect` and `man` say what is to come, `advance` lets time pass; `over` and
    `left` gather the calls and the duties that came to their end."""

    def __init__(self, policy: CallPolicy, overflow: Mapping[str, acd.Overflow], tempo: Tempo) -> None:
        self.policy, self.overflow, self.tempo = policy, overflow, tempo
        self.over: list[Played] = []
        self.left: list[Kept] = []
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._live: dict[UUID, Played] = {}
        self._manned: dict[UUID, _Manned] = {}
        self._spoke: dict[str, tuple[UUID, datetime]] = {}
        self._now: datetime

    def expect(self, caller: Caller) -> None:
        """A call is going to arrive."""
        self._at(caller.arrives, partial(self._arrive, caller))

    def man(self, duty: Duty) -> None:
        """Somebody is going to be at a seat."""
        self._at(duty.stretch.start, partial(self._sign_on, duty))

    @property
    def next_at(self) -> datetime | None:
        """When something happens next; None when nothing does any more."""
        return self._events[0][0] if self._events else None

    def advance(self) -> datetime:
        """Let the next thing happen; when it did. Raises IndexError when there is none."""
        now, _, event = heapq.heappop(self._events)
        self._now = now
        event()
        self._distribute()
        return now

    def _at(self, when: datetime, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), event))

    def _after(self, wait: timedelta, event: Callable[[], None]) -> None:
        self._at(self._now + wait, event)

    # calls --------------------------------------------------------------------------------------------------------

    def _arrive(self, caller: Caller) -> None:
        call = Call(caller.id, caller.region, f"replay-{caller.id.hex}", caller.called, caller.route, caller.home)
        played = Played(caller, call, known_to=self._known(caller.number), missed_rings=caller.missed_rings)
        self._live[call.id] = played
        self._happen(played, machine.begin)
        if caller.leaves is not None:
            self._after(caller.leaves, partial(self._leave, played, (Phase.PROMPT, Phase.MENU)))

    def _known(self, number: str) -> UUID | None:
        """Who spoke with this caller last, within the days that count."""
        account, at = self._spoke.get(number, (None, self._now))
        return account if self._now - at <= timedelta(days=self.policy.affinity_days) else None

    def _happen(self, played: Played, work: _Work) -> None:
        turn = Turn(played.call, self._now, self.policy)
        work(turn)
        played.steps += turn.steps
        for move in turn.moves:
            self._move(self._manned[move.seat_id], move.state, call_id=move.call_id)
        for request in turn.requests:
            self._carry_out(played, request)
        for timer in turn.timers:
            again = partial(machine.timeout, name=timer.name, about=timer.about)
            self._after(timedelta(seconds=timer.seconds), partial(self._happen, played, again))
        for step in turn.steps:
            self._follow(played, step)

    def _carry_out(self, played: Played, request: Request) -> None:
        """The engine's part."""
        match request:
            case Say():
                takes = self.tempo.said[request.playback.partition("-")[0]]
                said = partial(machine.played, playback=request.playback)
                self._after(takes, partial(self._happen, played, said))
            case DialSeat() if played.missed_rings:
                played.missed_rings -= 1
                silent = partial(machine.leg_ended, leg_id=request.leg_id, why=EndWhy.NO_ANSWER)
                self._after(timedelta(seconds=request.seconds), partial(self._happen, played, silent))
            case DialSeat() | DialOut():
                up = partial(machine.leg_up, leg_id=request.leg_id)
                self._after(played.caller.pick_up, partial(self._happen, played, up))
            case _:
                pass

    def _follow(self, played: Played, step: Step) -> None:
        """What the people do upon a step."""
        caller = played.caller
        match step.kind:
            case StepKind.QUEUE if step.why == QueueWhy.NEW:
                self._after(caller.patience, partial(self._leave, played, (Phase.QUEUED, Phase.OFFERED)))
            case StepKind.MENU if caller.key:
                self._after(caller.pick_up, partial(self._happen, played, partial(machine.pressed, digit=caller.key)))
            case StepKind.ANSWER if step.leg_id is not None:
                if step.account_id is not None and caller.number:
                    self._spoke[caller.number] = (step.account_id, self._now)
                hung_up = partial(machine.leg_ended, leg_id=step.leg_id, why=EndWhy.HUNG_UP)
                self._after(caller.talk, partial(self._happen, played, hung_up))
            case StepKind.SURVEY:
                answer = partial(machine.pressed, digit=caller.score) if caller.score else _hang_up
                self._after(caller.decides, partial(self._happen, played, answer))
            case StepKind.CLOSE:
                self.over.append(self._live.pop(played.call.id))
            case _:
                pass

    def _leave(self, played: Played, during: tuple[Phase, ...]) -> None:
        if played.call.phase in during:
            self._happen(played, _hang_up)

    # seats --------------------------------------------------------------------------------------------------------

    def _sign_on(self, duty: Duty) -> None:
        seat, at = duty.seat, self._now
        row = SeatRow(seat.id, "", seat.account_id, seat.unit_id, SeatState.BUSY, "", at, at, "", None)
        manned = self._manned[seat.id] = _Manned(duty, row)
        self._choose(manned)
        turns = {edge for b in duty.breaks for edge in (b.start, b.end)} | {duty.stretch.end}
        for edge in sorted(t for t in turns if t > at):
            self._at(edge, partial(self._look_at_the_clock, manned))

    def _look_at_the_clock(self, manned: _Manned) -> None:
        """A break begins or ends, or the duty does: it comes true at once where no call is in the way."""
        if manned.row.state in (SeatState.READY, SeatState.BUSY):
            self._choose(manned)

    def _rested(self, manned: _Manned, since: datetime) -> None:
        if manned.row.state in _PAUSED and manned.row.since == since:
            self._choose(manned)

    def _choose(self, manned: _Manned) -> None:
        """The person does what was wanted."""
        wanted = manned.duty.wanted(self._now)
        if wanted is manned.row.state:
            return
        self._move(manned, wanted, reason=BusyReason.REST if wanted is SeatState.BUSY else "", by_person=True)
        if wanted is SeatState.OFF:
            self.left.append(Kept(manned.duty, tuple(manned.moves)))
            del self._manned[manned.row.id]

    def _move(
        self,
        manned: _Manned,
        state: SeatState,
        *,
        call_id: UUID | None = None,
        reason: str = "",
        by_person: bool = False,
    ) -> None:
        wrap_up, row = timedelta(seconds=self.policy.wrap_up_seconds), manned.row
        new = moved(row, state, call_id, at=self._now, wrap_up=wrap_up, reason=reason)
        manned.row = replace(
            row, state=state, reason=new["reason"], since=self._now, idle_since=new["idle_since"], call_id=call_id
        )
        manned.moves.append(Moved(self._now, state, new["reason"], call_id, by_person))
        if state in _PAUSED:
            pause = wrap_up if state is SeatState.WRAP_UP else self.tempo.back_after
            self._after(pause, partial(self._rested, manned, self._now))
        elif state is SeatState.READY and not by_person:
            self._choose(manned)

    # the distribution ---------------------------------------------------------------------------------------------

    def _distribute(self) -> None:
        waiting = [
            acd.Waiting(c.id, c.skill, c.priority, c.entered_at, c.queued_at, played.known_to)
            for played in self._live.values()
            if (c := played.call).phase is Phase.QUEUED and c.entered_at and c.queued_at
        ]
        if not waiting:
            return
        ready = [_seat(m) for m in self._manned.values() if m.row.state is SeatState.READY]
        there = {s for m in self._manned.values() if m.row.state is not SeatState.BUSY for s in m.duty.seat.skills}
        for call_id, seat in acd.choose(waiting, ready, self.overflow, self._now, there):
            self._happen(self._live[call_id], partial(machine.offer, seat=seat))
        for call in waiting:
            if call.skill in self.overflow and call.queued_at == self._now:
                self._after(self.overflow[call.skill].after, _nothing)


def _seat(manned: _Manned) -> Seat:
    return replace(manned.duty.seat, idle_since=manned.row.idle_since)


def _hang_up(turn: Turn) -> None:
    machine.caller_ended(turn, EndWhy.HUNG_UP)


def _nothing() -> None:
    """The distribution looks again."""
