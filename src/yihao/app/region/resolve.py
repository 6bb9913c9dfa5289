"""Who leads an order of a class at a place, by the dispatch catalogue 派单目录 (国办函〔2025〕66号(五))."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .values import AT_COUNTY, AT_TOWN, AppealClass, Area, AreaLevel, CatalogueRule, Unit, UnitType


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Lead 主办 and copies 抄送 as unit codes; `rule` is None where the class's default unit leads."""

    lead: str
    copies: tuple[str, ...]
    rule: CatalogueRule | None


class Resolver:
    """Answers for one pack; built once, asked often."""

    def __init__(
        self,
        areas: Iterable[Area],
        units: Iterable[Unit],
        classes: Iterable[AppealClass],
        catalogue: Iterable[CatalogueRule],
    ) -> None:
        self._areas = {area.code: area for area in areas}
        self._classes = {item.code: item for item in classes}
        self._governments: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            if unit.type in (UnitType.COUNTY, UnitType.TOWN):
                self._governments[unit.area].append(unit)
        self._rules: dict[str, list[CatalogueRule]] = defaultdict(list)
        for rule in catalogue:
            self._rules[rule.class_code].append(rule)

    def resolve(self, class_code: str, area_code: str, on: date) -> Resolution | None:
        """Lead and copies for a class at a place (township, county or zone) on a day; None where nobody is named.

        The leaf's rules come before its parents', the nearest area's before those for anywhere.
        """
        path = list(self._area_path(area_code))
        for item in self._class_path(class_code):
            for rule in self._nearest_first(item.code, path, on):
                lead = self._unit_at(rule.lead, path, on)
                if lead is not None:
                    copies = dict.fromkeys(self._unit_at(copy, path, on) for copy in rule.copies)
                    return Resolution(lead=lead, copies=tuple(c for c in copies if c and c != lead), rule=rule)
        default = self._classes[class_code].default_unit if class_code in self._classes else ""
        return Resolution(lead=default, copies=(), rule=None) if default else None

    def _class_path(self, code: str) -> Iterator[AppealClass]:
        while item := self._classes.get(code):
            yield item
            code = item.parent

    def _area_path(self, code: str) -> Iterator[Area]:
        while area := self._areas.get(code):
            yield area
            code = area.parent

    def _nearest_first(self, class_code: str, path: list[Area], on: date) -> Iterator[CatalogueRule]:
        rules = [rule for rule in self._rules[class_code] if in_force(rule.valid_from, rule.valid_to, on)]
        for code in [*(area.code for area in path), ""]:
            yield from (rule for rule in rules if rule.area == code)

    def _unit_at(self, token: str, path: list[Area], on: date) -> str | None:
        if token not in (AT_COUNTY, AT_TOWN):
            return token
        towns = [area for area in path if area.level is AreaLevel.TOWN] if token == AT_TOWN else []
        counties = [area for area in path if area.level in (AreaLevel.COUNTY, AreaLevel.ZONE)]
        for area in towns + counties:
            for unit in self._governments[area.code]:
                if in_force(unit.valid_from, unit.valid_to, on):
                    return unit.code
        return None


def in_force(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Whether a period includes a day: the first day counts, the last does not."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)
