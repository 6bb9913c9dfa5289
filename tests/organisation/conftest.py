"""A small city of its own, so that what the tests say does not depend on the pack of Jiujiang."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from yihao.kernel.values import Actor, Via
from yihao.organisation import actions, queries
from yihao.organisation.models import Account
from yihao.organisation.values import Role, UnitFact, UnitType, Viewer

CITY = "990001"
BY = Actor(CITY, Via.COMMAND)
LONG_AGO = date(2020, 1, 1)


@dataclass(frozen=True)
class City:
    """The city: a government, its centre, and below them what a test enters."""

    code: str
    by: Actor

    def unit(self, code: str, parent: str = "", **values: Any) -> UUID:
        """Enter a unit, or change it."""
        given: dict[str, Any] = {
            "name": f"{code} 局",
            "type": UnitType.GOV_DEPT,
            "tier": 2,
            "valid_from": LONG_AGO,
            "parent_id": self.fact(parent).id if parent else None,
        }
        return actions.save_unit(by=self.by, region=self.code, code=code, **{**given, **values})

    def fact(self, code: str) -> UnitFact:
        return queries.units_by_code()[self.code, code]


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.organisation.hashing.Cheap"]


@pytest.fixture
def city(db: None) -> City:
    """The government GOV, the department ZWB under it, and the centre ZX under that."""
    actions.save_region(
        code=CITY,
        name="试验市",
        short_name="试验",
        timezone="Asia/Shanghai",
        number="12345",
        phone_area_code="0799",
        names=[],
        texts={},
        centre_code="ZX",
    )
    made = City(CITY, BY)
    made.unit("GOV", type=UnitType.GOVERNMENT, tier=1, handles=False)
    made.unit("ZWB", "GOV")
    made.unit("ZX", "ZWB", type=UnitType.CENTER)
    return made


@dataclass(frozen=True)
class Person:
    """An account with its first password, and posts given by `holds`."""

    id: UUID
    first_password: str
    city: City

    def holds(self, role: Role, unit: str, valid_from: date = LONG_AGO, valid_to: date | None = None) -> UUID:
        """Give the person a post."""
        return actions.give_grant(
            by=self.city.by,
            account_id=self.id,
            role=role,
            unit_id=self.city.fact(unit).id,
            valid_from=valid_from,
            valid_to=valid_to,
        )

    @property
    def account(self) -> Account:
        return Account.objects.get(id=self.id)

    @property
    def viewer(self) -> Viewer:
        """The person as rooms see them now."""
        return queries.viewer_of(self.account)


@pytest.fixture
def open_account(city: City) -> Callable[..., Person]:
    """Opens an account: `open_account("lisi")`."""

    def opened(username: str = "zhangsan", name: str = "张三") -> Person:
        account_id, first = actions.make_account(by=city.by, username=username, name=name)
        return Person(account_id, first, city)

    return opened


@pytest.fixture
def person(open_account: Callable[..., Person]) -> Person:
    """Somebody without any post."""
    return open_account()
