"""What may stand in the register: each fault with its field and its reason, in the person's words. Pure."""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from yihao.hotlines.rules.routing import after_merge
from yihao.hotlines.values import (
    STAGE_NAMES,
    HotlineFact,
    MenuFact,
    Mode,
    NumberPlan,
    Period,
    SkillFact,
    SkillKind,
    Stage,
)

_NUMBER = re.compile(r"\d{3,12}", re.ASCII)
_ONE_DAY = timedelta(days=1)
_DEAD = frozenset({Stage.MERGED, Stage.CLOSED})
_OPEN = frozenset({Stage.SEPARATE, Stage.DUAL, Stage.SUB_CENTER, Stage.RETAINED})
_WITH_MENU = frozenset({Stage.DUAL, Stage.SUB_CENTER})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a number can't be saved like this; `period` counts from 0, None is the number itself."""

    field: str
    reason: str
    period: int | None = None


def transition_last_day(start: date, months: int) -> date:
    """The last day of a transition: the corresponding day of the last month, or that month's end. 方案 三(一)1; 民法典 201、202."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def planned_merge(start: date, months: int, *, skill: str = "", basis: str = "") -> tuple[Period, Period]:
    """The two periods of a full merge that begins on a day: the transition, and what comes after it."""
    end = transition_last_day(start, months)
    return (
        Period(stage=Stage.TRANSITION, start=start, end=end, skill=skill, basis=basis),
        Period(stage=Stage.MERGED, start=end + _ONE_DAY, skill=skill, basis=basis),
    )


def faults(hotline: HotlineFact, plan: NumberPlan, units: Iterable[str]) -> Iterator[Fault]:
    """Everything that is wrong with a number, given the others of the region and the codes of its units."""
    yield from _number_faults(hotline, plan)
    if hotline.owner not in set(units):
        yield Fault("owner", f"没有“{hotline.owner}”这个单位")
    if (hotline.mode is Mode.RETAINED) != bool(hotline.retained_by):
        # 方案 四: 除国家和省要求保留的外
        yield Fault("retained_by", "按规定保留的号码应写明国家或省的依据，其他号码应留空")
    yield from _chain_faults(hotline, plan.hotlines)
    yield from _order_faults(hotline.periods)
    for place, period in enumerate(hotline.periods):
        for field, reason in _period_faults(hotline, period, plan):
            yield Fault(field, reason, place)


def _number_faults(hotline: HotlineFact, plan: NumberPlan) -> Iterator[Fault]:
    if not _NUMBER.fullmatch(hotline.number):
        yield Fault("number", "号码应是 3 到 12 位数字，不带区号和短横线")
    if hotline.number in plan.emergency:  # 方案 一
        yield Fault("number", f"{hotline.number} 是紧急号码，不得归并，只能转接")
    if hotline.number == plan.own_number:
        yield Fault("number", f"{hotline.number} 是本热线自己的号码，不列入归并清单")


def _chain_faults(hotline: HotlineFact, others: Mapping[str, HotlineFact]) -> Iterator[Fault]:
    seen, at = {hotline.number}, hotline.absorbed_into
    if at and at not in others:
        yield Fault("absorbed_into", f"登记里没有“{at}”")
    while at and at in others and at not in seen:
        seen.add(at)
        at = others[at].absorbed_into
    if at == hotline.number:
        yield Fault("absorbed_into", f"“{at}”沿并入号码又回到自己")


def _order_faults(periods: tuple[Period, ...]) -> Iterator[Fault]:
    """Periods follow each other without overlap or gap: at every moment a number is one thing."""
    for place, period in enumerate(periods):
        if period.end is not None and period.end < period.start:
            yield Fault("end", "截止日期早于起始日期", place)
    for place, (one, other) in enumerate(pairwise(periods), start=1):
        if one.end is None or other.start <= one.end:
            yield Fault("start", f"与前一阶段“{STAGE_NAMES[one.stage]}”重叠", place)
        elif other.start != one.end + _ONE_DAY:
            yield Fault("start", "与前一阶段之间有空档，停用的日子也要登记为“已停用”", place)


def _period_faults(hotline: HotlineFact, p: Period, plan: NumberPlan) -> Iterator[tuple[str, str]]:
    if p.skill and p.skill not in plan.skills:
        yield "skill", f"没有“{p.skill}”这个技能组"
    if p.menu and p.menu not in plan.menus:
        yield "menu", f"没有“{p.menu}”这个语音菜单"
    if p.menu and p.stage not in _WITH_MENU:
        yield "menu", "只有双号并行和分中心的号码可以设语音菜单"
    yield from _seat_faults(p, plan.skills)
    match p.stage:
        case Stage.TRANSITION if p.end != transition_last_day(p.start, plan.transition_months):
            last = transition_last_day(p.start, plan.transition_months)
            yield "end", f"过渡期为 {plan.transition_months} 个月，应到 {last.isoformat()} 为止（方案 三(一)1）"
        case Stage.MERGED:
            try:
                after_merge(hotline.number, p.after)
            except ValueError as fault:
                yield "after", str(fault)
        case Stage.ABSORBED if not hotline.absorbed_into:
            yield "stage", "没有写明并入哪个号码"
        case Stage.RETAINED if hotline.mode is not Mode.RETAINED:
            yield "stage", "不是按国家或省要求保留的号码（方案 四）"


def _seat_faults(p: Period, skills: Mapping[str, SkillFact]) -> Iterator[tuple[str, str]]:
    kept = skills.get(p.kept_skill)
    if p.stage is Stage.DUAL and not (p.seats_in or p.seats_kept):
        yield "seats_in", "双号并行应当座席并入，或者保留座席并转接（方案 三(一)2）"
    if p.stage is Stage.SUB_CENTER and (kept is None or kept.kind is not SkillKind.SUB_CENTER):
        yield "kept_skill", "分中心保留自己的座席，请指定分中心的技能组（方案 三(一)3）"
    if p.stage is Stage.DUAL and p.seats_kept and (kept is None or not kept.unit):
        yield "kept_skill", "保留座席的，请指定该单位座席的技能组"


def menu_faults(menu: MenuFact, text: str, skills: Mapping[str, SkillFact]) -> Iterator[tuple[str, str, str]]:
    """Key, field and reason of what is wrong with a menu. One key always reaches a person of the line; every key is
    spoken."""
    keys = [c.key for c in menu.choices]
    for choice in menu.choices:
        if keys.count(choice.key) > 1:
            yield choice.key, "key", f"按键 {choice.key} 用了两次"
        if choice.skill and choice.skill not in skills:
            yield choice.key, "skill", f"没有“{choice.skill}”这个技能组"
        if bool(choice.skill) == bool(choice.target):
            yield choice.key, "target", f"按键 {choice.key} 应通向一个技能组或一个转接目标"
        if f"按{choice.key}" not in text:
            yield choice.key, "key", f"播放的文字里没有说到按键 {choice.key}"
    if not any(c.skill in skills and not skills[c.skill].unit for c in menu.choices):
        yield keys[-1], "skill", "菜单里应有一个按键直接转到本热线的人工座席"


def skill_faults(skills: Mapping[str, SkillFact], units: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Code, field and reason of what is wrong with the queues: overflow never runs in a ring."""
    known = set(units)
    if [s.kind for s in skills.values()].count(SkillKind.GENERAL) != 1:
        yield "", "kind", "应有且只有一个综合（general）技能组，即本热线自己的队列"
    for skill in skills.values():
        if skill.unit and skill.unit not in known:
            yield skill.code, "unit", f"没有“{skill.unit}”这个单位"
        if (skill.kind in (SkillKind.KEPT, SkillKind.SUB_CENTER)) != bool(skill.unit):
            yield skill.code, "unit", "保留座席和分中心的技能组应写明单位，其他应留空"
        if skill.overflow and skill.overflow not in skills:
            yield skill.code, "overflow", f"没有“{skill.overflow}”这个技能组"
        if bool(skill.overflow) != bool(skill.overflow_after):
            yield skill.code, "overflow_after", "溢出的技能组和秒数应同时填写"
        seen, at = {skill.code}, skill.overflow
        while at in skills and at not in seen:
            seen.add(at)
            at = skills[at].overflow
        if at in seen:
            yield skill.code, "overflow", "溢出沿这一列又回到自己"


def needs_approval(before: HotlineFact | None, wanted: HotlineFact) -> str:
    """Why an approval record is needed, or nothing. 方案 三(一): 原则上不得新设, 已经取消的原则上也不再恢复."""
    if before is None:
        return "原则上不得新设政务服务便民热线，新登记号码须有审批记录"
    dead = False
    for period in wanted.periods:
        if dead and period.stage in _OPEN and period not in before.periods:
            return "已经取消的热线原则上不再恢复，恢复号码须有审批记录"
        dead = dead or period.stage in _DEAD
    return ""
