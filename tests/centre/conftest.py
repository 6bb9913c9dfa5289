"""The merge as it stood in December 2021: the plans of the pack's numbers, open, and people of centre and units."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from yihao.centre.actions import open_plan
from yihao.centre.models import MergePlan
from yihao.hotlines import queries as hotlines
from yihao.kernel.clock import clock_at
from yihao.kernel.values import Actor, Via
from yihao.organisation import queries as organisation
from yihao.organisation.actions import give_grant, make_account
from yihao.organisation.models import Account
from yihao.organisation.values import Role, Viewer

MORNING = datetime(2021, 12, 8, 2, tzinfo=UTC)
"""Wednesday 8 December 2021, ten in the morning in Jiujiang: the second phase runs."""


@pytest.fixture
def by(region: str) -> Actor:
    return Actor(region, Via.COMMAND)


@pytest.fixture
def december(region: str, by: Actor) -> Iterator[str]:
    """The region on that day, every plan with its tasks open."""
    MergePlan.objects.filter(region=region).delete()
    with clock_at(MORNING):
        for hotline in hotlines.plan(region).hotlines.values():
            open_plan(by=by, hotline=hotline)
        yield region


@pytest.fixture
def person(region: str, by: Actor) -> Callable[[str, str], Viewer]:
    """`person("unit_clerk", "JJ-RSJ")`: somebody with that post."""

    def make(role: str, unit: str) -> Viewer:
        name = f"{role}-{unit}".lower()
        key, _ = make_account(by=by, username=name, name=f"某{role}")
        unit_id = organisation.units_by_code()[region, unit].id
        give_grant(by=by, account_id=key, role=Role(role), unit_id=unit_id, valid_from=date(2020, 1, 1))
        Account.objects.filter(id=key).update(must_change_password=False)
        return organisation.viewer_of(Account.objects.get(id=key))

    return make


@pytest.fixture
def desk(person: Callable[[str, str], Viewer]) -> Callable[[str, str], Client]:
    """The same person's browser."""

    def open_desk(role: str, unit: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(id=person(role, unit).account_id))
        return client

    return open_desk
