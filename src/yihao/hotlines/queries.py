"""Reads of 号码归并: the facts a route rests on, kept for a moment so that a call asks no database."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from yihao.hotlines.models import Hotline, HotlinePeriod, NumberRules, Skill
from yihao.hotlines.rules import routing
from yihao.hotlines.values import (
    After,
    Choice,
    HotlineFact,
    MenuFact,
    Mode,
    NumberPlan,
    Period,
    Route,
    SkillFact,
    SkillKind,
    Stage,
    Then,
)
from yihao.kernel.problems import NotFound
from yihao.kernel.snapshot import snapshot
from yihao.organisation import queries as organisation
from yihao.organisation.models import Region


def route(region: str, number: str, at: datetime) -> Route:
    """What a caller of `number` meets at `at` (a time without zone is the region's own)."""
    return routing.route(number, at, plan(region))


def hotline_of(region: str, number: str) -> HotlineFact | None:
    """A number of the register, as dialled (with or without area code)."""
    here = plan(region)
    return here.hotlines.get(routing.normalise(number, here.phone_area_code))


def skills(region: str) -> Mapping[str, SkillFact]:
    """The queues of a region by code."""
    return plan(region).skills


def plan(region: str) -> NumberPlan:
    """All facts of a region's numbers. Raises NotFound before its pack is loaded."""
    found = plans().get(region)
    if found is None:
        raise NotFound(title="号码数据尚未载入", detail="请运行 bin/yihao region load。")
    return found


def plan_now(region: str) -> NumberPlan:
    """The facts as they stand in this transaction, for a check before a write."""
    return _plan(Region.objects.get(code=region), NumberRules.objects.get(region=region))


@snapshot("hotline", "hotline_period", "hotline_rules", "skill", "region", "unit")
def plans() -> dict[str, NumberPlan]:
    """The facts of every region's numbers."""
    regions = organisation.regions()
    return {r.region: _plan(regions[r.region], r) for r in NumberRules.objects.all() if r.region in regions}


def _plan(region: Region, rules: NumberRules) -> NumberPlan:
    menus = [MenuFact(code, tuple(Choice(**c) for c in choices)) for code, choices in rules.menus.items()]
    return NumberPlan(
        own_number=region.number,
        phone_area_code=region.phone_area_code,
        timezone=region.timezone,
        emergency=frozenset(rules.emergency),
        transition_months=rules.transition_months,
        hotlines={h.number: fact(h) for h in _hotlines(region.code)},
        skills={s.code: _skill(s) for s in Skill.objects.filter(region=region.code)},
        menus={m.code: m for m in menus},
        prompts=region.texts["prompts"],
        successors=_successors(region.code),
    )


def _successors(region: str) -> dict[str, tuple[date, str]]:
    units = organisation.units()
    ended = [u for u in units.values() if u.region == region and u.valid_to and u.successor_id in units]
    return {u.code: (u.valid_to, units[u.successor_id].code) for u in ended if u.valid_to and u.successor_id}


def _hotlines(region: str) -> list[Hotline]:
    return list(Hotline.objects.filter(region=region).select_related("owner_unit").prefetch_related("periods"))


def fact(h: Hotline) -> HotlineFact:
    """A row of the register with its periods as a value."""
    return HotlineFact(
        id=h.id,
        number=h.number,
        name=h.name,
        mode=Mode(h.mode),
        owner=h.owner_unit.code,
        phase=h.phase,
        seq=h.seq,
        already_merged=h.already_merged,
        expert_seats=h.expert_seats,
        absorbed_into=h.absorbed_into,
        counts_under=h.counts_under,
        area=h.area_code,
        retained_by=h.retained_by,
        legal_basis=h.legal_basis,
        note=h.note,
        periods=tuple(_period(p) for p in h.periods.all()),
    )


def _period(p: HotlinePeriod) -> Period:
    return Period(
        stage=Stage(p.stage),
        start=p.valid_from,
        end=p.valid_to,
        then=Then(p.then),
        after=After(p.after),
        seats_in=p.seats_in,
        seats_kept=p.seats_kept,
        system_link=p.system_link,
        remote_seats=p.remote_seats,
        menu=p.menu,
        skill=p.skill,
        kept_skill=p.kept_skill,
        basis=p.basis,
    )


def _skill(s: Skill) -> SkillFact:
    return SkillFact(s.code, s.name, SkillKind(s.kind), s.unit_code, s.overflow, s.overflow_after, s.announces)


def called_name(region: str, number: str) -> str:
    """What a dialled number is called, or empty."""
    found = plans().get(region) if number else None
    hotline = found.hotlines.get(number) if found else None
    return hotline.name if hotline else ""


def unit_namer(region: str) -> Callable[[str], str]:
    """Names units by code; a code that is no unit stays as it is (a number that is transferred to)."""
    units = organisation.units_by_code()

    def name(code: str) -> str:
        found = units.get((region, code))
        return found.label if found else code

    return name
