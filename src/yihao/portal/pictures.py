"""Pictures that a citizen hands in: each checked alone, so that a wrong one never costs the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from yihao.kernel import files, rate
from yihao.kernel.crypto import unseal
from yihao.kernel.models import StoredFile
from yihao.kernel.problems import Problem
from yihao.kernel.settings import settings
from yihao.kernel.values import Actor
from yihao.portal.rules.filing import MOST_PICTURES

_NO_PICTURE = "不是 JPG、PNG 或 WebP 图片，或者已损坏、尺寸太大。请换一张，或者截图后再传"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was kept."""

    id: UUID
    name: str
    size: str


def keep(uploads: Sequence["UploadedFile[bytes]"], *, by: Actor, owner: str, have: list[UUID]) -> list[str]:
    """Keep what is good (appended to `have`), and say of each other one why not."""
    refused = []
    for upload in uploads:
        name = (upload.name or "图片")[-40:]
        try:
            refusal = _refusal(upload, len(have))
            if not refusal:
                rate.spend(kind="portal_upload", who=by.address, limit=200, window=timedelta(hours=1))
                body = upload.read()
                have.append(files.keep(name=upload.name or "", body=body, by=by, owner=owner, images_only=True))
        except Problem as problem:
            refusal = f"{problem.title}。{problem.detail}" if problem.status in (413, 429, 503) else _NO_PICTURE
        if refusal:
            refused.append(f"“{name}”没有上传：{refusal}")
    return refused


def _refusal(upload: "UploadedFile[bytes]", have: int) -> str:
    most = settings().upload_megabytes
    if have >= MOST_PICTURES:
        return f"最多 {MOST_PICTURES} 张，已经够了"
    if (upload.size or 0) > most * 1024 * 1024:
        return f"超过 {most} MB。请选小一点的，或者截图后再传"
    return "" if upload.size else "文件是空的"


def listed(ids: Sequence[UUID], owner: str) -> list[Picture]:
    """The owner's pictures in the order given; what is not the owner's or is attached already is left out."""
    found = {f.id: f for f in StoredFile.objects.filter(id__in=ids, owner=owner, attachment=None)} if ids else {}
    return [
        Picture(i, unseal(found[i].name, "stored_file.name", i), f"{max(1, found[i].size // 1024)} KB")
        for i in ids
        if i in found
    ]
