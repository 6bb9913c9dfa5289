"""The one HTTP API, put together from the rooms."""

import json
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as RequestInvalid
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from yihao.app.middleware import database_refused, problem_answer
from yihao.auditing.api import router as auditing
from yihao.calls.api.calls import router as calls
from yihao.calls.api.nuisance import router as nuisance
from yihao.calls.api.seat import router as seat
from yihao.calls.staffing.api import router as staffing
from yihao.catalogue.api import router as catalogue
from yihao.centre.api import router as centre
from yihao.followups.api import router as followups
from yihao.followups.callbacks.api import router as callbacks
from yihao.hotlines.api import router as hotlines
from yihao.kernel.problems import FieldError, Invalid, Problem, TooLarge
from yihao.notices.api import router as notices
from yihao.orders.api.files import router as files
from yihao.orders.api.intake import router as intake
from yihao.orders.api.orders import router as orders
from yihao.orders.api.views import router as views
from yihao.orders.exports.api import router as exports
from yihao.orders.presence.api import router as presence
from yihao.organisation.api import router as organisation
from yihao.organisation.rosters.api import router as rosters
from yihao.organisation.work.api import router as work
from yihao.start.api import router as start

_ESCAPES = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""What NUL and halves of characters are written as; only then is it worth looking closer."""


class Body(Parser):
    """What was sent, of texts that can be stored: no NUL, no half of a character, no number that is none."""

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The fields of the address or of a form. Raises HttpError, answered with 400."""
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        try:
            _check_texts(found)
        except ValueError as unfit:
            raise HttpError(400, "text") from unfit
        return found

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body. Raises ValueError, which is answered with 400."""
        body: dict[str, Any] = json.loads(request.body, parse_constant=_no_number)
        if _ESCAPES.search(request.body):
            _check_texts(body)
        return body


def _check_texts(part: Any) -> None:
    if isinstance(part, dict):
        part = [*part.keys(), *part.values()]
    if isinstance(part, list):
        for inside in part:
            _check_texts(inside)
    elif isinstance(part, str):
        part.encode()  # half a character raises UnicodeEncodeError
        if "\0" in part:
            raise ValueError("NUL")


def _no_number(name: str) -> None:
    raise ValueError(name)


class Json(JSONRenderer):
    """JSON with Chinese as it is."""

    def __init__(self) -> None:
        self.json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


api = NinjaAPI(
    renderer=Json(),
    parser=Body(),
    title="Yihao 一号",
    version="0.1.0",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
for _router in (
    organisation,
    rosters,
    work,
    staffing,
    catalogue,
    hotlines,
    intake,
    orders,
    exports,
    presence,
    views,
    seat,
    calls,
    nuisance,
    followups,
    callbacks,
    notices,
    start,
    files,
    centre,
    auditing,
):
    api.add_router("", _router)

_WORDS = {
    "missing": "必填",
    "string_too_long": "太长",
    "string_pattern_mismatch": "格式不正确",
    "uuid_parsing": "编号格式不正确",
    "datetime_from_date_parsing": "时间格式不正确",
    "datetime_parsing": "时间格式不正确",
    "int_parsing": "应是整数",
    "json_invalid": "请求不是有效的 JSON",
    "too_long": "太多",
}


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return problem_answer(request, problem)


@api.exception_handler(RequestInvalid)
def _request_invalid(request: HttpRequest, fault: Any) -> HttpResponse:
    """What pydantic says, in the person's words; never the value itself."""
    errors = [
        FieldError(".".join(str(p) for p in e["loc"][2:] or e["loc"][-1:]), _WORDS.get(e["type"], "内容不符合要求"))
        for e in fault.errors
    ]
    return problem_answer(request, Invalid(errors=errors))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, fault: Any) -> HttpResponse:
    title = "请求格式不正确，没有做任何改动" if fault.status_code == 400 else "请求没有办成"
    return problem_answer(request, Problem(title=title, code="bad_request", status=fault.status_code))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _database_lost(request: HttpRequest, fault: Any) -> HttpResponse:
    return database_refused(request, fault)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem_answer(request, TooLarge(title="提交的内容太大"))
