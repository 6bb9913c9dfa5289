"""Whoever signs in with a demonstration account finds a past of their own: they stand among the simulated staff."""

from datetime import date

from yihao.app.setup import demonstration_accounts
from yihao.calls.actions.seats import skills_of
from yihao.kernel.snapshot import forget
from yihao.organisation import queries as organisation
from yihao.organisation.values import Role
from yihao.simulation.staff import AT_THE_CENTRE, Staff, employ

SINCE = date(2026, 11, 1)


def _employed(region: str) -> Staff:
    employ(region, password=None, since=SINCE, person=lambda: "某人")
    forget()
    return Staff(region)


def test_with_a_demonstration_its_accounts_come_first(region: str) -> None:
    demonstration_accounts(region)
    staff = _employed(region)
    for role, amount in AT_THE_CENTRE.items():
        assert staff.one(role, 0) is staff.viewers[role.value]
        assert len(staff.crews[role]) == amount + 1
    shown = staff.viewers[Role.UNIT_CLERK.value]
    assert staff.clerk(shown.posts[0].unit_id) is shown


def test_the_first_agents_skills_are_everybodys(region: str) -> None:
    demonstration_accounts(region)
    staff = _employed(region)
    centre = organisation.centre(region).id
    assert len({tuple(skills_of(v, centre)) for v in staff.crews[Role.AGENT]}) == 1


def test_without_one_only_simulated_people_are_there(region: str) -> None:
    staff = _employed(region)
    assert all(name.startswith("sim_") for name in staff.viewers)
    assert [len(crew) for crew in staff.crews.values()] == list(AT_THE_CENTRE.values())


def test_units_with_queues_of_their_own_call_back_themselves(region: str) -> None:
    staff = _employed(region)
    labour = organisation.units_by_code()[region, "JJ-RSJ"]
    assert staff.calls_back(labour.id, 3) is staff.viewers["sim_seat_jj-rsj"]
    assert staff.calls_back(organisation.centre(region).id, 3) is staff.one(Role.AGENT, 3)
