"""Rules that reach over rows and files of a pack. Each check names file, row, column and what to do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations
from typing import TypeVar

from .numbers import Numbers, check_numbers
from .resolve import Resolver, in_force
from .sheets import Rows, cycles, doubles, unknown
from .values import (
    AT_COUNTY,
    AT_TOWN,
    AppealClass,
    Area,
    AreaLevel,
    CalendarDay,
    CatalogueRule,
    Limit,
    Message,
    Mistake,
    Portal,
    Refusal,
    Region,
    Transfer,
    TransferKind,
    Unit,
    UnitType,
    Village,
)

T = TypeVar("T")

EMERGENCY_NUMBERS = ("110", "119", "120", "122")
"""Never merged, only transferred to (方案 一)."""
APPEAL_TYPES = ("咨询", "求助", "投诉", "举报", "建议", "表扬", "其他")
"""诉求类型 (国办函〔2025〕66号(二))."""
URGENCIES = ("特急", "紧急", "一般")
FIXED_LIMITS = ("general", "urgent", "utility")
"""Limit keys the system asks for by name."""

_PARENT_LEVELS: Mapping[AreaLevel, tuple[AreaLevel, ...]] = {
    AreaLevel.CITY: (),
    AreaLevel.COUNTY: (AreaLevel.CITY,),
    AreaLevel.ZONE: (AreaLevel.CITY,),
    AreaLevel.TOWN: (AreaLevel.COUNTY, AreaLevel.ZONE),
}
_COUNTY_LEVELS = (AreaLevel.COUNTY, AreaLevel.ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A pack whose files are right in themselves, rows still with their numbers."""

    region: Region
    messages: tuple[Message, ...]
    prompts: Mapping[str, str]
    portal: Portal
    areas: Rows[Area]
    villages: Rows[Village]
    units: Rows[Unit]
    classes: Rows[AppealClass]
    catalogue: Rows[CatalogueRule]
    limits: Rows[Limit]
    refusals: Rows[Refusal]
    transfers: Rows[Transfer]
    numbers: Numbers
    calendar: Rows[CalendarDay]


def check(draft: Draft) -> list[Mistake]:
    """All mistakes across rows and files. Who leads where is only asked of a pack that is otherwise right."""
    mistakes = list(
        chain(
            _check_doubles(draft),
            _check_areas(draft),
            _check_villages(draft),
            _check_units(draft),
            _check_governments(draft),
            _check_centre(draft),
            _check_classes(draft),
            _check_leaves(draft),
            _check_catalogue(draft),
            _check_overlaps(draft.catalogue),
            _check_limits(draft.limits),
            _check_refusals(draft.refusals),
            _check_transfers(draft.transfers),
            _check_hotlines(draft),
        )
    )
    return mistakes or list(_check_every_leaf_resolves(draft))


def _codes(rows: Rows[Unit]) -> dict[str, Unit]:
    return {unit.code: unit for unit in rows.values()}


def _check_doubles(draft: Draft) -> Iterator[Mistake]:
    yield from doubles(draft.areas, "code", lambda area: area.code)
    yield from doubles(draft.villages, "code", lambda village: village.code)
    yield from doubles(draft.units, "code", lambda unit: unit.code)
    yield from doubles(draft.classes, "code", lambda item: item.code)
    yield from doubles(draft.classes, "name", lambda item: f"{item.parent}/{item.name}")
    yield from doubles(draft.limits, "key", lambda limit: limit.key)
    yield from doubles(draft.refusals, "code", lambda refusal: refusal.code)
    yield from doubles(draft.transfers, "code", lambda transfer: transfer.code)
    yield from doubles(draft.calendar, "day", lambda day: day.day.isoformat())


# ---- places ----


def _check_areas(draft: Draft) -> Iterator[Mistake]:
    areas, known = draft.areas, {area.code: area for area in draft.areas.values()}
    cities = [area.code for area in areas.values() if area.level is AreaLevel.CITY]
    if cities != [draft.region.code]:
        yield areas.mistake(0, "level", f"应有且只有一个 city,编码是 region.toml 里的 {draft.region.code}")
    for row, area in areas:
        above = known.get(area.parent)
        if area.level is AreaLevel.CITY:
            if area.parent:
                yield areas.mistake(row, "parent", "市本级没有上级，应留空")
        elif area.level is AreaLevel.TOWN and (above is None or above.level not in _COUNTY_LEVELS):
            yield areas.mistake(row, "parent", f"乡镇街道“{area.name}”没有所属的县区，请填县区或功能区的编码")
        elif above is None or above.level not in _PARENT_LEVELS[area.level]:
            yield areas.mistake(row, "parent", f"“{area.parent}”不是“{area.name}”的上一级")
    yield from _check_area_names(areas)


