"""The day through the rules of `calls`: the callers and seats of `day` in the words of `calls.rules.replay`."""

from datetime import UTC, datetime, timedelta

from yihao.app.bench.acd import day
from yihao.app.bench.acd.day import Planned
from yihao.calls.rules.acd import Overflow
from yihao.calls.rules.indicators import CallFacts
from yihao.calls.rules.replay import Caller, Duty, Line, Played, Tempo
from yihao.calls.values.calls import Outcome, Role, StepKind
from yihao.calls.values.policy import CallPolicy
from yihao.calls.values.seats import Seat
from yihao.hotlines.values import Do, Route
from yihao.hotlines.values import Step as Way
from yihao.kernel.ids import new_id
from yihao.organisation.rosters.values import Stretch

MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)
_POLICY = CallPolicy(offer_seconds=day.RING_SECONDS, wrap_up_seconds=day.WRAP_UP_SECONDS)
_OVERFLOW = {skill: Overflow(other, timedelta(seconds=after)) for skill, (other, after) in day.OVERFLOW.items()}


def facts(plan: list[Planned], skills: list[frozenset[str]]) -> list[CallFacts]:
    """What the rules make of the day: a fact for each call, in the order of their arrival."""
    said = {"route": _long(day.GREETING), "survey": _long(day.RATING), "bye": _long(day.THANKS)}
    line = Line(_POLICY, _OVERFLOW, Tempo(said, _long(day.BACK_AFTER)))
    for place, able in enumerate(skills):
        line.man(_duty(place, able))
    for planned in plan:
        line.expect(_caller(planned))
    while line.next_at is not None:
        line.advance()
    return [_fact(played) for played in sorted(line.over, key=lambda p: p.caller.arrives)]


def _duty(place: int, skills: frozenset[str]) -> Duty:
    begins = MIDNIGHT - timedelta(hours=1) + timedelta(seconds=place)
    return Duty(Seat(new_id(), new_id(), new_id(), "", skills, begins), Stretch(begins, begins + timedelta(days=7)))


def _caller(planned: Planned) -> Caller:
    arrives = MIDNIGHT + _long(planned.arrives)
    ways = (Way(Do.PROMPT, prompt="greeting"), Way(Do.QUEUE, skill=planned.skill))
    return Caller(
        id=new_id(), region="", called="12345", route=Route("12345", arrives, "", "", ways, True, "12345", ""),
        home="general", number=planned.caller, arrives=arrives, patience=_long(planned.patience),
        pick_up=_long(planned.pick_up), talk=_long(planned.talk), decides=_long(planned.decides),
        missed_rings=planned.missed_rings, score="1" if planned.rates else "",
    )  # fmt: skip


def _fact(played: Played) -> CallFacts:
    """As the steps tell: the same reading as that of the wallboard."""
    return CallFacts(
        called=played.call.called,
        skill=played.call.skill,
        arrived_at=played.caller.arrives,
        queued_at=played.first(StepKind.QUEUE),
        answered_at=played.first(StepKind.ANSWER, Role.SEAT),
        ended_at=played.first(StepKind.CLOSE),
        outcome=Outcome(played.call.outcome),
        caller=played.caller.number.encode(),
    )


def _long(microseconds: int) -> timedelta:
    return timedelta(microseconds=microseconds)
