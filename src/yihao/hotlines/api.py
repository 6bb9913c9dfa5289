"""HTTP of 号码归并: the register, a try of a number, and saving one."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from yihao.hotlines import actions, queries, views
from yihao.hotlines import schemas as s
from yihao.hotlines.values import Approval, HotlineFact, Period
from yihao.kernel import clock
from yihao.kernel.problems import Invalid
from yihao.organisation.http import Staff, acting, answers, do_once, viewer
from yihao.organisation.values import Permission

router = Router(tags=["号码归并"])
_READ, _MANAGE = Staff(Permission.READ_NUMBER), Staff(Permission.MANAGE_NUMBER)
_YEARS = range(1900, 2200)
"""In which a number may be tried. (Far outside, zones differ by seconds, which no time in JSON can say.)"""


@router.get("/hotlines", response=answers(s.HotlineRegisterOut), auth=_READ, summary="热线号码登记")
def read_register(request: HttpRequest) -> Any:
    """Every number with its periods (a city has some dozens), the queues and menus."""
    return views.register(viewer(request).region, clock.now())


@router.get("/hotlines/preview", response=answers(s.HotlineRouteOut), auth=_READ, summary="试拨")
def preview(request: HttpRequest, number: str, at: datetime | None = None) -> Any:
    """What a caller of a number meets at a time (now when absent), with the same rule as the live call."""
    region = viewer(request).region
    if at is not None and at.year not in _YEARS:
        raise Invalid.field_error("at", "时间超出了范围")
    return views.route(region, queries.route(region, number[:30], at or clock.now()))


@router.get("/hotlines/{number}/history", response=answers(s.HotlineHistoryOut), auth=_READ, summary="号码的变动")
def read_history(request: HttpRequest, number: str) -> Any:
    """What happened to a number. 404 when it is not registered."""
    return {"rows": views.history(viewer(request).region, number)}


@router.post("/hotlines", response=answers(s.HotlineSavedOut), auth=_MANAGE, summary="登记或变更号码")
def post_hotline(request: HttpRequest, body: s.HotlineIn) -> Any:
    """Register a number, or change it and its periods. A new or re-opened one needs its approval record."""
    who = acting(viewer(request), Permission.MANAGE_NUMBER)

    def work() -> dict[str, Any]:
        periods = tuple(sorted((_as(Period, p) for p in body.periods), key=lambda p: p.start))
        hotline = _as(HotlineFact, body, periods=periods)
        approval = _as(Approval, body.approval) if body.approval else None
        saved = actions.save_hotline(by=who, hotline=hotline, approval=approval, version=body.version or 0)
        return {"id": str(saved), "message": f"已保存 {hotline.number} {hotline.name}"}

    return do_once(request, body, work)


def _as(kind: Any, body: BaseModel, **more: Any) -> Any:
    """A value from the fields of the same names."""
    names = {f.name for f in fields(kind)} & set(type(body).model_fields)
    return kind(**{name: getattr(body, name) for name in names} | more)
