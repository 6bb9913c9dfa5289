"""Reads of 机构与人员."""

from dataclasses import fields
from datetime import date
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from yihao.kernel import clock, sql
from yihao.kernel.problems import NotFound
from yihao.kernel.snapshot import snapshot
from yihao.kernel.values import Actor, Via
from yihao.organisation.models import Account, Region
from yihao.organisation.values import Permission, Post, Role, UnitFact, UnitType, Viewer


@snapshot("region")
def regions() -> dict[str, Region]:
    """The regions by code."""
    return {r.code: r for r in Region.objects.all()}


def region(code: str) -> Region:
    """A region. Raises NotFound when its pack was never loaded."""
    found = regions().get(code)
    if found is None:
        raise NotFound(title="地区数据尚未载入", detail="请运行 bin/yihao region load。")
    return found


def home_region() -> str:
    """The code of the region whose public pages these are. Raises NotFound before a pack is loaded."""
    found = next(iter(sorted(regions())), None)
    if found is None:
        raise NotFound(title="地区数据尚未载入", detail="请运行 bin/yihao region load。")
    return found


@cache
def zone(name: str) -> ZoneInfo:
    """A time zone by name."""
    return ZoneInfo(name)


def zone_of(code: str) -> ZoneInfo:
    """The time zone of a region."""
    return zone(region(code).timezone)


def today(code: str) -> date:
    """The date in a region now."""
    return clock.now().astimezone(zone_of(code)).date()


def line_name(code: str, day: date | None = None) -> dict[str, str]:
    """The line's name and short name on a day (今日 when None): 更名 is data with dates. 方案 三(一)."""
    here = region(code)
    at = (day or today(code)).isoformat()
    for n in here.names:
        if (not n["from"] or n["from"] <= at) and (not n["to"] or at < n["to"]):
            return {"name": n["name"], "short_name": n["short_name"], "number": here.number, "city": here.name}
    return {"name": here.name + here.number, "short_name": here.number, "number": here.number, "city": here.name}


_UNITS = f"SELECT {', '.join(f.name for f in fields(UnitFact))} FROM unit"


@snapshot("unit")
def units() -> dict[UUID, UnitFact]:
    """All units by id, those of the past included."""
    return {u["id"]: UnitFact(**{**u, "type": UnitType(u["type"])}) for u in sql.rows(_UNITS)}


@snapshot("unit")
def units_by_code() -> dict[tuple[str, str], UnitFact]:
    """All units by region and code."""
    return {(u.region, u.code): u for u in units().values()}


def unit(unit_id: UUID) -> UnitFact:
    """A unit. Raises NotFound."""
    found = units().get(unit_id)
    if found is None:
        raise NotFound(title="没有这个机构")
    return found


def unit_label(unit_id: UUID | None) -> str:
    """The short name of a unit, or empty."""
    found = units().get(unit_id) if unit_id else None
    return found.label if found else ""


def centre(code: str) -> UnitFact:
    """The hotline centre (热线工作机构) of a region. Raises NotFound."""
    found = units_by_code().get((code, region(code).centre_code))
    if found is None:
        raise NotFound(title="地区数据里没有热线工作机构", detail="请检查地区包并重新载入。")
    return found


def handlers(code: str) -> list[UnitFact]:
    """The units of a region that handle orders today, by code."""
    day = today(code)
    found = (u for u in units().values() if u.region == code and u.handles)
    in_force = (u for u in found if u.valid_from <= day and (u.valid_to is None or u.valid_to >= day))
    return sorted(in_force, key=lambda u: u.code)


def county_of(place: UnitFact) -> UnitFact | None:
    """The county-level government above a unit (or itself), if any."""
    current: UnitFact | None = place
    while current is not None and current.type is not UnitType.COUNTY:
        current = units().get(current.parent_id) if current.parent_id else None
    return current


def viewer_of(account: Account, address: str = "") -> Viewer:
    """The person with the posts in force today."""
    day = today(account.region)
    found = sql.rows(
        'SELECT g.role, u.id, u.name, u.short_name, u.path FROM "grant" g JOIN unit u ON u.id = g.unit_id'
        " WHERE g.account_id = %s AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s) ORDER BY g.id",
        (account.id, day, day),
    )
    posts = tuple(Post(Role(g["role"]), g["id"], g["short_name"] or g["name"], g["path"]) for g in found)
    return Viewer(account.id, account.name, account.region, posts, address)


def scope_units(viewer: Viewer, permission: Permission = Permission.READ_ORDER) -> list[UUID]:
    """The units in the subtrees of the viewer's posts that bring a permission."""
    prefixes = tuple(p.unit_path for p in viewer.posts_with(permission))
    return (
        [u.id for u in units().values() if u.region == viewer.region and u.path.startswith(prefixes)]
        if prefixes
        else []
    )


def subtree(unit_id: UUID) -> list[UUID]:
    """A unit and all below it; the unit alone when it is not known."""
    top = units().get(unit_id)
    return [unit_id] if top is None else [u.id for u in units().values() if u.path.startswith(top.path)]


def upwards(unit_id: UUID) -> list[UUID]:
    """A unit and all above it."""
    found, known = [unit_id], units()
    while (current := known.get(found[-1])) is not None and current.parent_id is not None:
        found.append(current.parent_id)
    return found


def actor(viewer: Viewer, post: Post | None, via: Via = Via.DESK) -> Actor:
    """The viewer acting in a post."""
    return Actor(viewer.region, via, viewer.account_id, viewer.name, post.unit_id if post else None, viewer.address)


def account_names(ids: set[UUID]) -> dict[UUID, str]:
    """Names of accounts by id."""
    found = sql.rows("SELECT id, name FROM account WHERE id = ANY(%s)", (list(ids),)) if ids else []
    return {r["id"]: r["name"] for r in found}


def main_posts(code: str, ids: set[UUID]) -> dict[UUID, Post]:
    """The first post in force today of each account of a region."""
    day = today(code)
    found = sql.rows(
        "SELECT DISTINCT ON (g.account_id) g.account_id, g.role, u.id, u.name, u.short_name, u.path"
        ' FROM "grant" g JOIN unit u ON u.id = g.unit_id'
        " WHERE g.account_id = ANY(%s) AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)"
        " ORDER BY g.account_id, g.id",
        (list(ids), day, day),
    )
    return {g["account_id"]: Post(Role(g["role"]), g["id"], g["short_name"] or g["name"], g["path"]) for g in found}
