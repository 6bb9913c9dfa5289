"""HTTP of 运行管理: the board of the merge, reports on it, and the published numbers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from yihao.centre import actions, queries
from yihao.centre import schemas as s
from yihao.hotlines import queries as hotlines
from yihao.kernel.problems import NotFound, WrongState
from yihao.organisation import queries as organisation
from yihao.organisation.http import Staff, acting, answers, do_once, viewer
from yihao.organisation.values import Permission

router = Router(tags=["运行管理"])
_READ, _REPORT, _MANAGE = (
    Staff(Permission.READ_MERGE),
    Staff(Permission.REPORT_MERGE, Permission.MANAGE_MERGE),
    Staff(Permission.MANAGE_MERGE),
)
_DONE = answers(s.MergeDoneOut)


@router.get("/merge", response=answers(s.MergeBoardOut), auth=_READ, summary="归并进度")
def read_board(request: HttpRequest) -> Any:
    """Phases, plans and tasks: the centre sees all, a unit its own."""
    return queries.board(viewer(request))


@router.get("/merge/{number}/history", response=answers(s.MergeHistoryOut), auth=_READ, summary="归并方案的变动")
def read_history(request: HttpRequest, number: str) -> Any:
    """What happened to a plan."""
    return {"rows": queries.history(viewer(request), number)}


@router.post("/merge", response=_DONE, auth=_MANAGE, summary="制定归并方案")
def post_plan(request: HttpRequest, body: s.MergeOpenIn) -> Any:
    """Make the plan of a number that is going to be merged."""
    by = acting(viewer(request), Permission.MANAGE_MERGE)
    hotline = hotlines.hotline_of(by.region, body.number)
    if hotline is None:
        raise NotFound(title="没有登记这个号码")

    def work() -> None:
        if actions.open_plan(by=by, hotline=hotline) is None:
            raise WrongState(title="已有方案，或号码还没有设定归并的首日")

    return _done(request, body, work, f"已制定 {body.number} 的归并方案")


@router.post("/merge/{number}/assign", response=_DONE, auth=_REPORT, summary="明确责任人")
def post_assign(request: HttpRequest, number: str, body: s.MergeAssignIn) -> Any:
    """Responsible department and person."""
    who = viewer(request)
    return _done(request, body, lambda: actions.assign(doer=who, number=number, **body.model_dump()), "已保存责任人")


@router.post("/merge/{number}/report", response=_DONE, auth=_REPORT, summary="报告任务")
def post_report(request: HttpRequest, number: str, body: s.MergeReportIn) -> Any:
    """A task is done, not needed, or open again."""
    who = viewer(request)
    return _done(request, body, lambda: actions.report(doer=who, number=number, **body.model_dump()), "已报告任务")


@router.post("/merge/{number}/move", response=_DONE, auth=_MANAGE, summary="调整任务期限")
def post_move(request: HttpRequest, number: str, body: s.MergeMoveIn) -> Any:
    """A task's new due date."""
    who = viewer(request)
    return _done(request, body, lambda: actions.move_due(doer=who, number=number, **body.model_dump()), "已调整期限")


@router.post("/merge/{number}/realign", response=_DONE, auth=_MANAGE, summary="随归并首日调整期限")
def post_realign(request: HttpRequest, number: str, body: s.MergeAct) -> Any:
    """The register has another first day for the number: its open tasks move with it."""
    who = viewer(request)
    return _done(
        request,
        body,
        lambda: actions.realign(doer=who, number=number, version=body.version),
        "已按新的归并首日调整期限",
    )


@router.post("/merge/{number}/hand_over", response=_DONE, auth=_REPORT, summary="座席人员移交")
def post_hand_over(request: HttpRequest, number: str, body: s.MergeHandoverIn) -> Any:
    """Seats and staff handed over."""
    who = viewer(request)
    seats, staff = (body.seats_planned, body.seats_moved), (body.staff_planned, body.staff_moved)
    return _done(
        request,
        body,
        lambda: actions.hand_over(doer=who, number=number, version=body.version, seats=seats, staff=staff),
        "已登记移交",
    )


@router.get("/published_numbers", response=answers(s.PublishedOut), auth=_READ, summary="对外公布号码")
def read_published(request: HttpRequest) -> Any:
    """The register of published numbers with their tests."""
    return queries.published(viewer(request).region)


@router.post("/published_numbers", response=_DONE, auth=_MANAGE, summary="登记对外公布号码")
def post_published(request: HttpRequest, body: s.PublishIn) -> Any:
    """Enter a published number, or change its entry."""
    by = acting(viewer(request), Permission.MANAGE_MERGE)
    if organisation.unit(body.unit_id).region != by.region:
        raise NotFound(title="没有这个机构")
    return _done(request, body, lambda: actions.publish(by=by, **body.model_dump()), f"已登记 {body.number}")


@router.post("/published_numbers/{uuid:published_id}/stop", response=_DONE, auth=_MANAGE, summary="停用公布号码")
def post_stop(request: HttpRequest, published_id: UUID, body: s.StopIn) -> Any:
    """Give a number up, with the announcement through the channel where it was published."""
    by = acting(viewer(request), Permission.MANAGE_MERGE)
    return _done(
        request, body, lambda: actions.stop(by=by, published_id=published_id, **body.model_dump()), "已登记停用"
    )


@router.post("/published_numbers/{uuid:published_id}/test", response=_DONE, auth=_MANAGE, summary="登记拨测")
def post_test(request: HttpRequest, published_id: UUID, body: s.DialTestIn) -> Any:
    """What a dial-test found."""
    by = acting(viewer(request), Permission.MANAGE_MERGE)
    return _done(
        request, body, lambda: actions.record_test(by=by, published_id=published_id, **body.model_dump()), "已登记拨测"
    )


def _done(request: HttpRequest, body: BaseModel, work: Callable[[], object], message: str) -> dict[str, Any]:
    def act() -> dict[str, Any]:
        work()
        return {"message": message}

    return do_once(request, body, act)
