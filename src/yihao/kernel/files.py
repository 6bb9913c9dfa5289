"""Files that people hand in: checked by their bytes, cleaned of what a camera writes into them, kept by digest."""

import errno
import io
import logging
import os
import shutil
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from uuid import UUID

from PIL import ExifTags, Image

from yihao.kernel import clock, sql
from yihao.kernel.crypto import seal, sm3, unseal
from yihao.kernel.ids import new_id
from yihao.kernel.models import StoredFile
from yihao.kernel.problems import Invalid, NoRoom, NotFound, TooLarge
from yihao.kernel.settings import settings
from yihao.kernel.values import Actor

_log = logging.getLogger(__name__)
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → how the picture is turned upright."""
_BROKEN = (AttributeError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)
"""What the readers of picture and zip files raise for bytes that are damaged or made to do harm."""
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PIXELS = 50_000_000
_SIDE = 4096


class Storage(Protocol):
    """Where files lie: one interface for a folder now and shared storage later."""

    def put(self, key: str, body: bytes) -> None:
        """Keep `body` under `key`, whole or not at all."""

    def get(self, key: str) -> bytes:
        """The bytes under `key`. Raises FileNotFoundError."""

    def remove(self, key: str) -> None:
        """Forget what is under `key`; nothing when there is none."""

    def remove_all(self, place: str) -> None:
        """Forget everything whose key begins with `place` and a slash."""

    def room(self) -> int:
        """How many bytes more can be kept."""


class Folder:
    """Storage in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, body: bytes) -> None:
        """Write beside, flush, rename: a crash leaves no half file."""
        path = self.root / key
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{new_id().hex}.new")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
                f.write(body)
                f.flush()
                os.fsync(f.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)

    def get(self, key: str) -> bytes:
        """The bytes under `key`."""
        return (self.root / key).read_bytes()

    def remove(self, key: str) -> None:
        """Remove the file."""
        (self.root / key).unlink(missing_ok=True)

    def remove_all(self, place: str) -> None:
        """Remove the folder."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.root / place)

    def room(self) -> int:
        """What the disk has left."""
        self.root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.root).free


def storage() -> Storage:
    """The storage of this installation."""
    return Folder(settings().files_folder)


def leave_reserve(size: int) -> None:
    """See that after `size` bytes there is room for what can't be refused. Raises OSError as a full disk does."""
    if storage().room() - size < settings().disk_reserve_megabytes * 1024 * 1024:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def keep(*, name: str, body: bytes, by: Actor, owner: str, images_only: bool = False) -> UUID:
    """Check and keep an uploaded file; its id. `owner` is the session or account that may attach it.

    Pictures lose EXIF (place, device) and are turned upright; the kind is read from the bytes, not from the name.
    Raises TooLarge, Invalid; NoRoom before any row is written.
    """
    most = settings().upload_megabytes
    if len(body) > most * 1024 * 1024:
        raise TooLarge(title=f"文件超过 {most} MB", detail="请压缩或拆分后再上传，其余内容已保留。")
    kind, clean = _inspect(body)
    if images_only and not kind.startswith("image/"):
        raise Invalid.field_error("files", "只能上传 JPG、PNG 或 WebP 图片")
    key = new_id()
    digest = sm3(clean)
    place = f"{digest[:2]}/{digest[2:4]}/{digest}"
    try:
        leave_reserve(len(clean))
        storage().put(place, clean)
    except OSError as refused:
        _log.error("a file can't be stored", extra={"fault": type(refused).__name__, "errno": refused.errno})
        raise NoRoom from None
    sql.insert(
        StoredFile,
        id=key,
        region=by.region,
        digest=digest,
        size=len(clean),
        kind=kind,
        name=seal(Path(name).name[:120] or "附件", "stored_file.name", key),
        storage_key=place,
        owner=owner,
        at=clock.now(),
    )
    return key


def fetch(file_id: UUID) -> tuple[str, str, bytes]:
    """Name, kind and bytes of a file; the caller has checked the right. Raises NotFound; a changed file is refused."""
    found = StoredFile.objects.filter(id=file_id).first()
    if found is None:
        raise NotFound(title="没有这个附件，或您无权查看")
    body = storage().get(found.storage_key)
    if sm3(body) != found.digest:
        raise Invalid(title="附件内容与登记的摘要不符，已停止打开", detail="请联系管理员从备份恢复。")
    return unseal(found.name, "stored_file.name", found.id), found.kind, body


def _inspect(body: bytes) -> tuple[str, bytes]:
    """The kind of `body` and the body to keep. Raises Invalid for anything else than pictures, PDF, Word, Excel."""
    if body.startswith(b"%PDF-"):
        return "application/pdf", body
    if body.startswith(b"PK\x03\x04"):
        return _office(body), body
    try:
        with Image.open(io.BytesIO(body), formats=list(IMAGES)) as picture:
            if picture.width * picture.height > _PIXELS:
                raise Invalid.field_error("files", "图片尺寸过大，请缩小后再上传")
            return _clean_picture(picture)
    except (*_BROKEN, Image.DecompressionBombError):
        raise Invalid.field_error(
            "files", "文件类型不支持或已损坏：请上传 JPG、PNG、WebP 图片，或 PDF、Word、Excel 文件"
        ) from None


def _clean_picture(picture: Image.Image) -> tuple[str, bytes]:
    """Kind and bytes of the picture upright, at most 4096 pixels a side, with no metadata."""
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)  # some telephones put several into one JPEG
    turn = _TURNS.get(_orientation(picture))
    upright = picture.transpose(turn) if turn is not None else picture
    upright.thumbnail((_SIDE, _SIDE))
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")  # it may stand in a palette or as one colour, which the copy below loses
    elif upright.mode == "P" or (kind == "JPEG" and upright.mode != "L"):
        upright = upright.convert("RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, format=kind, **({"quality": 88} if kind != "PNG" else {}))
    return IMAGES[kind], out.getvalue()


def _orientation(picture: Image.Image) -> int:
    """1 (upright) also when what the camera wrote cannot be read."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except _BROKEN:
        return 1


def _office(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (*_BROKEN, zipfile.BadZipFile, NotImplementedError):
        names = set()
    for inside, kind in _OFFICE.items():
        if inside in names and not any(n.endswith("vbaProject.bin") for n in names):
            return kind
    raise Invalid.field_error("files", "不支持压缩包和带宏的文件：请上传图片、PDF、Word 或 Excel 文件")
