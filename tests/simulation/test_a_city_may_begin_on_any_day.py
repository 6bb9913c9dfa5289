"""Whichever day of the week a city begins on: a week that is published has duties, and all of them can be entered."""

from datetime import datetime, timedelta
from functools import cache

import pytest

from yihao.app.simulating import pack_of_texts
from yihao.calls.actions.seats import skills_of
from yihao.calls.queries.parameters import parameters
from yihao.calls.rules.replay import Line, Tempo
from yihao.kernel.snapshot import forget
from yihao.organisation import queries as organisation
from yihao.organisation.rosters import queries as rosters
from yihao.organisation.rosters.actions import duties
from yihao.organisation.values import Role
from yihao.simulation import matters
from yihao.simulation.courses import Step
from yihao.simulation.exchange import Exchange
from yihao.simulation.plan import Plan
from yihao.simulation.rota import Crew, Rota
from yihao.simulation.staff import Staff, employ

DAYS = 3
MONDAY, FRIDAY = 0, 4
"""Before the one lies a week of which nothing is left; within the other the next week is published."""
said = cache(pack_of_texts)


def _exchange(region: str, until: datetime) -> Exchange:
    plan = Plan(region, until, DAYS, 7, 0.2, organisation.zone_of(region))
    employ(region, password=None, since=plan.first, person=lambda: "某人")
    forget()
    crew, centre = Staff(region).crews[Role.AGENT], organisation.centre(region)
    people = Crew(tuple(v.account_id for v in crew), centre.id, frozenset(skills_of(crew[0], centre.id)))
    policy = parameters(region)
    rota = Rota(
        plan, said()[1], matters.calendar(region), people, rosters.shifts(region), rosters.policy(region),
        policy.wrap_up_seconds,
    )  # fmt: skip
    nobody: list[object] = []
    return Exchange(None, nobody, rota, Line(policy, {}, Tempo({}, timedelta(0))))  # type: ignore[arg-type]


@pytest.mark.parametrize("weekday", [MONDAY, FRIDAY])
def test_every_published_week_has_duties_that_can_be_entered(region: str, weekday: int) -> None:
    until = datetime(2026, 11, 2 + weekday + DAYS, 17, tzinfo=organisation.zone_of(region))
    exchange = _exchange(region, until)
    told = [h for h in exchange.until(until) if h.step is Step.PUBLISH]
    assert told
    doer, centre = Staff(region).one(Role.SUPERVISOR, 0), organisation.centre(region).id
    for happening in told:
        assert happening.place is not None
        assert duties.enter_duties(doer=doer, unit_id=centre, wishes=exchange.weeks[happening.place].wishes)
