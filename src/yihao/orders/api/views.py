"""HTTP of 常用筛选."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from yihao.orders.actions import views as actions
from yihao.orders.api import inputs as i
from yihao.orders.api import schemas as s
from yihao.orders.queries import views as queries
from yihao.organisation.http import Staff, answers, viewer
from yihao.organisation.values import Permission as P

router = Router(tags=["工单"])


@router.get("/views", response=answers(s.ViewsOut), auth=Staff(P.READ_ORDER), summary="常用筛选")
def list_views(request: HttpRequest) -> Any:
    """The person's own saved views."""
    return {"views": queries.views(viewer(request))}


@router.post("/views", response=answers(s.ViewsOut), auth=Staff(P.READ_ORDER), summary="保存常用筛选")
def save_view(request: HttpRequest, body: i.ViewIn) -> Any:
    """Keep a filter under a name; saving again replaces it."""
    who = viewer(request)
    actions.save(doer=who, name=body.name, queue=body.queue, wanted=body.wanted.dict())
    return {"views": queries.views(who)}


@router.delete("/views/{uuid:view_id}", response=answers(s.ViewsOut), auth=Staff(P.READ_ORDER), summary="删除常用筛选")
def forget_view(request: HttpRequest, view_id: UUID) -> Any:
    """Forget a view."""
    who = viewer(request)
    actions.forget(doer=who, view_id=view_id)
    return {"views": queries.views(who)}
