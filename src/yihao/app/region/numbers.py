"""The numbers of a pack: `hotlines.csv`, `hotline_periods.csv`, `skills.csv`, `menus.csv`, and the tasks of their merge,
`merge_tasks.csv`. The rules of the numbers are the register's."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from yihao.centre.values import OnlyIf, TaskKind
from yihao.hotlines.rules import register
from yihao.hotlines.values import (
    After,
    Choice,
    HotlineFact,
    MenuFact,
    Mode,
    NumberPlan,
    Period,
    SkillFact,
    SkillKind,
    Stage,
    Then,
)

from .sheets import Line, Rows, read_rows
from .values import Mistake, Pack, Region, TransferKind

HOTLINE_COLUMNS = (
    *("number", "name", "mode", "phase", "seq", "owner_unit", "already_merged", "expert_seats", "absorbed_into"),
    *("counts_under", "area", "retained_by", "legal_basis", "note"),
)
PERIOD_COLUMNS = (
    *("number", "stage", "valid_from", "valid_to", "then", "after", "seats_in", "seats_kept", "system_link"),
    *("remote_seats", "menu", "skill", "kept_skill", "basis"),
)
SKILL_COLUMNS = ("code", "name", "kind", "unit", "overflow", "overflow_after", "announces", "note")
TASK_COLUMNS = ("code", "name", "modes", "only_if", "due_days", "basis")
MENU_COLUMNS = ("code", "key", "text", "skill", "target")
_DAYS = re.compile(r"-?\d{1,2}|\d{3}", re.ASCII)
_COLUMN_OF = {"owner": "owner_unit", "start": "valid_from", "end": "valid_to"}
"""Columns that are not called as the fields of the register."""


@dataclass(frozen=True, slots=True)
class DatedPeriod:
    """A row of `hotline_periods.csv`."""

    number: str
    period: Period


@dataclass(frozen=True, slots=True)
class MenuKey:
    """A row of `menus.csv`."""

    code: str
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The five files."""

    hotlines: Rows[HotlineFact]
    periods: Rows[DatedPeriod]
    skills: Rows[SkillFact]
    keys: Rows[MenuKey]
    tasks: Rows[TaskKind]

    def menus(self) -> tuple[MenuFact, ...]:
        """The menus in the order of their first keys."""
        found: dict[str, list[Choice]] = defaultdict(list)
        for key in self.keys.values():
            found[key.code].append(key.choice)
        return tuple(MenuFact(code, tuple(choices)) for code, choices in found.items())


def read_numbers(folder: Path, mistakes: list[Mistake]) -> Numbers:
    """Read the files; what is wrong with a row is noted."""
    return Numbers(
        hotlines=read_rows(folder, "hotlines.csv", HOTLINE_COLUMNS, _hotline, mistakes),
        periods=read_rows(folder, "hotline_periods.csv", PERIOD_COLUMNS, _period, mistakes),
        skills=read_rows(folder, "skills.csv", SKILL_COLUMNS, _skill, mistakes),
        keys=read_rows(folder, "menus.csv", MENU_COLUMNS, _key, mistakes),
        tasks=read_rows(folder, "merge_tasks.csv", TASK_COLUMNS, _task, mistakes),
    )


def the_numbers(numbers: Numbers) -> tuple[HotlineFact, ...]:
    """The numbers, each with its periods in order of time."""
    return tuple(replace(h, periods=tuple(p for _, p in _dated(numbers, h.number))) for h in numbers.hotlines.values())


def plan_of(pack: Pack) -> NumberPlan:
    """What the routes of a pack's numbers rest on, without a database."""
    return NumberPlan(
        own_number=pack.region.number,
        phone_area_code=pack.region.phone_area_code,
        timezone=pack.region.timezone,
        emergency=frozenset(t.number for t in pack.transfers if t.kind is TransferKind.EMERGENCY),
        transition_months=pack.region.policy.merge_transition_months,
        hotlines={h.number: h for h in pack.hotlines},
        skills={s.code: s for s in pack.skills},
        menus={m.code: m for m in pack.menus},
        prompts=pack.prompts,
        successors={
            u.code: (u.valid_to - timedelta(days=1), u.successor) for u in pack.units if u.valid_to and u.successor
        },
    )


def check_numbers(
    numbers: Numbers, region: Region, emergency: frozenset[str], prompts: Mapping[str, str], units: Iterable[str]
) -> Iterator[Mistake]:
    """The register's own rules, told by file, row and column."""
    units = set(units)
    plan = NumberPlan(
        own_number=region.number,
        phone_area_code=region.phone_area_code,
        timezone=region.timezone,
        emergency=emergency,
        transition_months=region.policy.merge_transition_months,
        hotlines={h.number: h for h in the_numbers(numbers)},
        skills={s.code: s for s in numbers.skills.values()},
        menus={m.code: m for m in numbers.menus()},
        prompts=prompts,
    )
    yield from _check_skills(numbers, plan, units)
    yield from _check_menus(numbers, plan)
    yield from _check_periods(numbers, plan)
    yield from _check_merging(numbers, region)
    for row, listed in numbers.hotlines:
        dated = _dated(numbers, listed.number)
        whole = replace(listed, periods=tuple(p for _, p in dated))
        for fault in register.faults(whole, plan, units | {listed.owner}):
            column = _COLUMN_OF.get(fault.field, fault.field)
            if fault.period is None:
                yield numbers.hotlines.mistake(row, column, fault.reason)
            else:
                yield numbers.periods.mistake(dated[fault.period][0], column, fault.reason)


