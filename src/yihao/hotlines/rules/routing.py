"""What a dialled number does at a moment: one pure function for the live call, the preview and the tests."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from yihao.hotlines.values import (
    After,
    Do,
    HotlineFact,
    Mode,
    NumberPlan,
    Period,
    Route,
    Stage,
    Status,
    Step,
    Then,
)

OWN = "方案 三(一)"
FULL = "方案 三(一)1"
DUAL = "方案 三(一)2"
SUB = "方案 三(一)3"
PHASES = "方案 四"
EMERGENCY = "方案 一"

_LOCAL_DIGITS = 7
_SERVICE_DIGITS = 5


def normalise(number: str, phone_area_code: str) -> str:
    """A number as the register writes it: digits only, without country or area code.

    The area code is also taken off where only five digits follow (0792 12345): no other number begins with it.
    """
    digits = re.sub(r"\D", "", number)
    area = phone_area_code.removeprefix("0")
    for prefix in ("0086" + area, "86" + area, phone_area_code):
        rest = digits.removeprefix(prefix)
        if rest != digits and 3 <= len(rest) <= _LOCAL_DIGITS + 1:
            return rest
    return digits


def route(number: str, at: datetime, plan: NumberPlan) -> Route:
    """What a caller of `number` meets at `at` (a time without zone is the region's own)."""
    zone = ZoneInfo(plan.timezone)
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
    dialled = normalise(number, plan.phone_area_code)
    if dialled == plan.own_number:
        return _own(dialled, at, plan)
    if dialled in plan.emergency:  # 方案 一: 除110、119、120、122等紧急热线外; a call that strays here is passed on
        return _route(dialled, at, "", Status.EMERGENCY, (Step(Do.TRANSFER, target=dialled),), False, "", EMERGENCY)
    hotline = plan.hotlines.get(dialled)
    if hotline is None:
        return _route(dialled, at, "", Status.UNKNOWN, (Step(Do.NOT_IN_SERVICE),), False, "", OWN)
    period = period_on(hotline, at.date())
    return _STAGES[period.stage](hotline, period, at, plan)


def period_on(hotline: HotlineFact, day: date) -> Period:
    """The period of a number that holds on a day. Before the first one it is not merged; after the last, closed."""
    for period in hotline.periods:
        if period.start <= day and (period.end is None or day <= period.end):
            return period
    begun = any(p.start <= day for p in hotline.periods)
    return Period(stage=Stage.CLOSED if begun else Stage.SEPARATE, start=day)


def owner_on(hotline: HotlineFact, day: date, plan: NumberPlan) -> str:
    """The unit that answers for a number on a day: its owner, or who took over from it (领域档案 8.2-7)."""
    code, seen = hotline.owner, set[str]()
    while code in plan.successors and code not in seen and day > plan.successors[code][0]:
        seen.add(code)
        code = plan.successors[code][1]
    return code


def after_merge(number: str, chosen: After = After.BY_LENGTH) -> After:
    """What becomes of a fully merged number: 7 digits are released, 5 digits land on the line. 方案 三(一)1.

    The clause names no other length: there it has to be chosen. Raises ValueError.
    """
    if chosen is not After.BY_LENGTH:
        return chosen
    if len(number) == _LOCAL_DIGITS:
        return After.RELEASED
    if len(number) == _SERVICE_DIGITS:
        return After.LANDS
    raise ValueError(f"{number} 不是 5 位或 7 位，过渡期后如何处理需要指定")


def _own(number: str, at: datetime, plan: NumberPlan) -> Route:
    """The line itself has no menu: a person answers at once (GB/T 33358: 电话受理不宜设置交互式语音应答菜单)."""
    steps = (_say("greeting", plan), Step(Do.QUEUE, skill=plan.own_skill))
    return _route(number, at, "", Status.OWN, steps, True, number, OWN)


def _separate(h: HotlineFact, p: Period, at: datetime, plan: NumberPlan) -> Route:
    steps = (Step(Do.TRANSFER, target=owner_on(h, at.date(), plan)),)
    return _route(h.number, at, h.mode, Status.SEPARATE, steps, True, h.number, PHASES)


def _transition(h: HotlineFact, p: Period, at: datetime, plan: NumberPlan) -> Route:
    """The plan's sentence, word for word; then as the number is set."""
    said = _say("merged_number", plan)
    if p.then is Then.HANG_UP:
        return _route(h.number, at, Mode.FULL_MERGE, Status.TRANSITION, (said, Step(Do.HANG_UP)), True, "", FULL)
    steps = (said, _queue(p, plan))
    return _route(h.number, at, Mode.FULL_MERGE, Status.TRANSITION, steps, True, plan.own_number, FULL)


def _merged(h: HotlineFact, p: Period, at: datetime, plan: NumberPlan) -> Route:
    if after_merge(h.number, p.after) is After.RELEASED:
        said = _say("number_released", plan)
        steps: tuple[Step, ...] = (replace(said, do=Do.NOT_IN_SERVICE, target=owner_on(h, at.date(), plan)),)
        return _route(h.number, at, Mode.FULL_MERGE, Status.RELEASED, steps, False, "", FULL)
    steps = (_say("number_closed", plan), _queue(p, plan))
    return _route(h.number, at, Mode.FULL_MERGE, Status.LANDED, steps, True, plan.own_number, FULL)


def _dual(h: HotlineFact, p: Period, at: datetime, plan: NumberPlan) -> Route:
    """Seats moved in: the line's queue, the dialled number known. Seats kept: passed on to them, and back."""
    steps = [_say("greeting_dual", plan), *_menu(p, plan)]
    if p.seats_in:
        steps.append(_queue(p, plan))
        return _route(h.number, at, Mode.DUAL_NUMBER, Status.SEATS_IN, tuple(steps), True, plan.own_number, DUAL)
    steps.append(Step(Do.TRANSFER, target=owner_on(h, at.date(), plan), skill=p.kept_skill))
    return _route(h.number, at, Mode.DUAL_NUMBER, Status.SEATS_KEPT, tuple(steps), True, h.number, DUAL)


def _sub_center(h: HotlineFact, p: Period, at: datetime, plan: NumberPlan) -> Route:
    """Number and seats stay; what the sub-centre's queue can't answer in time flows over to the line, whose agents
    answer general questions from the knowledge base (方案 三(一)3)."""
    steps = (
        _say("greeting_sub_center", plan),
        *_menu(p, plan),
        Step(Do.SUB_CENTER, target=owner_on(h, at.date(), plan), skill=p.kept_skill),
    )
    return _route(h.number, at, Mode.SUB_CENTER, Status.SUB_CENTER, steps, True, h.number, SUB)


def _absorbed(h: HotlineFact, p: Period, at: datetime, plan: NumberPlan) -> Route:
    """The chain of the annex: 12358 was taken up by 12315, which leads on to the line. A chain has no ring."""
    onward = route(h.absorbed_into, at, plan)
    steps = (Step(Do.TRANSFER, target=h.absorbed_into), *onward.steps)
    return replace(onward, number=h.number, at=at, steps=steps, clause="方案附件")


def _retained(h: HotlineFact, p: Period, at: datetime, plan: NumberPlan) -> Route:
    steps = (Step(Do.TRANSFER, target=owner_on(h, at.date(), plan)),)
    return _route(h.number, at, Mode.RETAINED, Status.RETAINED, steps, True, h.number, PHASES)


def _closed(h: HotlineFact, p: Period, at: datetime, plan: NumberPlan) -> Route:
    return _route(h.number, at, h.mode, Status.CLOSED, (Step(Do.NOT_IN_SERVICE),), False, "", OWN)


_STAGES: Mapping[Stage, Callable[[HotlineFact, Period, datetime, NumberPlan], Route]] = {
    Stage.SEPARATE: _separate,
    Stage.TRANSITION: _transition,
    Stage.MERGED: _merged,
    Stage.DUAL: _dual,
    Stage.SUB_CENTER: _sub_center,
    Stage.ABSORBED: _absorbed,
    Stage.RETAINED: _retained,
    Stage.CLOSED: _closed,
}


def _say(prompt: str, plan: NumberPlan) -> Step:
    return Step(Do.PROMPT, text=plan.prompts[prompt], prompt=prompt)


def _queue(p: Period, plan: NumberPlan) -> Step:
    return Step(Do.QUEUE, skill=p.skill or plan.own_skill)


def _menu(p: Period, plan: NumberPlan) -> tuple[Step, ...]:
    """A menu where the number has one; who presses nothing goes on to the next step, which is a person."""
    if not p.menu:
        return ()
    menu = plan.menus[p.menu]
    return (Step(Do.MENU, text=plan.prompts[menu.prompt], prompt=menu.prompt, choices=menu.choices),)


def _route(
    number: str, at: datetime, mode: str, status: Status, steps: tuple[Step, ...], takes: bool, lands: str, clause: str
) -> Route:
    return Route(number, at, str(mode), status.value, steps, takes, lands, clause)
