"""The outermost boundary of a request: every fault becomes words for the person, in the form the surface speaks."""

import logging
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from psycopg.errors import DiskFull

from yihao.app.policy import policy
from yihao.kernel.problems import DatabaseFull, DatabaseUnavailable, Forbidden, Problem, TooLarge
from yihao.organisation.api import locked_out

_log = logging.getLogger(__name__)


class Boundary:
    """Turns problems and lost databases into answers; sets the headers that every answer has."""

    def __init__(self, next_: Callable[[HttpRequest], HttpResponse]) -> None:
        self.next = next_

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        try:
            answer = self.next(request)
        except (OperationalError, InterfaceError) as fault:
            answer = database_refused(request, fault)
        if answer.status_code == 405:
            answer = _not_allowed(request, answer.headers.get("Allow", ""))
        answer.headers.setdefault("Content-Security-Policy", policy())
        if not request.path.startswith("/static/"):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A problem raised in a view that is not the API's; anything else goes on to Django."""
        if isinstance(fault, Problem):
            return problem_answer(request, fault)
        if isinstance(fault, OperationalError | InterfaceError):
            return database_refused(request, fault)
        if isinstance(fault, RequestDataTooBig):
            return problem_answer(request, TooLarge(title="提交的内容太大"))
        if isinstance(fault, SuspiciousOperation):
            return bad_request(request, fault)
        return None


def database_refused(request: HttpRequest, fault: Exception) -> HttpResponse:
    """The database is away, or its disk is full: what it cannot write, nobody is told is written."""
    full = isinstance(fault.__cause__, DiskFull)
    _log.error("database full" if full else "database unavailable", extra={"fault": type(fault).__name__})
    return problem_answer(request, DatabaseFull() if full else DatabaseUnavailable())


def problem_answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as JSON for the API, as a page for people."""
    if request.path.startswith(("/api/", "/sse/")):
        return JsonResponse(
            problem.body(),
            status=problem.status,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )
    page = render_to_string("problem.html", {"problem": problem}, request)
    return HttpResponse(page, status=problem.status)


def _not_allowed(request: HttpRequest, allow: str) -> HttpResponse:
    answer = problem_answer(request, Problem(title="这个地址不能这样使用", code="method", status=405))
    answer.headers["Allow"] = allow
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not made by us, or whose session is over."""
    title = "页面已过期，请刷新后重新提交"
    return problem_answer(
        request, Forbidden(title=title, detail="您填写的内容没有保存，请返回上一页复制后再试。", code="csrf")
    )


def locked(request: HttpRequest, answer: HttpResponse | None, credentials: object) -> HttpResponse:
    """An account that is locked after too many failures, wherever it was tried."""
    return problem_answer(request, locked_out())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is none of ours (a strange host, a broken form)."""
    return problem_answer(request, Problem(title="请求格式不正确", code="bad_request", status=400))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page."""
    return problem_answer(
        request, Problem(title="没有这个页面", detail="请检查地址，或返回首页。", code="not_found", status=404)
    )


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours; the log has it."""
    detail = "这一步没有保存，也没有重复。请稍后重试；多次出现请联系管理员。"
    return problem_answer(request, Problem(title="系统出了差错", detail=detail, code="fault", status=500))
