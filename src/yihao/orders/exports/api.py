"""HTTP of 导出: what may be chosen, asking for a file, fetching it."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from yihao.orders.api.inputs import FilterIn
from yihao.orders.exports import actions, queries
from yihao.orders.exports.rules import NOTE_LENGTH
from yihao.organisation.http import Staff, answers, do_once, viewer
from yihao.organisation.values import Permission

router = Router(tags=["导出"])
_EXPORTER = Staff(Permission.EXPORT_ORDER)


class ExportChoice(Schema):
    """Something to choose."""

    code: str
    name: str


class ExportSet(ExportChoice):
    """A set of columns with their heads."""

    columns: list[str]


class ExportPurpose(ExportChoice):
    """What a file is wanted for; `explain`: it has to be said in words too."""

    explain: bool


class ExportOptions(Schema):
    """What the drawer offers."""

    formats: list[ExportChoice]
    sets: list[ExportSet]
    purposes: list[ExportPurpose]
    keep_days: int
    most_rows: int


class ExportFilter(FilterIn):
    """The list as it is narrowed on the screen."""

    queue: str = ""


class ExportIn(Schema):
    """What is to be taken out, and what for."""

    format: str
    columns: str
    purpose: str
    note: str = Field(default="", max_length=NOTE_LENGTH)
    filter: ExportFilter


class ExportAsked(Schema):
    """The job that does it."""

    job_id: UUID
    said: str


class ExportCount(Schema):
    """How many orders fit, up to a cap."""

    count: int
    more: bool


@router.get("/exports/options", response=answers(ExportOptions), auth=_EXPORTER, summary="导出的选项")
def read_options(request: HttpRequest) -> Any:
    """Formats, columns, purposes, limits."""
    return queries.options(viewer(request).region)


@router.get("/exports/count", response=answers(ExportCount), auth=_EXPORTER, summary="可导出的件数")
def count_export(request: HttpRequest, wanted: Query[ExportFilter]) -> Any:
    """How many orders this person would take out: within the posts that may export."""
    return actions.count(queries.entitled(viewer(request)), wanted.dict())


@router.post("/exports", response=answers(ExportAsked), auth=_EXPORTER, summary="导出工单")
def ask_export(request: HttpRequest, body: ExportIn) -> Any:
    """Put an export into the queue; it is in the access log with filter, count and columns."""
    wanted = actions.Asked(body.format, body.columns, body.purpose, body.note, body.filter.dict())

    def work() -> dict[str, Any]:
        return {"job_id": actions.ask(doer=viewer(request), wanted=wanted), "said": "已开始导出，做好后在右下角下载"}

    return do_once(request, body, work)


@router.get("/exports/{uuid:job_id}/file", response=answers(bytes), auth=_EXPORTER, summary="下载导出的文件")
def fetch_export(request: HttpRequest, job_id: UUID) -> StreamingHttpResponse:
    """The file, one's own only; the fetching is in the access log."""
    name, media, size, pieces = actions.fetch(doer=viewer(request), job_id=job_id)
    answer = StreamingHttpResponse(pieces, content_type=media)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Content-Length"] = str(size)
    return answer
