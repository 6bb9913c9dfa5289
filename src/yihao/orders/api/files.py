"""HTTP of attachments: hand in, open."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from yihao.kernel import access, files
from yihao.kernel.crypto import unseal
from yihao.kernel.models import StoredFile
from yihao.kernel.problems import Invalid, NotFound, TooLarge
from yihao.kernel.settings import settings
from yihao.orders.api import schemas as s
from yihao.orders.models import Attachment
from yihao.orders.queries import sight
from yihao.orders.values.states import Audience
from yihao.organisation import queries as organisation
from yihao.organisation.http import Staff, answers, viewer

router = Router(tags=["附件"])
_BYTES = answers(bytes)


@router.post("/files", response=answers(s.FileOut), auth=Staff(), summary="上传附件")
def hand_in(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Take a file in; it is attached by the act that names it."""
    most = settings().upload_megabytes
    if (file.size or 0) > most * 1024 * 1024:
        raise TooLarge(title=f"文件超过 {most} MB", detail="请压缩或拆分后再上传，其余内容已保留。")
    who = viewer(request)
    by = organisation.actor(who, None)
    key = files.keep(name=file.name or "", body=file.read(), by=by, owner=str(who.account_id))
    kept = StoredFile.objects.get(id=key)
    return {"id": key, "name": unseal(kept.name, "stored_file.name", key), "size": kept.size, "kind": kept.kind}


@router.get("/attachments/{uuid:attachment_id}", response=_BYTES, auth=Staff(), summary="打开附件")
def open_attachment(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """The bytes; the opening is in the access log."""
    who = viewer(request)
    found = Attachment.objects.filter(id=attachment_id).first()
    if found is None:
        raise NotFound(title="没有这个附件，或您无权查看")
    appeal = sight.appeal_row(who, found.appeal_id)
    if found.visibility == Audience.CENTRE and not sight.at_centre(who, appeal["centre_id"]):
        raise NotFound(title="没有这个附件，或您无权查看")
    access.note(
        by=organisation.actor(who, who.posts[0] if who.posts else None),
        action="attachment",
        subject_type="appeal",
        subject_id=found.appeal_id,
    )
    try:
        name, kind, body = files.fetch(found.file_id)
    except OSError:
        raise Invalid(title="附件读不出来", detail="请联系管理员从备份恢复。") from None
    answer = HttpResponse(body, content_type=kind)
    inline = "inline" if kind.startswith("image/") or kind == "application/pdf" else "attachment"
    answer["Content-Disposition"] = f"{inline}; filename*=UTF-8''{quote(name)}"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    return answer
