"""A small hotline: a centre with agents and a supervisor, a department with kept seats and its leader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from yihao.kernel.values import Actor, Via
from yihao.organisation import actions, queries
from yihao.organisation.models import Account
from yihao.organisation.rosters.actions.duties import enter_duties
from yihao.organisation.rosters.actions.planning import publish_week, save_shift
from yihao.organisation.rosters.values import Hours, Place, Wish
from yihao.organisation.values import Role, UnitType, Viewer

CITY = "990002"
BY = Actor(CITY, Via.COMMAND)
ZONE = ZoneInfo("Asia/Shanghai")
LONG_AGO = date(2020, 1, 1)
MONDAY = date(2026, 11, 23)


def at(day: int, clock: str) -> datetime:
    """An instant in November 2026, as the city's clocks show it."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), ZONE)


@dataclass
class Line:
    """The hotline's people, units and shifts."""

    centre: UUID
    department: UUID
    shifts: dict[str, UUID]
    accounts: dict[str, UUID]

    def viewer(self, username: str) -> Viewer:
        """A person as the rooms see them."""
        return queries.viewer_of(Account.objects.get(id=self.accounts[username]))

    def wish(self, username: str, day: int, shift: str, *skills: str, place: Place = Place.CENTRE) -> Wish:
        """A duty in November 2026."""
        return Wish(self.accounts[username], date(2026, 11, day), self.shifts[shift], skills or ("general",), place)

    def enter(self, *wishes: Wish) -> list[UUID]:
        """The supervisor enters duties for the centre."""
        return enter_duties(doer=self.viewer("supervisor"), unit_id=self.centre, wishes=wishes)

    def publish(self) -> int:
        """The supervisor publishes the centre's week."""
        return publish_week(doer=self.viewer("supervisor"), unit_id=self.centre, monday=MONDAY)


@pytest.fixture
def open_account(db: None) -> Callable[..., UUID]:
    """Opens an account with one post."""

    def opened(username: str, role: Role, unit_id: UUID, valid_to: date | None = None) -> UUID:
        account_id, _ = actions.make_account(by=BY, username=f"{username}_2", name=f"员工{username}", password="x")
        actions.give_grant(
            by=BY, account_id=account_id, role=role, unit_id=unit_id, valid_from=LONG_AGO, valid_to=valid_to
        )
        return account_id

    return opened


@pytest.fixture
def line(db: None, open_account: Callable[..., UUID], settings: Settings) -> Line:
    """The centre ZX with agents li, wang, zhao and a supervisor; the bureau SF with an agent qian and a leader."""
    settings.PASSWORD_HASHERS = ["tests.organisation.hashing.Cheap"]
    rosters = {
        "rest_minutes": 660, "longest_minutes": 720, "week_minutes": 2880, "answered": 0.95, "within_seconds": 15,
        "handle_seconds": 300, "daily_calls": 400,
        "staffed": [
            {"skill": "general", "unit": "ZX", "least": 1, "share": 1.0},
            {"skill": "kept_law", "unit": "SF", "least": 1, "share": 0.02},
        ],
    }  # fmt: skip
    actions.save_region(
        code=CITY, name="试验市", short_name="试验", timezone="Asia/Shanghai", number="12345", phone_area_code="0799",
        names=[], texts={}, centre_code="ZX", rosters=rosters,
    )  # fmt: skip

    def unit(code: str, kind: UnitType, parent: UUID | None = None) -> UUID:
        return actions.save_unit(
            by=BY, region=CITY, code=code, name=f"{code} 单位", type=kind, tier=2, valid_from=LONG_AGO, parent_id=parent
        )

    top = unit("GOV", UnitType.GOVERNMENT)
    centre, department = unit("ZX", UnitType.CENTER, top), unit("SF", UnitType.GOV_DEPT, top)
    accounts = {n: open_account(n, Role.AGENT, centre) for n in ("li", "wang", "zhao")}
    accounts["supervisor"] = open_account("supervisor", Role.SUPERVISOR, centre)
    accounts["qian"] = open_account("qian", Role.AGENT, department)
    accounts["leader"] = open_account("leader", Role.UNIT_LEADER, department)
    early = save_shift(by=BY, name="早班", hours=Hours(time(7), time(15)), breaks=[Hours(time(11), time(11, 30))])
    late = save_shift(by=BY, name="晚班", hours=Hours(time(15), time(23)), breaks=[])
    night = save_shift(by=BY, name="夜班", hours=Hours(time(23), time(7)), breaks=[Hours(time(3), time(3, 30))])
    return Line(centre, department, {"早班": early, "晚班": late, "夜班": night}, accounts)
