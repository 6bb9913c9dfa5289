"""The day through the rules of `calls`, on a simulated clock: the machine of each call, the distribution, the seats."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from yihao.app.bench.acd import day
from yihao.app.bench.acd.day import Planned
from yihao.calls.rules import acd, machine
from yihao.calls.rules.indicators import CallFacts
from yihao.calls.rules.seats import SeatRow, moved
from yihao.calls.rules.turn import Turn
from yihao.calls.values.calls import Call, EndWhy, Outcome, Phase, Role, Step, StepKind
from yihao.calls.values.engine import DialSeat, HangUp, Request, Say
from yihao.calls.values.policy import CallPolicy
from yihao.calls.values.seats import Seat, SeatMove, SeatState
from yihao.hotlines.values import Do, Route
from yihao.hotlines.values import Step as Way
from yihao.kernel.ids import new_id

MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)
_POLICY = CallPolicy(offer_seconds=day.RING_SECONDS, wrap_up_seconds=day.WRAP_UP_SECONDS)
_WRAP_UP = timedelta(seconds=day.WRAP_UP_SECONDS)
_OVERFLOW = {
    skill: acd.Overflow(other, timedelta(seconds=after)) for skill, (other, after) in day.OVERFLOW.items()
}
_LENGTHS = {"route": day.GREETING, "survey": day.RATING, "bye": day.THANKS}
Work = Callable[[Turn], object]


@dataclass(slots=True)
class _Live:
    planned: Planned
    call: Call
    steps: list[Step]
    known_to: UUID | None
    missed_rings: int


class Replay:
    """One simulated day."""

    def __init__(self, plan: list[Planned], skills: list[frozenset[str]]) -> None:
        self._now = 0
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._calls: dict[UUID, _Live] = {}
        self._ringing_gone: set[str] = set()
        self._last_agent: dict[str, UUID] = {}
        self._seats = {row.id: row for row in map(_row, range(len(skills)))}
        self._skills = dict(zip(self._seats, skills, strict=True))
        for planned in plan:
            self._at(planned.arrives, partial(self._arrive, planned))

    def run(self) -> list[CallFacts]:
        """Let the day pass; the facts of its calls in the order of their arrival."""
        while self._events:
            self._now, _, event = heapq.heappop(self._events)
            event()
            self._distribute()
        return [_facts(live) for live in self._calls.values()]

    def _at(self, when: int, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), event))

    def _arrive(self, planned: Planned) -> None:
        ways = (Way(Do.PROMPT, prompt="greeting"), Way(Do.QUEUE, skill=planned.skill))
        route = Route("12345", _time(planned.arrives), "", "", ways, True, "12345", "")
        call = Call(new_id(), "", f"call-{planned.number}", "12345", route, "general")
        known = self._last_agent.get(planned.caller) if planned.caller else None
        live = self._calls[call.id] = _Live(planned, call, [], known, planned.missed_rings)
        self._happen(live, machine.begin)

    def _happen(self, live: _Live, work: Work) -> None:
        turn = Turn(live.call, _time(self._now), _POLICY)
        work(turn)
        live.steps += turn.steps
        for move in turn.moves:
            self._move(move)
        for request in turn.requests:
            self._carry_out(live, request)
        for timer in turn.timers:
            again = partial(machine.timeout, name=timer.name, about=timer.about)
            self._at(self._now + int(timer.seconds * day.SECOND), partial(self._happen, live, again))
        for step in turn.steps:
            self._follow(live, step)

    def _carry_out(self, live: _Live, request: Request) -> None:
        if isinstance(request, Say):
            ends = self._now + _LENGTHS[request.playback.partition("-")[0]]
            self._at(ends, partial(self._happen, live, partial(machine.played, playback=request.playback)))
        elif isinstance(request, HangUp):
            self._ringing_gone.add(request.channel)
        elif isinstance(request, DialSeat):
            if live.missed_rings:
                live.missed_rings -= 1
                rung = partial(machine.leg_ended, leg_id=request.leg_id, why=EndWhy.NO_ANSWER)
                after = request.seconds * day.SECOND
            else:
                rung, after = partial(machine.leg_up, leg_id=request.leg_id), live.planned.pick_up
            self._at(self._now + after, partial(self._unless_gone, request.channel, live, rung))

    def _unless_gone(self, channel: str, live: _Live, work: Work) -> None:
        if channel not in self._ringing_gone:
            self._happen(live, work)

    def _follow(self, live: _Live, step: Step) -> None:
        """What the people do upon a step."""
        planned, gone = live.planned, partial(machine.caller_ended, why=EndWhy.HUNG_UP)
        match step.kind:
            case StepKind.QUEUE if not step.why or step.why == "new":
                self._at(self._now + planned.patience, partial(self._leave, live, gone))
            case StepKind.ANSWER if step.role is Role.SEAT:
                assert step.leg_id is not None and step.account_id is not None
                self._last_agent[planned.caller] = step.account_id
                hung_up = partial(machine.leg_ended, leg_id=step.leg_id, why=EndWhy.HUNG_UP)
                self._at(self._now + planned.talk, partial(self._happen, live, hung_up))
            case StepKind.SURVEY:
                answer = partial(machine.pressed, digit="1") if planned.rates else gone
                self._at(self._now + planned.decides, partial(self._happen, live, answer))
            case _:
                pass

    def _leave(self, live: _Live, gone: Work) -> None:
        if live.call.phase in (Phase.QUEUED, Phase.OFFERED):
            self._happen(live, gone)

    def _move(self, move: SeatMove) -> None:
        row = self._seats[move.seat_id]
        new = moved(row, move.state, move.call_id, at=_time(self._now), wrap_up=_WRAP_UP)
        self._seats[row.id] = replace(
            row, state=SeatState(new["state"]), since=new["since"], idle_since=new["idle_since"], call_id=new["call_id"]
        )
        pauses = {SeatState.WRAP_UP: day.WRAP_UP_SECONDS * day.SECOND, SeatState.NOT_ANSWERING: day.BACK_AFTER}
        if pause := pauses.get(move.state):
            self._at(self._now + pause, partial(self._move, SeatMove(row.id, SeatState.READY, None)))

    def _distribute(self) -> None:
        waiting = [
            acd.Waiting(c.id, c.skill, c.priority, c.entered_at, c.queued_at, live.known_to)
            for live in self._calls.values()
            if (c := live.call).phase is Phase.QUEUED and c.entered_at and c.queued_at
        ]
        ready = [self._seat(row) for row in self._seats.values() if row.state is SeatState.READY]
        for call_id, seat in acd.choose(waiting, ready, _OVERFLOW, _time(self._now)):
            self._happen(self._calls[call_id], partial(machine.offer, seat=seat))
        for call in waiting:
            due = call.queued_at + _OVERFLOW[call.skill].after if call.skill in _OVERFLOW else None
            if due is not None and call.queued_at == _time(self._now):
                self._at(_microseconds(due), lambda: None)

    def _seat(self, row: SeatRow) -> Seat:
        return Seat(row.id, row.account_id, row.unit_id, "", self._skills[row.id], row.idle_since)


def _facts(live: _Live) -> CallFacts:
    """As the steps tell: the same reading as that of the wallboard."""

    def first(kind: StepKind, role: Role | None = None) -> datetime | None:
        return min((s.at for s in live.steps if s.kind is kind and role in (None, s.role)), default=None)

    arrived = first(StepKind.ARRIVE)
    assert arrived is not None
    return CallFacts(
        called=live.call.called,
        skill=live.call.skill,
        arrived_at=arrived,
        queued_at=first(StepKind.QUEUE),
        answered_at=first(StepKind.ANSWER, Role.SEAT),
        ended_at=first(StepKind.CLOSE),
        outcome=Outcome(live.call.outcome),
        caller=live.planned.caller.encode(),
    )


def _row(place: int) -> SeatRow:
    start = MIDNIGHT - timedelta(hours=1) + timedelta(seconds=place)
    return SeatRow(new_id(), "", new_id(), new_id(), SeatState.READY, "", start, start, "", None)


def _time(at: int) -> datetime:
    return MIDNIGHT + timedelta(microseconds=at)


def _microseconds(at: datetime) -> int:
    return (at - MIDNIGHT) // timedelta(microseconds=1)