def _check_area_names(areas: Rows[Area]) -> Iterator[Mistake]:
    """A name or old name must lead to one county only."""
    first: dict[str, int] = {}
    for row, area in areas:
        if area.level not in _COUNTY_LEVELS:
            continue
        for name in (area.name, *area.old_names):
            if name in first:
                yield areas.mistake(row, "old_names", f"“{name}”在第 {first[name]} 行已有，会认错地方")
            first.setdefault(name, row)


def _check_villages(draft: Draft) -> Iterator[Mistake]:
    towns = [area.code for area in draft.areas.values() if area.level is AreaLevel.TOWN]
    yield from unknown(draft.villages, "parent", lambda village: (village.parent,), towns, "areas.csv 的乡镇街道")


# ---- units ----


def _check_units(draft: Draft) -> Iterator[Mistake]:
    units, known = draft.units, _codes(draft.units)
    yield from unknown(units, "parent", lambda unit: (unit.parent,), known, "units.csv")
    yield from unknown(units, "successor", lambda unit: (unit.successor,), known, "units.csv")
    yield from unknown(units, "area", lambda unit: (unit.area,), (a.code for a in draft.areas.values()), "areas.csv")
    yield from cycles(units, "parent", lambda unit: unit.code, lambda unit: unit.parent)
    yield from cycles(units, "successor", lambda unit: unit.code, lambda unit: unit.successor)
    roots = [row for row, unit in units if not unit.parent]
    if len(roots) != 1:
        yield units.mistake(0, "parent", f"应有且只有一个没有上级的单位(市政府),现在有 {len(roots)} 个")
    for row, unit in units:
        above = known.get(unit.parent)
        if above and above.tier > unit.tier:
            yield units.mistake(row, "tier", f"层级 {unit.tier} 高于上级“{above.name}”的层级 {above.tier}")
    open_units = Rows(units.file, tuple((row, unit) for row, unit in units if unit.valid_to is None))
    yield from doubles(open_units, "name", lambda unit: unit.name)


def _check_governments(draft: Draft) -> Iterator[Mistake]:
    """Each county or zone has one government, each township one office under it: where `@county`, `@town` lead."""
    units = draft.units
    for kind, levels in ((UnitType.COUNTY, _COUNTY_LEVELS), (UnitType.TOWN, (AreaLevel.TOWN,))):
        places = {area.code: area for area in draft.areas.values() if area.level in levels and area.valid_to is None}
        there: dict[str, list[int]] = defaultdict(list)
        for row, unit in units:
            if unit.type is kind and unit.valid_to is None:
                there[unit.area].append(row)
                if not unit.handles:
                    yield units.mistake(row, "handles", f"“{unit.name}”要承办属地工单，应为 true")
                if unit.area not in places:
                    yield units.mistake(row, "area", f"“{unit.name}”的类型是 {kind}，所在区划的级别对不上")
        for code, area in places.items():
            if len(there[code]) != 1:
                reason = f"“{area.name}”({code})应有且只有一个 {kind} 单位，现在有 {len(there[code])} 个"
                yield units.mistake(there[code][-1] if there[code] else 0, "area", reason)
    yield from _check_town_parents(draft)


def _check_town_parents(draft: Draft) -> Iterator[Mistake]:
    areas = {area.code: area for area in draft.areas.values()}
    units = _codes(draft.units)
    for row, unit in draft.units:
        above = units.get(unit.parent)
        if unit.type is not UnitType.TOWN or unit.area not in areas or above is None:
            continue
        if above.type is not UnitType.COUNTY or above.area != areas[unit.area].parent:
            yield draft.units.mistake(row, "parent", f"“{unit.name}”的上级应是它所在县区的政府或管委会")


def _check_centre(draft: Draft) -> Iterator[Mistake]:
    known = _codes(draft.units)
    centre = {
        "government": draft.region.government,
        "governing_office": draft.region.governing_office,
        "centre": draft.region.centre,
    }
    for key, code in centre.items():
        if code not in known:
            yield Mistake("region.toml", 0, f"centre.{key}", f"units.csv 里没有“{code}”")


def _lead_fault(unit: Unit | None, code: str, until: date | None) -> str:
    """Why a unit cannot lead up to a day (None: for good), or nothing."""
    if unit is None:
        return f"units.csv 里没有“{code}”"
    if not unit.handles:
        return f"“{unit.name}”不是承办单位(handles 为 false),不能主办"
    if unit.valid_to is not None and (until is None or until > unit.valid_to):
        heir = f",请改为承接单位“{unit.successor}”" if unit.successor else ",请改为承接其职责的单位"
        return f"“{unit.name}”自 {unit.valid_to} 起停用{heir}"
    return ""


