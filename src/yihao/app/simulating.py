"""`yihao simulate`: an installation of its own with a believable past. Made from nothing: pack, people, days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial

from django.db import transaction

from yihao.app.region import read_pack
from yihao.app.region.load import load_pack
from yihao.app.region.texts import grammar_of
from yihao.app.setup import demonstration_accounts, region_folder
from yihao.calls.actions.seats import skills_of
from yihao.calls.queries.parameters import parameters
from yihao.calls.reader import count_closed_calls
from yihao.calls.rules.replay import Line, Tempo
from yihao.calls.switchboard.office import overflow, route_of
from yihao.followups.jobs import take_closed_calls
from yihao.hotlines import queries as hotlines
from yihao.hotlines.jobs import flip_due
from yihao.kernel import clock, messages, partitions, schema, sequencer, sql
from yihao.kernel.settings import settings
from yihao.kernel.snapshot import forget
from yihao.kernel.sql import advisory_lock
from yihao.notices.reader import take_events
from yihao.orders.actions.ticker import tick_due
from yihao.organisation import queries as organisation
from yihao.organisation.models import Region
from yihao.organisation.rosters import queries as rosters
from yihao.organisation.values import Role
from yihao.simulation import matters
from yihao.simulation.courses import Pace
from yihao.simulation.exchange import Exchange
from yihao.simulation.models import Run
from yihao.simulation.people import City
from yihao.simulation.plan import Begin, Plan
from yihao.simulation.report import lines
from yihao.simulation.rota import Crew, Rota
from yihao.simulation.running import Say, Simulation, Worker
from yihao.simulation.staff import Staff, employ
from yihao.simulation.texts import Grammar
from yihao.simulation.values import Mix

_BATCH = 500
_TEMPO = Tempo(
    said={
        purpose: timedelta(seconds=seconds)
        for purpose, seconds in {"route": 6, "menu": 9, "queue": 5, "survey": 5, "bye": 2, "voicemail": 4}.items()
    },
    back_after=timedelta(minutes=1),
)
"""About as long as the prompts of a line are."""


class Refused(RuntimeError):
    """Not here; the message is Chinese and says what to do."""


def simulate(*, days: int, seed: int, scale: float, until: datetime | None, say: Say) -> bool:
    """Make the past, or go on with it; False when it was there already. Raises Refused, Disturbed."""
    _refuse_real_messages()
    with schema.alone():
        schema.upgrade()
    with advisory_lock(sequencer.LEADER, "side") as alone:
        if not alone:
            raise Refused("一号正在运行，它的时钟会打乱模拟。请先停止（Ctrl+C），模拟完成后再启动。")
        plan = _planned(days, seed, scale, until, say)
        if Run.objects.get().finished_at is not None:
            return False
        _simulation(plan, say).run()
    sql.execute("ANALYZE")
    return True


def report() -> list[str]:
    """What the simulation made, as lines."""
    _, mix = pack_of_texts()
    plan = Plan.from_json(Run.objects.get().plan)
    return [
        f"  {line.what}　{line.reached}" + (f"（{line.beside}）" if line.beside else "") for line in lines(mix, plan)
    ]


def pack_of_texts() -> tuple[Grammar, Mix]:
    """What the pack says of a simulated city. Raises Refused for a pack without it."""
    pack, mistakes = read_pack(region_folder())
    if pack is None:
        raise Refused(f"地区包有 {len(mistakes)} 处错误，请先运行 yihao region check")
    grammar = grammar_of(pack)
    if grammar is None or pack.mix is None:
        raise Refused("这个地区包没有模拟词句（texts/）或模拟构成（simulation.toml）")
    return grammar, pack.mix


def _refuse_real_messages() -> None:
    if settings().sms == "http" or settings().webhook_url:
        raise Refused('这里设置了短信网关，模拟的短信会发给真实的号码。请用没有网关的设置（sms = "file"）模拟。')


def _planned(days: int, seed: int, scale: float, until: datetime | None, say: Say) -> Plan:
    """The plan of this installation: the one under way, or a new one on an empty installation."""
    found = Run.objects.first()
    if found is None:
        return _begin(days, seed, scale, until, say)
    plan = Plan.from_json(found.plan)
    if (plan.days, plan.seed, plan.scale) != (days, seed, scale) or until not in (None, plan.until):
        raise Refused(
            f"这里已经按 --days {plan.days} --seed {plan.seed} --scale {plan.scale:g} 模拟。"
            "请用同样的参数接着做，或用新的数据目录（YIHAO_DATA）另做一份。"
        )
    if found.finished_at is None:
        here = found.reached.astimezone(plan.zone)
        say(f"接着上次的进度：已到 {here:%Y-%m-%d %H:%M}，办了 {found.done:,} 步")
    return plan


def _begin(days: int, seed: int, scale: float, until: datetime | None, say: Say) -> Plan:
    if Region.objects.exists():
        raise Refused(
            "这里已经装好地区数据，可能有真实业务，不在这里模拟。请另选一个空的数据目录，例如：\n"
            f"  YIHAO_DATA=~/yihao-try bin/yihao simulate --days {days} --seed {seed}"
        )
    grammar, _ = pack_of_texts()
    pack, _ = read_pack(region_folder())
    assert pack is not None
    zone = organisation.zone(pack.region.timezone)
    ends = (until or clock.now()).replace(second=0, microsecond=0)
    plan = Plan(region=pack.region.code, until=ends, days=days, seed=seed, scale=scale, zone=zone)
    before = plan.begins - timedelta(hours=1)
    say(f"装入地区数据，从 {plan.first} 起模拟")
    partitions.ensure(before, months=(days + 62) // 28 + 3)
    with clock.clock_at(before), transaction.atomic():
        load_pack(region_folder())
        accounts = demonstration_accounts(plan.region) if settings().demonstration else []
        dice = plan.dice("people")
        employ(plan.region, password=None, since=before.date(), person=lambda: grammar.person(dice))
        Run.objects.create(plan=plan.to_json(), reached=plan.begins)
    forget()
    for line in ("演示账号（密码只显示这一次，请记下）：", *accounts) if accounts else ():
        say(line)
    return plan


def _simulation(plan: Plan, say: Say) -> Simulation:
    grammar, mix = pack_of_texts()
    staff = Staff(plan.region)
    with clock.clock_at(plan.begins):
        calendar = matters.calendar(plan.region)
        places = tuple(staff.places)
        numbers = tuple(sorted({organisation.region(plan.region).number, *hotlines.plan(plan.region).hotlines}))

    @lru_cache
    def paced(class_code: str, kind: str) -> tuple[str, Pace]:
        with clock.clock_at(plan.begins):
            return matters.paced(plan.region, class_code, kind)

    own = hotlines.plan(plan.region).own_skill
    city = City(plan, grammar, mix, places, calendar, paced, numbers, partial(route_of, plan.region), own)
    return Simulation(city, staff, partial(_exchange, city, staff), Worker(_tick, _rounds), say)


def _exchange(city: City, staff: Staff, starts: Sequence[Begin]) -> Exchange:
    """The telephone exchange, by the region's own parameters, queues and shifts."""
    region, crew = city.plan.region, staff.crews[Role.AGENT]
    policy, centre = parameters(region), organisation.centre(region)
    people = Crew(tuple(v.account_id for v in crew), centre.id, frozenset(skills_of(crew[0], centre.id)))
    rota = Rota(
        city.plan, city.mix, city.calendar, people, rosters.shifts(region), rosters.policy(region), policy.wrap_up_seconds
    )
    return Exchange(city, starts, rota, Line(policy, overflow(region), _TEMPO))


def _tick() -> None:
    while tick_due(_BATCH) == _BATCH:
        pass


def _rounds() -> None:
    """What a worker does now and then."""
    flip_due()
    sequencer.sequence_all()
    take_events()
    take_closed_calls()
    count_closed_calls()
    while messages.deliver_due(_BATCH) == _BATCH:
        pass
