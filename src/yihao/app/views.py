"""Pages that belong to no domain: health, and the shell of the desk."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie

from yihao.app.policy import policy
from yihao.calls import telephone
from yihao.kernel import head
from yihao.kernel.problems import Problem

_SHELL = Path(__file__).parent / "static" / "desk" / "index.html"


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when this process serves and reaches the database; a lost database answers 503 (see `middleware`).

    A ledger that stopped numbering is said here, too; but everything is still taken down, so the answer stays 200.
    """
    stop = head.standing()
    if stop is None:
        return JsonResponse({"status": "ok"})
    said = head.sentence(stop.outside_position, stop.inside_position)
    return JsonResponse({"status": "ledger_stopped", "ledger": said}, json_dumps_params={"ensure_ascii": False})


@ensure_csrf_cookie
def desk(request: HttpRequest, rest: str | None = None) -> HttpResponse:
    """The desk's one page; the routes behind it are the desk's own."""
    answer = HttpResponse(_shell())
    found = telephone.access()
    if found is not None:
        answer.headers["Content-Security-Policy"] = policy(connect=found["ws_url"])
    return answer


@cache
def _shell() -> str:
    if not _SHELL.is_file():
        raise Problem(title="坐席工作台尚未构建", detail="请运行 bin/up 构建后再试。", code="not_built", status=503)
    return _SHELL.read_text(encoding="utf-8")