# ---- classes and catalogue ----


def _check_classes(draft: Draft) -> Iterator[Mistake]:
    classes = draft.classes
    known = {item.code: item for item in classes.values()}
    yield from cycles(classes, "parent", lambda item: item.code, lambda item: item.parent)
    for row, item in classes:
        if not (item.code.isascii() and item.code.isdigit() and len(item.code) == 2 * item.level):
            yield classes.mistake(row, "code", f"第 {item.level} 级的编码应是 {2 * item.level} 位数字")
        elif item.parent != item.code[:-2]:
            yield classes.mistake(row, "parent", f"上级应是“{item.code[:-2]}”" if item.level > 1 else "一级类没有上级")
        elif item.parent and item.parent not in known:
            yield classes.mistake(row, "parent", f"classes.csv 里没有“{item.parent}”")
    yield from unknown(
        classes, "limit", lambda item: (item.limit,), (limit.key for limit in draft.limits.values()), "limits.csv"
    )
    units = _codes(draft.units)
    for row, item in classes:
        fault = _lead_fault(units.get(item.default_unit), item.default_unit, None) if item.default_unit else ""
        if fault:
            yield classes.mistake(row, "default_unit", fault)


def _leaves(classes: Rows[AppealClass]) -> Iterator[tuple[int, AppealClass]]:
    parents = {item.parent for item in classes.values()}
    return ((row, item) for row, item in classes if item.code not in parents)


def _check_leaves(draft: Draft) -> Iterator[Mistake]:
    for row, item in _leaves(draft.classes):
        if not item.default_unit:
            yield draft.classes.mistake(row, "default_unit", f"末级类“{item.name}”应有默认承办单位")
        if not item.limit:
            yield draft.classes.mistake(row, "limit", f"末级类“{item.name}”应有时限，一般填 general")
        if not 2 <= len(item.keywords) <= 6:
            yield draft.classes.mistake(row, "keywords", f"末级类“{item.name}”应有 2 到 6 个关键词")


def _check_catalogue(draft: Draft) -> Iterator[Mistake]:
    rules, units = draft.catalogue, _codes(draft.units)
    tokens = (AT_COUNTY, AT_TOWN)
    codes = [item.code for item in draft.classes.values()]
    yield from unknown(rules, "class", lambda rule: (rule.class_code,), codes, "classes.csv")
    yield from unknown(rules, "area", lambda rule: (rule.area,), (a.code for a in draft.areas.values()), "areas.csv")
    yield from unknown(rules, "copies", lambda rule: rule.copies, {*units, *tokens}, "units.csv")
    for row, rule in rules:
        lead = units.get(rule.lead)
        fault = "" if rule.lead in tokens else _lead_fault(lead, rule.lead, rule.valid_to)
        if fault:
            yield rules.mistake(row, "lead", fault)
        if rule.lead in rule.copies:
            yield rules.mistake(row, "copies", "主办单位不用再抄送自己")
        if rule.lead == AT_TOWN or (lead and lead.type is UnitType.TOWN):
            county = lead.parent if lead else AT_COUNTY
            if AT_COUNTY not in rule.copies and county not in rule.copies:
                yield rules.mistake(row, "copies", "派给乡镇街道的，应抄送县级(加上 @county)")


def _check_overlaps(rules: Rows[CatalogueRule]) -> Iterator[Mistake]:
    """One rule for a class and a place at a time."""
    groups: dict[tuple[str, str], list[tuple[int, CatalogueRule]]] = defaultdict(list)
    for row, rule in rules:
        groups[rule.class_code, rule.area].append((row, rule))
    for group in groups.values():
        for (first, one), (second, other) in combinations(group, 2):
            if _starts_before_end(one, other) and _starts_before_end(other, one):
                yield rules.mistake(second, "valid_from", f"与第 {first} 行同类同地，有效期重叠")


def _starts_before_end(one: CatalogueRule, other: CatalogueRule) -> bool:
    return one.valid_from is None or other.valid_to is None or one.valid_from < other.valid_to


