"""Reads of 导出: what may be chosen, who may take out what, and the orders themselves, a page at a time."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from yihao.kernel import replica
from yihao.kernel.crypto import unseal
from yihao.kernel.problems import Forbidden, NotFound
from yihao.orders.exports.rules import unlike
from yihao.orders.exports.values import FORMAT_NAMES, Column, ColumnSet, Purpose, Settings
from yihao.orders.queries import sight
from yihao.orders.queries.deadlines import NEXT
from yihao.orders.values.states import Audience, TextKind
from yihao.organisation import queries as organisation
from yihao.organisation.models import Account
from yihao.organisation.values import Permission, Viewer

_ORDER = """o.id, o.number, o.state, o.appeal_type, o.class_code, o.classes_version, o.area_code, o.urgency, o.secrecy, o.round,
 o.submitted_at, o.dispatched_at, o.signed_at, o.replied_at, o.closed_at, o.result, o.lead_unit_id, o.centre_id,
 a.id AS appeal_id, a.channel, a.title, a.name, a.phone, a.address, a.enterprise, a.anonymous, k.due_at, k.warn_at"""


def settings(region: str) -> Settings:
    """导出参数 of a region. Raises NotFound before its pack is loaded."""
    body = organisation.region(region).texts.get("exports")
    if body is None:
        raise NotFound(title="地区数据里没有导出参数", detail="请系统管理员运行 bin/yihao region load 重新载入。")
    return Settings(
        keep_days=body["keep_days"],
        most_rows=body["most_rows"],
        most_open=body["most_open"],
        sets=tuple(ColumnSet(s["key"], s["name"], tuple(Column(**c) for c in s["columns"])) for s in body["sets"]),
        purposes=tuple(Purpose(**p) for p in body["purposes"]),
    )


def options(region: str) -> dict[str, Any]:
    """What the drawer offers."""
    found = settings(region)
    return {
        "formats": [{"code": code.value, "name": name} for code, name in FORMAT_NAMES.items()],
        "sets": [{"code": s.key, "name": s.name, "columns": [c.name for c in s.columns]} for s in found.sets],
        "purposes": [{"code": p.code, "name": p.name, "explain": p.explain} for p in found.purposes],
        "keep_days": found.keep_days,
        "most_rows": found.most_rows,
    }


def entitled(viewer: Viewer) -> Viewer:
    """The viewer with only those posts that may take orders out: sight, secrecy and masks follow from these alone, so
    that another post (an agent's, say) widens nothing. Raises Forbidden without any."""
    posts = viewer.posts_with(Permission.EXPORT_ORDER)
    if not posts:
        raise Forbidden(title="您没有导出工单的权限", detail="导出由派单员、督办专员和承办单位负责人办理。")
    return replace(viewer, posts=posts)


def posts_of(viewer: Viewer) -> list[list[str]]:
    """The posts as an export keeps them, to see later whether they are still the same."""
    return [[p.role.value, str(p.unit_id)] for p in viewer.posts]


def still_entitled(account_id: UUID, posts: list[list[str]]) -> Viewer:
    """The person of an export with the rights of this moment. Raises Forbidden when they are not those it was asked with:
    what was read under other rights must not be handed out."""
    account = Account.objects.filter(id=account_id, is_active=True).first()
    if account is None:
        raise Forbidden(title="账号已停用，导出停止", detail="")
    viewer = entitled(organisation.viewer_of(account))
    if unlike(posts, posts_of(viewer)):
        raise Forbidden(title="您的岗位有变动，这次导出停止", detail="请按现在的岗位重新导出。")
    return viewer


def read(viewer: Viewer, ids: list[UUID]) -> list[dict[str, Any]]:
    """The orders of these ids, in their order, with texts and the capacity of the viewer's units; what is no longer in
    the viewer's sight is left out."""
    found = replica.rows(
        f"SELECT {_ORDER} FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY w(id, place) JOIN work_order o ON o.id = w.id"
        f" JOIN appeal a ON a.id = o.appeal_id {NEXT} WHERE {sight.SEEN} ORDER BY w.place",
        {"ids": ids, "units": sight.units_of(viewer)},
    )
    appeals = [r["appeal_id"] for r in found]
    content, reply = _texts(appeals, TextKind.CONTENT, "ASC"), _texts(appeals, TextKind.PUBLIC_REPLY, "DESC")
    capacity = _capacities(viewer, ids)
    for r in found:
        r["content"], r["reply"] = content.get(r["appeal_id"]), reply.get(r["appeal_id"])
        r["capacity"] = capacity.get(r["id"], "")
    return found


def _texts(appeals: list[UUID], kind: TextKind, way: str) -> dict[UUID, tuple[UUID, Any]]:
    """The first or last text of a kind of each appeal, sealed, with its id; only what everybody who handles may read."""
    found = replica.rows(
        "SELECT DISTINCT ON (appeal_id) appeal_id, id, body FROM appeal_text WHERE appeal_id = ANY(%s) AND kind = %s"
        f" AND audience = ANY(%s) ORDER BY appeal_id, at {way}, id {way}",
        (appeals, kind.value, [Audience.PUBLIC.value, Audience.HANDLERS.value]),
    )
    return {r["appeal_id"]: (r["id"], r["body"]) for r in found}


def _capacities(viewer: Viewer, ids: list[UUID]) -> dict[UUID, str]:
    """In what capacity the units of the viewer's posts take part: the lead's comes first."""
    found = replica.rows(
        "SELECT order_id, capacity FROM participation WHERE order_id = ANY(%s) AND unit_id = ANY(%s)"
        " ORDER BY capacity = 'lead'",
        (ids, [p.unit_id for p in viewer.posts]),
    )
    return {r["order_id"]: r["capacity"] for r in found}


def asked(job: dict[str, Any]) -> dict[str, Any]:
    """What was asked with a job."""
    return dict(json.loads(unseal(job["asked"], "job.asked", job["id"])))


def local(region: str, at: datetime) -> datetime:
    """An instant by the region's wall clock, without the zone, as tables hold it."""
    return at.astimezone(organisation.zone_of(region)).replace(tzinfo=None)
