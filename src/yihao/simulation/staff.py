"""The people of a simulated city: the centre's, and a clerk in every unit that handles orders. Made by the actions; their
sign-in names begin with `sim_`, so that nobody takes them for real ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.contrib.auth.hashers import make_password

from yihao.hotlines import queries as hotlines
from yihao.kernel.values import Actor, Via
from yihao.organisation import queries as organisation
from yihao.organisation.actions import give_grant, make_account
from yihao.organisation.models import Account
from yihao.organisation.values import Role, UnitFact, UnitType, Viewer
from yihao.simulation.values import Place

AT_THE_CENTRE = {Role.AGENT: 42, Role.DISPATCHER: 6, Role.FOLLOW_UP: 8, Role.SUPERVISOR: 3}
"""How many of each."""
PREFIX = "sim"


def username(role: Role, number: int) -> str:
    """The sign-in name of somebody of the centre; numbers count from 1."""
    return f"{PREFIX}_{role.value}_{number:02d}"


def clerk_name(unit_code: str) -> str:
    """The sign-in name of a unit's clerk."""
    return f"{PREFIX}_{unit_code.lower()}"


def seat_name(unit_code: str) -> str:
    """The sign-in name of the person at a unit's own seats."""
    return f"{PREFIX}_seat_{unit_code.lower()}"


def employ(region: str, *, password: str | None, since: date, person: Callable[[], str]) -> None:
    """Open the accounts, all with one password (benches), or with none that would let anybody in."""
    centre, hashed = organisation.centre(region), make_password(password)
    for role, amount in AT_THE_CENTRE.items():
        for number in range(1, amount + 1):
            _open(region, username(role, number), person(), role, centre, hashed, since)
    for unit in with_seats(region):
        _open(region, seat_name(unit.code), person(), Role.AGENT, unit, hashed, since)
    for unit in handlers(region):
        _open(region, clerk_name(unit.code), person(), Role.UNIT_CLERK, unit, hashed, since)


def handlers(region: str) -> list[UnitFact]:
    """The units that handle orders, by code; the centre itself is none of them."""
    centre = organisation.centre(region)
    return [u for u in organisation.handlers(region) if u.id != centre.id]


def with_seats(region: str) -> list[UnitFact]:
    """The units that have queues of their own (保留座席、分中心), by code."""
    units = organisation.units_by_code()
    found = {skill.unit for skill in hotlines.skills(region).values()}
    return [units[region, code] for code in sorted(found) if (region, code) in units]


def _open(region: str, name: str, person: str, role: Role, unit: UnitFact, hashed: str, since: date) -> None:
    by = Actor(region, Via.COMMAND)
    account_id, _ = make_account(by=by, username=name, name=f"{person}（模拟）", hashed=hashed)
    Account.objects.filter(id=account_id).update(must_change_password=False)
    give_grant(by=by, account_id=account_id, role=role, unit_id=unit.id, valid_from=since)


@dataclass(frozen=True)
class Staff:
    """Who is there, read once."""

    region: str

    @cached_property
    def viewers(self) -> dict[str, Viewer]:
        """Everybody by sign-in name."""
        ours = Account.objects.filter(region=self.region)
        shown = ours.filter(username__in=[role.value for role in Role])
        return {a.username: organisation.viewer_of(a) for a in ours.filter(username__startswith=f"{PREFIX}_").union(shown)}

    @cached_property
    def by_account(self) -> dict[UUID, Viewer]:
        """Everybody by account."""
        return {v.account_id: v for v in self.viewers.values()}

    @cached_property
    def crews(self) -> dict[Role, list[Viewer]]:
        """Those of each role at the centre: any of a role may stand for another of it. The demonstration's accounts are
        among them, so that whoever signs in with one finds a past of their own."""
        return {
            role: [
                self.viewers[name]
                for name in (role.value, *(username(role, n) for n in range(1, amount + 1)))
                if name in self.viewers
            ]
            for role, amount in AT_THE_CENTRE.items()
        }

    @cached_property
    def others(self) -> frozenset[UUID]:
        """Ids that a row may name and that no life brings with it: units and people."""
        return frozenset({*self.by_account, *organisation.units()})

    @cached_property
    def handling(self) -> frozenset[UUID]:
        """The units that have a clerk."""
        return frozenset(u.id for u in handlers(self.region) if clerk_name(u.code) in self.viewers)

    def one(self, role: Role, number: int) -> Viewer:
        """Somebody of the centre, by a number that may be larger than there are people."""
        crew = self.crews[role]
        return crew[number % len(crew)]

    def clerk(self, unit_id: UUID) -> Viewer:
        """The clerk of a unit: the demonstration's, where there is one."""
        shown = self.viewers.get(Role.UNIT_CLERK.value)
        if shown is not None and any(p.unit_id == unit_id for p in shown.posts):
            return shown
        return self.viewers[clerk_name(organisation.unit(unit_id).code)]

    def calls_back(self, unit_id: UUID, number: int) -> Viewer:
        """Who calls back a caller whom the seats of a unit missed: its own person, or an agent of the centre."""
        own = self.viewers.get(seat_name(organisation.unit(unit_id).code))
        return own or self.one(Role.AGENT, number)

    @cached_property
    def places(self) -> list[Place]:
        """The townships that have a unit of their own, by code."""
        found = []
        for town in handlers(self.region):
            county = organisation.county_of(town) if town.type is UnitType.TOWN else None
            if county is not None and county.handles and clerk_name(county.code) in self.viewers:
                clerks = (self.clerk(town.id).account_id, self.clerk(county.id).account_id)
                names, units = (county.label, town.label), (town.id, county.id)
                found.append(Place(county.area_code, town.area_code, names, units, clerks))
        return found

    @cached_property
    def bureaus(self) -> list[UnitFact]:
        """The city's own departments and companies."""
        kinds = (UnitType.GOV_DEPT, UnitType.PUBLIC_ENTERPRISE, UnitType.VERTICAL)
        return [u for u in handlers(self.region) if u.type in kinds]
