"""Reads of 目录: published versions as values. A version never changes, so it is kept once read."""

from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar, cast
from uuid import UUID

from yihao.catalogue import rules
from yihao.catalogue.models import Version
from yihao.catalogue.values import (
    COUNTY,
    ENTRY_TYPES,
    TOWN,
    Area,
    CalendarDay,
    Dictionary,
    DispatchRule,
    Ground,
    ItemClass,
    LimitRow,
    Policy,
    Target,
    Versions,
)
from yihao.kernel import clock
from yihao.kernel.calendar import Calendar
from yihao.kernel.problems import NotFound
from yihao.kernel.snapshot import snapshot
from yihao.organisation import queries as organisation
from yihao.organisation.values import UnitFact, UnitType

T = TypeVar("T")


@snapshot("dictionary_version")
def _published() -> list[tuple[str, str, int, datetime, UUID]]:
    found = Version.objects.order_by("effective_from", "number")
    return list(found.values_list("region", "dictionary", "number", "effective_from", "id"))


def versions(region: str, at: datetime | None = None) -> Versions:
    """The versions in force at an instant (now when None)."""
    moment = at or clock.now()
    return Versions({Dictionary(d): n for r, d, n, since, _ in _published() if r == region and since <= moment})


def _entries(region: str, dictionary: Dictionary, version: int, kind: type[T]) -> dict[str, T]:
    key = next((i for r, d, n, _, i in _published() if (r, d, n) == (region, dictionary, version)), None)
    if key is None:
        raise NotFound(title="字典尚未发布", detail="请运行 bin/yihao region load 载入地区数据。")
    return cast(dict[str, T], _read(key, dictionary))


@lru_cache(maxsize=64)
def _read(version_id: UUID, dictionary: Dictionary) -> dict[str, Any]:
    body = Version.objects.values_list("body", flat=True).get(id=version_id)
    kind = ENTRY_TYPES[dictionary]
    return {entry["code"]: _entry(kind, entry) for entry in body}


def _entry(kind: type[T], body: dict[str, Any]) -> T:
    values = {f.name: body[f.name] for f in fields(kind) if f.name in body}  # type: ignore[arg-type]
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
        elif name in ("valid_from", "valid_to") and value:
            values[name] = date.fromisoformat(value)
    return kind(**values)


def areas(region: str, version: int) -> dict[str, Area]:
    """行政区划 by code."""
    return _entries(region, Dictionary.AREAS, version, Area)


def classes(region: str, version: int) -> dict[str, ItemClass]:
    """诉求分类 by code."""
    return _entries(region, Dictionary.CLASSES, version, ItemClass)


def limits(region: str, version: int) -> dict[str, LimitRow]:
    """办理时限 by code."""
    return _entries(region, Dictionary.LIMITS, version, LimitRow)


def grounds(region: str, version: int) -> dict[str, Ground]:
    """不予受理情形 by code."""
    return _entries(region, Dictionary.GROUNDS, version, Ground)


def targets(region: str, version: int) -> dict[str, Target]:
    """转办去向 by code."""
    return _entries(region, Dictionary.TARGETS, version, Target)


def policy(region: str, version: int) -> Policy:
    """运行参数."""
    return next(iter(_entries(region, Dictionary.POLICY, version, Policy).values()))


@lru_cache(maxsize=64)
def _calendar(region: str, version: int, policy_version: int) -> Calendar:
    days = _entries(region, Dictionary.CALENDAR, version, CalendarDay).values()
    windows = policy(region, policy_version).windows
    return rules.build_calendar(days=days, windows=windows, zone=organisation.zone_of(region), version=version)


def calendar(region: str, at: Versions) -> Calendar:
    """The working calendar of these versions."""
    return _calendar(region, at.of(Dictionary.CALENDAR), at.of(Dictionary.POLICY))


def holiday_names(region: str, at: Versions) -> dict[date, str]:
    """Names of the days that differ from Monday–Friday, holidays and make-up working days."""
    days = _entries(region, Dictionary.CALENDAR, at.of(Dictionary.CALENDAR), CalendarDay).values()
    return {date.fromisoformat(d.code): d.name for d in days if d.kind != "year"}


def limit_for(region: str, at: Versions, *, class_code: str, appeal_type: str, urgency: str) -> LimitRow:
    """The limit row of an order."""
    return rules.choose_limit(
        limits=list(limits(region, at.of(Dictionary.LIMITS)).values()),
        classes=classes(region, at.of(Dictionary.CLASSES)),
        class_code=class_code,
        appeal_type=appeal_type,
        urgency=urgency,
    )


def advice(region: str, at: Versions, *, class_code: str, area_code: str) -> rules.Advice | None:
    """What the dispatch catalogue says, with unit codes or tokens."""
    return rules.advise(
        rules=_entries(region, Dictionary.CATALOGUE, at.of(Dictionary.CATALOGUE), DispatchRule).values(),
        classes=classes(region, at.of(Dictionary.CLASSES)),
        areas=areas(region, at.of(Dictionary.AREAS)),
        class_code=class_code,
        area_code=area_code,
        day=organisation.today(region),
    )


def resolve(region: str, at: Versions, token: str, area_code: str) -> UnitFact | None:
    """The unit that a code or token of the catalogue means at a place, if it exists and handles orders today.

    `@town` falls back on the county: where no township is named, the county finds out which.
    """
    day = organisation.today(region)
    if token not in (COUNTY, TOWN):
        return in_force(organisation.units_by_code().get((region, token)), day)
    line = [a.code for a in rules.chain(areas(region, at.of(Dictionary.AREAS)), area_code)]
    for kind in (UnitType.TOWN, UnitType.COUNTY) if token == TOWN else (UnitType.COUNTY,):
        for place in line:
            if (found := _government(region, kind, place, day)) is not None:
                return found
    return None


def _government(region: str, kind: UnitType, area_code: str, day: date) -> UnitFact | None:
    """The government of a place: the one in force, before the successor of one of the past."""
    there = [u for u in organisation.units().values() if (u.region, u.type, u.area_code) == (region, kind, area_code)]
    there.sort(key=lambda u: u.valid_to is not None)
    return next((u for found in there if (u := in_force(found, day)) is not None), None)


def in_force(unit: UnitFact | None, day: date) -> UnitFact | None:
    """The unit itself on a day of its validity, afterwards its successor; None when there is none that handles."""
    seen: set[UUID] = set()
    while unit is not None and unit.valid_to is not None and unit.valid_to < day:
        if unit.id in seen:
            return None
        seen.add(unit.id)
        unit = organisation.units().get(unit.successor_id) if unit.successor_id else None
    return unit if unit is not None and unit.handles and unit.valid_from <= day else None


def area_path(region: str, at: Versions, code: str) -> list[str]:
    """Names from the county down: 浔阳区, 甘棠街道."""
    line = rules.chain(areas(region, at.of(Dictionary.AREAS)), code)
    return [a.name for a in reversed(line) if a.level != "city"]


def class_path(region: str, version: int, code: str) -> list[str]:
    """Names from the first level down: 水电气热及通信, 供水, 停水."""
    return [c.name for c in reversed(rules.chain(classes(region, version), code))]