def _check_skills(numbers: Numbers, plan: NumberPlan, units: set[str]) -> Iterator[Mistake]:
    rows = {s.code: row for row, s in numbers.skills}
    if len(rows) < len(numbers.skills.values()):
        yield numbers.skills.mistake(0, "code", "技能组的代码有重复")
    for code, field, reason in register.skill_faults(plan.skills, units):
        yield numbers.skills.mistake(rows.get(code, 0), field, reason)


def _check_menus(numbers: Numbers, plan: NumberPlan) -> Iterator[Mistake]:
    rows = {(key.code, key.choice.key): row for row, key in numbers.keys}
    for menu in plan.menus.values():
        if menu.prompt not in plan.prompts:
            yield Mistake("prompts.toml", 0, f"prompts.{menu.prompt}", "缺少这个语音菜单的文字")
            continue
        for key, field, reason in register.menu_faults(menu, plan.prompts[menu.prompt], plan.skills):
            yield numbers.keys.mistake(rows[menu.code, key], field, reason)


def _check_periods(numbers: Numbers, plan: NumberPlan) -> Iterator[Mistake]:
    dated = {p.number for p in numbers.periods.values()}
    for row, p in numbers.periods:
        if p.number not in plan.hotlines:
            yield numbers.periods.mistake(row, "number", f"hotlines.csv 里没有“{p.number}”")
    for row, hotline in numbers.hotlines:
        if hotline.number not in dated:
            yield numbers.hotlines.mistake(row, "number", f"hotline_periods.csv 里没有“{hotline.number}”的阶段")


def _check_merging(numbers: Numbers, region: Region) -> Iterator[Mistake]:
    """Every number's phase is one of the plan's (方案 四; 0 is none), every task has a code of its own."""
    phases = {p.number for p in region.phases} | {0}
    for row, hotline in numbers.hotlines:
        if hotline.phase not in phases:
            yield numbers.hotlines.mistake(row, "phase", f"region.toml 里没有第 {hotline.phase} 阶段")
    codes = [t.code for t in numbers.tasks.values()]
    for row, task in numbers.tasks:
        if codes.count(task.code) > 1:
            yield numbers.tasks.mistake(row, "code", f"“{task.code}”写了两次")


def _dated(numbers: Numbers, number: str) -> list[tuple[int, Period]]:
    rows = [(row, p.period) for row, p in numbers.periods if p.number == number]
    return sorted(rows, key=lambda found: found[1].start)


def _hotline(line: Line) -> HotlineFact:
    number = line.text("number")
    if number and not (number.isascii() and number.isdigit() and 3 <= len(number) <= 12):
        line.wrong("number", "号码应是 3 到 12 位数字，不带区号和短横线")
    return HotlineFact(
        number=number,
        name=line.text("name"),
        mode=line.choice("mode", Mode),
        phase=line.number("phase", 0, 9),
        seq=line.number("seq", 1, 999) if line.optional("seq") else None,
        owner=line.text("owner_unit"),
        already_merged=line.flag("already_merged"),
        expert_seats=line.flag("expert_seats"),
        absorbed_into=line.optional("absorbed_into"),
        counts_under=line.optional("counts_under"),
        area=line.optional("area"),
        retained_by=line.optional("retained_by"),
        legal_basis=line.text("legal_basis"),
        note=line.optional("note"),
    )


def _period(line: Line) -> DatedPeriod:
    start, end = line.period()
    if start is None and not line.mistakes:
        line.text("valid_from")
    period = Period(
        stage=line.choice("stage", Stage),
        start=start or date.min,
        end=end - timedelta(days=1) if end else None,
        then=line.choice("then", Then) if line.optional("then") else Then.HANG_UP,
        after=line.choice("after", After),
        seats_in=line.flag("seats_in"),
        seats_kept=line.flag("seats_kept"),
        system_link=line.flag("system_link"),
        remote_seats=line.flag("remote_seats"),
        menu=line.optional("menu"),
        skill=line.optional("skill"),
        kept_skill=line.optional("kept_skill"),
        basis=line.text("basis"),
    )
    return DatedPeriod(line.text("number"), period)


def _skill(line: Line) -> SkillFact:
    return SkillFact(
        code=line.text("code"),
        name=line.text("name"),
        kind=line.choice("kind", SkillKind),
        unit=line.optional("unit"),
        overflow=line.optional("overflow"),
        overflow_after=line.number("overflow_after", 0, 3600),
        announces=line.flag("announces"),
    )


def _task(line: Line) -> TaskKind:
    modes = line.many("modes")
    for mode in modes:
        if mode not in {m.value for m in Mode}:
            line.wrong("modes", f"没有“{mode}”这种归并方式")
    days = line.text("due_days")
    if not _DAYS.fullmatch(days):
        line.wrong("due_days", "期限应是归并首日之前（负数）或之后的天数，在 -99 到 999 之间")
    return TaskKind(
        code=line.text("code"),
        name=line.text("name"),
        modes=modes,
        only_if=line.choice("only_if", OnlyIf),
        due_days=int(days) if _DAYS.fullmatch(days) else 0,
        basis=line.text("basis"),
    )


def _key(line: Line) -> MenuKey:
    key = line.text("key")
    if key and key not in "0123456789*#":
        line.wrong("key", "按键应是 0 到 9、* 或 #")
    choice = Choice(key, line.text("text"), line.optional("skill"), line.optional("target"))
    return MenuKey(line.text("code"), choice)
