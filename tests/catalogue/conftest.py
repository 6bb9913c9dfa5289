"""A small city with dictionaries of its own."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.catalogue.trees import AREAS, CLASSES
from yihao.catalogue import queries
from yihao.catalogue.actions import replace_entries
from yihao.catalogue.values import Dictionary, Versions
from yihao.kernel.values import Actor, Via
from yihao.organisation import actions as organisation
from yihao.organisation.values import UnitType

CITY = "990003"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class City:
    """What tests publish and enter, they do in its name."""

    code: str
    by: Actor

    def publish(self, dictionary: Dictionary, entries: Iterable[Any], **more: Any) -> int | None:
        bodies = [entry if isinstance(entry, dict) else asdict(entry) for entry in entries]
        return replace_entries(by=self.by, dictionary=dictionary, entries=bodies, **more)

    def unit(self, code: str, type: UnitType, area: str, **values: Any) -> UUID:
        return organisation.save_unit(
            by=self.by,
            region=self.code,
            code=code,
            name=code,
            type=type,
            tier=2,
            parent_id=None,
            area_code=area,
            **{"valid_from": date(2020, 1, 1), **values},
        )

    @property
    def now(self) -> Versions:
        """The versions in force now."""
        return queries.versions(self.code)


@pytest.fixture
def city(db: None) -> City:
    """Its areas and classes are published (version 1 of each)."""
    organisation.save_region(
        code=CITY, name="试验市", short_name="试验", timezone="Asia/Shanghai", number="12345",
        phone_area_code="0799", names=[], texts={}, centre_code="ZX",
    )  # fmt: skip
    made = City(CITY, Actor(CITY, Via.COMMAND))
    made.publish(Dictionary.AREAS, AREAS.values(), effective_from=LONG_AGO)
    made.publish(Dictionary.CLASSES, CLASSES.values(), effective_from=LONG_AGO)
    return made
