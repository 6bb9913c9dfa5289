"""The frame of every public page: rendering, the size limit, the token against forgery, a lost database."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from yihao.kernel.problems import FieldError, TooLarge
from yihao.kernel.settings import settings
from yihao.organisation import queries as organisation
from yihao.portal.line import line
from yihao.portal.rules.filing import MOST_PICTURES
from yihao.portal.values import Answers, Kind, Question

ELDER = "elder"
"""The cookie of 长辈版."""
_SPARE = 4 * 1024 * 1024
View = Callable[..., HttpResponse]


def page(request: HttpRequest, template: str, *, status: int = 200, ask: bool = True, **context: Any) -> HttpResponse:
    """A public page; `context` beside what every page shows."""
    frame = {"line": line(ask=ask), "elder": request.COOKIES.get(ELDER) == "1", "path": request.path}
    frame["megabytes"] = settings().upload_megabytes
    answer = render(request, f"portal/{template}.html", {**frame, **context}, status=status)
    if not context.get("indexed"):
        answer["X-Robots-Tag"] = "noindex"
    return answer


def region() -> str:
    """The region whose public pages these are."""
    return organisation.home_region()


def fields(questions: dict[str, Question], answers: Answers, errors: list[FieldError]) -> list[dict[str, Any]]:
    """The questions as the template shows them: with what was typed, and what is wrong with it."""
    wrong = {e.field: e.message for e in errors}
    return [
        {
            "q": q,
            "kind": q.kind.value,
            "value": answers.get(name, q.preset),
            "error": wrong.get(name, ""),
            "many": q.kind in (Kind.RADIO, Kind.TICK),
        }
        for name, q in questions.items()
    ]


def typed(request: HttpRequest, names: tuple[str, ...]) -> dict[str, str]:
    """What the form holds of these questions; a missing radio or tick is an empty answer."""
    return {name: request.POST.get(name, "").replace("\r\n", "\n") for name in names}


def public_form(view: View) -> View:
    """A page with a form: too much is refused before it is read, forgery is refused, a lost database loses nothing."""
    inner = csrf_protect(_never_lost(view))

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        most = MOST_PICTURES * settings().upload_megabytes * 1024 * 1024 + _SPARE
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            raise TooLarge(
                title="图片加起来太大，没有上传",
                detail=f"请返回上一页，一次少选几张（每张不超过 {settings().upload_megabytes} MB）。之前填写的内容已保留。",
            )
        return inner(request, *args, **kwargs)

    return guarded


def _never_lost(view: View) -> View:
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            if request.method != "POST":
                raise
            return _again(request)

    return kept


def _again(request: HttpRequest) -> HttpResponse:
    """The database went away while something was handed in: what was typed comes back, with a button to try again."""
    sent = [
        {"name": name, "value": value, "long": len(value) > 20}
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    return page(request, "again", status=503, ask=False, sent=sent, had_files=bool(request.FILES))
