"""Pure decisions of 目录: who should handle, within which limit, on which calendar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from yihao.catalogue.values import Area, CalendarDay, DispatchRule, ItemClass, LimitRow, Policy, Target, Urgency
from yihao.kernel.calendar import Calendar

E = TypeVar("E", Area, ItemClass)


@dataclass(frozen=True, slots=True)
class Advice:
    """What the catalogue says of a class at a place: unit codes or tokens, and why."""

    lead: str
    copies: tuple[str, ...]
    basis: str
    why: str
    rule: str


def chain(entries: Mapping[str, E], code: str) -> list[E]:
    """The entry and its ancestors, itself first; [] for an unknown code."""
    found: list[E] = []
    while (entry := entries.get(code)) is not None and entry not in found:
        found.append(entry)
        code = entry.parent
    return found


def advise(
    *,
    rules: Iterable[DispatchRule],
    classes: Mapping[str, ItemClass],
    areas: Mapping[str, Area],
    class_code: str,
    area_code: str,
    day: date,
) -> Advice | None:
    """The catalogue's entry for a class at a place: the nearest class wins, then the nearest area.

    Without an entry the leaf's default unit; None when there is neither. 国办函〔2025〕66号(五) 派单目录.
    """
    class_line = {c.code: n for n, c in enumerate(chain(classes, class_code))}
    area_line = {a.code: n for n, a in enumerate(chain(areas, area_code))}
    anywhere = len(area_line)
    fitting = [
        (class_line[r.class_code], area_line.get(r.area, anywhere), r)
        for r in rules
        if r.class_code in class_line
        and (not r.area or r.area in area_line)
        and (r.valid_from is None or r.valid_from <= day)
        and (r.valid_to is None or day <= r.valid_to)
    ]
    if fitting:
        _, _, rule = min(fitting, key=lambda f: f[:2])
        where = areas[rule.area].name if rule.area in areas else "全市"
        why = f"派单目录：{classes[rule.class_code].name} × {where}"
        return Advice(rule.lead, rule.copies, rule.basis, why, rule.code)
    for entry in chain(classes, class_code):
        if entry.default_unit:
            return Advice(entry.default_unit, (), "分类默认承办单位", f"分类“{entry.name}”的默认承办单位", "")
    return None


def choose_limit(
    *, limits: Sequence[LimitRow], classes: Mapping[str, ItemClass], class_code: str, appeal_type: str, urgency: str
) -> LimitRow:
    """The limit row of an order: 特急 first, then the class's own, then by type, then the general one (领域档案 3.7).

    Raises LookupError when the dictionary has no row that fits.
    """
    by_code = {r.code: r for r in limits}
    if urgency == Urgency.CRITICAL:
        for row in limits:
            if row.urgency == urgency:
                return row
    own = next((c.limit for c in chain(classes, class_code) if c.limit), "")
    if own in by_code:
        return by_code[own]
    for row in limits:
        if row.appeal_type == appeal_type and not row.urgency:
            return row
    for row in limits:
        if not row.appeal_type and not row.urgency and row.code == "general":
            return row
    raise LookupError("no limit fits")


def build_calendar(*, days: Iterable[CalendarDay], windows: Sequence[str], zone: ZoneInfo, version: int) -> Calendar:
    """The working calendar from the dictionary's entries. `windows` are `08:30-12:00`."""
    special: dict[date, bool] = {}
    years: set[int] = set()
    for day in days:
        if day.kind == "year":
            years.add(int(day.code))
        else:
            special[date.fromisoformat(day.code)] = day.kind == "work"
    spans = tuple((_time(a), _time(b)) for a, b in (w.split("-") for w in windows))
    return Calendar(version, zone, spans, special, frozenset(years))


def emergencies(text: str, targets: Iterable[Target]) -> list[tuple[str, Target]]:
    """Words in `text` that sound like danger, with the service to call. 国办发〔2022〕12号; 领域档案 D7.

    The machine only points; the agent decides.
    """
    return [(word, target) for target in targets for word in target.words if word in text]


def _time(text: str) -> time:
    return time.fromisoformat(text.strip())


def is_readable(entry: object) -> bool:
    """Whether everything that reads an entry can read it: dates, units, opening hours. One that can't would stop every
    order at once."""
    try:
        match entry:
            case CalendarDay(code=code, kind="year"):
                return 2000 <= int(code) <= 2100
            case CalendarDay(code=code, kind=kind):
                return kind in ("work", "rest") and date.fromisoformat(code) is not None
            case LimitRow():
                return all(limit.amount > 0 for limit in (entry.sign, entry.handle, entry.contact) if limit is not None)
            case DispatchRule(valid_from=start, valid_to=end):
                return bool(entry.class_code and entry.lead) and _is_period(start, end)
            case Policy():
                spans = [[_time(t) for t in w.split("-")] for w in entry.windows]
                marks = [t for s in spans for t in s]
                return bool(spans) and all(len(s) == 2 and s[0] < s[1] for s in spans) and marks == sorted(marks)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _is_period(start: object, end: object) -> bool:
    days = [date.fromisoformat(str(d)) for d in (start, end) if d]
    return days == sorted(days)
