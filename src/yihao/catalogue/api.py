"""HTTP of 目录: everything a form needs to offer, in one answer."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from ninja import Router, Schema
from ninja.decorators import decorate_view

from yihao.catalogue import queries
from yihao.catalogue.values import APPEAL_TYPE_NAMES, URGENCY_NAMES, Dictionary
from yihao.organisation import queries as organisation
from yihao.organisation.http import Staff, answers, viewer
from yihao.organisation.values import UnitFact

router = Router(tags=["目录"])


class AreaOut(Schema):
    """A place."""

    code: str
    name: str
    parent: str
    level: str
    old_names: list[str]


class ClassOut(Schema):
    """A class of appeals."""

    code: str
    name: str
    parent: str
    level: int
    leaf: bool
    keywords: list[str]


class GroundOut(Schema):
    """A ground for not accepting."""

    code: str
    name: str
    reason: str
    channel: str


class TargetOut(Schema):
    """Where an appeal may be transferred."""

    code: str
    name: str
    number: str
    kind: str


class UnitOut(Schema):
    """A unit."""

    id: UUID
    code: str
    name: str
    short_name: str
    area: str
    type: str
    tier: int
    parent_id: UUID | None
    handles: bool


class CodeNameOut(Schema):
    """A code with its name."""

    code: str
    name: str


class DictionaryOut(Schema):
    """What a form offers, in the versions now in force."""

    version: str
    areas: list[AreaOut]
    classes: list[ClassOut]
    appeal_types: list[CodeNameOut]
    urgencies: list[CodeNameOut]
    refusals: list[GroundOut]
    transfers: list[TargetOut]
    units: list[UnitOut]


@router.get("/dictionary", response=answers(DictionaryOut), auth=Staff(), summary="字典")
@decorate_view(conditional_page, gzip_page, cache_control(private=True, no_cache=True))
def read_dictionary(request: HttpRequest) -> Any:
    """Places, classes, grounds, targets and units that are in force today."""
    region = viewer(request).region
    at = queries.versions(region)
    classes = queries.classes(region, at.of(Dictionary.CLASSES))
    parents = {c.parent for c in classes.values()}
    day = organisation.today(region)
    return {
        "version": "-".join(str(at.of(d)) for d in Dictionary),
        "areas": queries.areas(region, at.of(Dictionary.AREAS)).values(),
        "classes": [
            {"code": c.code, "name": c.name, "parent": c.parent, "level": c.level, "keywords": c.keywords, "leaf": c.code not in parents}
            for c in classes.values()
        ],
        "appeal_types": [{"code": c, "name": n} for c, n in APPEAL_TYPE_NAMES.items()],
        "urgencies": [{"code": c, "name": n} for c, n in URGENCY_NAMES.items()],
        "refusals": [
            {"code": g.code, "name": g.name, "reason": g.reason, "channel": f"{g.channel} {g.channel_contact}".strip()}
            for g in queries.grounds(region, at.of(Dictionary.GROUNDS)).values()
        ],
        "transfers": queries.targets(region, at.of(Dictionary.TARGETS)).values(),
        "units": [
            _unit(u) for u in organisation.units().values()
            if u.valid_from <= day and (u.valid_to is None or day <= u.valid_to)
        ],
    }  # fmt: skip


def _unit(u: UnitFact) -> dict[str, Any]:
    return {
        "id": u.id, "code": u.code, "name": u.name, "short_name": u.label, "area": u.area_code, "type": u.type,
        "tier": u.tier, "parent_id": u.parent_id, "handles": u.handles,
    }  # fmt: skip
