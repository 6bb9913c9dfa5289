"""How a step changes a call: the one place that says what the steps mean. Pure."""

from collections.abc import Iterable

from yihao.calls.values.calls import AskWhy, Call, Direction, EndWhy, Leg, Phase, QueueWhy, Role, Step, StepKind

_PHASES = {
    StepKind.ARRIVE: Phase.RINGING,
    StepKind.SAY: Phase.PROMPT,
    StepKind.MENU: Phase.MENU,
    StepKind.QUEUE: Phase.QUEUED,
    StepKind.OFFER: Phase.OFFERED,
    StepKind.SURVEY: Phase.SURVEY,
    StepKind.VOICEMAIL: Phase.VOICEMAIL,
    StepKind.CLOSE: Phase.CLOSED,
}
_HEIRS = frozenset({AskWhy.CONSULT, AskWhy.TRANSFER, AskWhy.THREE_WAY, AskWhy.TAKE_OVER, AskWhy.BARGE})


def apply(call: Call, step: Step) -> None:
    """Let a step change the call."""
    call.phase = _PHASES.get(step.kind, call.phase)
    match step.kind:
        case StepKind.ARRIVE:
            call.arrived_at = step.at
        case StepKind.SAY | StepKind.MENU:
            call.place += 1
        case StepKind.KEY:
            call.picked = step.code
        case StepKind.QUEUE:
            _queue(call, step)
        case StepKind.OFFER | StepKind.ASK:
            _ask(call, step)
        case StepKind.ANSWER:
            _answer(call, step)
        case StepKind.HOLD | StepKind.RESUME:
            call.held = step.kind is StepKind.HOLD
        case StepKind.END:
            _end(call, step)
        case StepKind.SCORE:
            call.score = step.code
        case StepKind.CLOSE:
            call.outcome = step.code


def fold(call: Call, steps: Iterable[Step]) -> Call:
    """The call after its steps, in their order."""
    for step in steps:
        apply(call, step)
    return call


def heir(call: Call) -> Leg | None:
    """Who leads the talk when the leading seat leaves: the person who was called in, if any."""
    called_in = [leg for leg in call.legs.values() if leg.why in _HEIRS]
    return min(called_in, key=lambda leg: (leg.why != AskWhy.TAKE_OVER, not leg.up, leg.id), default=None)


def _queue(call: Call, step: Step) -> None:
    call.skill = step.code
    call.queued_at = step.at
    call.entered_at = call.entered_at or step.at
    call.held = False
    if step.why == QueueWhy.TRANSFERRED:
        call.priority += 1


def _ask(call: Call, step: Step) -> None:
    assert step.leg_id is not None and step.role is not None
    call.legs[step.leg_id] = Leg(
        step.leg_id, step.role, step.why, step.code, step.seat_id, step.account_id, step.unit_id, asked_at=step.at
    )
    if step.why == AskWhy.ROUTE:
        call.phase = Phase.OFFERED


def _answer(call: Call, step: Step) -> None:
    leg = call.legs.get(step.leg_id) if step.leg_id else None
    if leg is not None:
        leg.up_at = step.at
        if leg.role is Role.SEAT and leg.why == "":
            call.last_seat = leg
    waited_for = call.direction is Direction.IN or step.role is Role.CALLER
    if call.phase is Phase.OFFERED and waited_for and (leg is None or leg.role is not Role.SUPERVISOR):
        call.phase = Phase.TALKING
        call.held = False


def _end(call: Call, step: Step) -> None:
    leg = call.legs.pop(step.leg_id, None) if step.leg_id else None
    if leg is None or step.why != EndWhy.HANDED_OVER:
        return
    next_one = heir(call)
    if next_one is None:
        return
    if not next_one.up:
        call.phase = Phase.OFFERED
    if next_one.role is not Role.OUTSIDE:
        next_one.role, next_one.why = Role.SEAT, ""
        if next_one.up:
            call.last_seat = next_one