def _check_every_leaf_resolves(draft: Draft) -> Iterator[Mistake]:
    """Each leaf has a unit in each county and zone, on every day on which the catalogue or a unit changes."""
    resolver = Resolver(draft.areas.values(), draft.units.values(), draft.classes.values(), draft.catalogue.values())
    counties = [area for area in draft.areas.values() if area.level in _COUNTY_LEVELS]
    units, days = _codes(draft.units), _days_of_change(draft)

    def is_led(leaf: AppealClass, area: Area, day: date) -> bool:
        found = resolver.resolve(leaf.code, area.code, day)
        return found is not None and in_force(units[found.lead].valid_from, units[found.lead].valid_to, day)

    for row, leaf in _leaves(draft.classes):
        gaps = [(day, area) for day in days for area in counties if not is_led(leaf, area, day)]
        if gaps:
            day, area = gaps[0]
            places = f"{area.name}等 {len({a.code for _, a in gaps})} 个县区"
            reason = f"“{leaf.name}”自 {day} 起在{places}没有可用的承办单位，请补派单目录，或核对单位的启用日期"
            yield draft.classes.mistake(row, "default_unit", reason)


def _days_of_change(draft: Draft) -> list[date]:
    """First days of a state of the catalogue, from its first day on."""
    rules, units = draft.catalogue.values(), draft.units.values()
    first = min((rule.valid_from for rule in rules if rule.valid_from), default=date.min)
    dated: tuple[CatalogueRule | Unit, ...] = (*rules, *units)
    days = {day for item in dated for day in (item.valid_from, item.valid_to) if day and day >= first}
    return sorted(days) or [date.max]


# ---- the small tables ----


def _check_limits(limits: Rows[Limit]) -> Iterator[Mistake]:
    for row, limit in limits:
        if limit.urgency not in URGENCIES:
            yield limits.mistake(row, "urgency", f"“{limit.urgency}”应是 {'、'.join(URGENCIES)} 之一")
        if limit.appeal_type and limit.appeal_type not in APPEAL_TYPES:
            yield limits.mistake(
                row, "appeal_type", f"“{limit.appeal_type}”应是 {'、'.join(APPEAL_TYPES)} 之一，或留空"
            )
    keys = {limit.key for limit in limits.values()}
    for key in FIXED_LIMITS:
        if key not in keys:
            yield limits.mistake(0, "key", f"缺少“{key}”这一行")
    typed = Rows(limits.file, tuple((row, limit) for row, limit in limits if limit.appeal_type))
    yield from doubles(typed, "appeal_type", lambda limit: f"{limit.urgency}/{limit.appeal_type}")
    types = {limit.appeal_type for limit in typed.values()}
    for name in APPEAL_TYPES:
        if name not in types:
            yield limits.mistake(0, "appeal_type", f"缺少诉求类型“{name}”的时限")


def _check_refusals(refusals: Rows[Refusal]) -> Iterator[Mistake]:
    for row, refusal in refusals:
        if not refusal.never_for_safety:
            reason = "涉及安全、未成年人和自伤的反映一律不得拒绝受理，应为 true"
            yield refusals.mistake(row, "never_for_safety", reason)


def _check_transfers(transfers: Rows[Transfer]) -> Iterator[Mistake]:
    emergency = {t.number: t for t in transfers.values() if t.kind is TransferKind.EMERGENCY}
    for number in EMERGENCY_NUMBERS:
        if number not in emergency:
            yield transfers.mistake(0, "number", f"缺少紧急号码 {number}(kind 为 emergency)")
    for row, transfer in transfers:
        if transfer.kind is TransferKind.EMERGENCY and not transfer.number:
            yield transfers.mistake(row, "number", "紧急号码不能为空")
    numbered = Rows(transfers.file, tuple((row, t) for row, t in transfers if t.number))
    yield from doubles(numbered, "number", lambda transfer: transfer.number)


def _check_hotlines(draft: Draft) -> Iterator[Mistake]:
    """The numbers with what their routes need of the other files."""
    emergency = {t.number for t in draft.transfers.values() if t.kind is TransferKind.EMERGENCY} | {*EMERGENCY_NUMBERS}
    yield from doubles(draft.numbers.hotlines, "number", lambda hotline: hotline.number)
    yield from check_numbers(draft.numbers, draft.region, frozenset(emergency), draft.prompts, _codes(draft.units))
    counties = [area.code for area in draft.areas.values() if area.level in _COUNTY_LEVELS]
    yield from unknown(draft.numbers.hotlines, "area", lambda hotline: (hotline.area,), counties, "areas.csv 的县区")
    for row, hotline in draft.numbers.hotlines:
        # A dissolved owner may stand: the annex is history (创建全国文明城市指挥部办公室 will dissolve).
        fault = _lead_fault(_codes(draft.units).get(hotline.owner), hotline.owner, date.min)
        if fault:
            yield draft.numbers.hotlines.mistake(row, "owner_unit", fault)
    listed = Rows(
        draft.numbers.hotlines.file,
        tuple((row, h) for row, h in draft.numbers.hotlines if h.seq is not None and not h.absorbed_into),
    )
    yield from doubles(listed, "seq", lambda hotline: f"{hotline.mode}/{hotline.seq}")
