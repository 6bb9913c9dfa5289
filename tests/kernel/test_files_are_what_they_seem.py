"""The kind of a file is read from its bytes; what is not a picture, PDF, Word or Excel file is refused in words."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.kernel import uploads
from yihao.kernel import files, sql
from yihao.kernel.ids import new_id
from yihao.kernel.problems import Invalid, NotFound, TooLarge
from yihao.kernel.settings import Settings
from yihao.kernel.values import Actor

_OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configured: Settings) -> Path:
    monkeypatch.setattr(configured, "data", tmp_path)
    return tmp_path


def keep(body: bytes, by: Actor, name: str = "材料.jpg") -> UUID:
    return files.keep(name=name, body=body, by=by, owner="session")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (uploads.encoded("JPEG"), "image/jpeg"),
        (uploads.encoded("PNG"), "image/png"),
        (uploads.encoded("WEBP"), "image/webp"),
        (uploads.PDF, "application/pdf"),
        (uploads.DOCX, _OFFICE + "wordprocessingml.document"),
        (uploads.XLSX, _OFFICE + "spreadsheetml.sheet"),
    ],
)
def test_what_is_taken_and_as_what_whatever_its_name(body: bytes, kind: str, by: Actor) -> None:
    name, found, clean = files.fetch(keep(body, by, "照片.html"))
    assert (name, found) == ("照片.html", kind)
    assert clean == body or kind.startswith("image/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("一段文字".encode(), "文件类型不支持或已损坏"),
        (uploads.HTML, "文件类型不支持或已损坏"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "文件类型不支持或已损坏"),
        (b"MZ\x90\x00", "文件类型不支持或已损坏"),
        (b"\x7fELF", "文件类型不支持或已损坏"),
        (b"", "文件类型不支持或已损坏"),
        (uploads.encoded("GIF"), "文件类型不支持或已损坏"),
        (uploads.encoded("TIFF"), "文件类型不支持或已损坏"),
        (uploads.encoded("BMP"), "文件类型不支持或已损坏"),
        (uploads.encoded("JPEG")[:300], "文件类型不支持或已损坏"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "文件类型不支持或已损坏"),
        (uploads.ZIP, "不支持压缩包和带宏的文件"),
        (uploads.archive("a/word/document.xml"), "不支持压缩包和带宏的文件"),
        (uploads.DOCX[:60], "不支持压缩包和带宏的文件"),
        (uploads.DOCX_OF_THE_FUTURE, "不支持压缩包和带宏的文件"),
        (uploads.DOCX_WITH_BROKEN_NAME, "不支持压缩包和带宏的文件"),
        (uploads.DOCM, "不支持压缩包和带宏的文件"),
        (uploads.XLSM, "不支持压缩包和带宏的文件"),
    ],
)
def test_what_is_refused_even_when_it_is_called_jpg(body: bytes, says: str, by: Actor, data: Path) -> None:
    with pytest.raises(Invalid, match=says) as refusal:
        keep(body, by)
    assert refusal.value.errors[0].field == "files"
    assert not list(data.rglob("*"))
    assert sql.row("SELECT count(*) AS n FROM stored_file") == {"n": 0}


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused(
    by: Actor, monkeypatch: pytest.MonkeyPatch, configured: Settings, data: Path
) -> None:
    monkeypatch.setattr(configured, "upload_megabytes", 1)
    exactly = uploads.PDF.ljust(1024 * 1024)
    keep(exactly, by)
    with pytest.raises(TooLarge, match="文件超过 1 MB") as refusal:
        keep(exactly + b" ", by)
    assert refusal.value.status == 413
    assert "其余内容已保留" in refusal.value.detail


@pytest.mark.django_db
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(by: Actor) -> None:
    bomb = uploads.encoded("PNG", Image.new("1", (8000, 7000)))
    assert len(bomb) < 100_000
    with pytest.raises(Invalid, match="图片尺寸过大"):
        keep(bomb, by)


@pytest.mark.django_db
def test_where_only_pictures_are_asked_for_nothing_else_is_taken(by: Actor, data: Path) -> None:
    with pytest.raises(Invalid, match="只能上传 JPG、PNG 或 WebP 图片"):
        files.keep(name="x.jpg", body=uploads.PDF, by=by, owner="session", images_only=True)
    assert not list(data.rglob("*"))
    files.keep(name="x.jpg", body=uploads.encoded("JPEG"), by=by, owner="session", images_only=True)


@pytest.mark.django_db
def test_the_name_is_sealed_and_only_a_name(by: Actor) -> None:
    key = keep(uploads.PDF, by, "../../张三的身份证.pdf")
    row = sql.row("SELECT name, owner, region, size FROM stored_file WHERE id = %s", (key,))
    assert row is not None
    assert "张三".encode() not in bytes(row["name"])
    assert (row["owner"], row["region"], row["size"]) == ("session", "360400", len(uploads.PDF))
    assert files.fetch(key)[0] == "张三的身份证.pdf"
    assert files.fetch(keep(uploads.PDF, by, ""))[0] == "附件"
    assert len(files.fetch(keep(uploads.PDF, by, "长" * 300))[0]) == 120


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="没有这个附件，或您无权查看"):
        files.fetch(new_id())


_START = st.sampled_from(
    [
        *(uploads.photo(6, kind) for kind in ("JPEG", "PNG", "WEBP")),
        uploads.encoded("JPEG", uploads.picture("CMYK"), progressive=True),
        uploads.encoded("PNG", uploads.picture("P")),
        uploads.DOCX,
        uploads.ZIP,
    ]
)
_changes = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=6)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF|Truncated File|Tag data larger|Possibly corrupt:UserWarning")
@settings(max_examples=300)
@given(_START, _changes, st.integers(0, 100_000))
def test_whatever_the_bytes_are_they_are_taken_or_refused(
    body: bytes, changes: list[tuple[int, int]], most: int
) -> None:
    """A damaged or malicious file must not end in any other fault."""
    spoilt = bytearray(body)
    for place, value in changes:
        spoilt[place % len(spoilt)] = value
    if most % 4 == 0:
        del spoilt[most % len(spoilt) :]
    try:
        kind, clean = files._inspect(bytes(spoilt))
    except Invalid:
        return
    assert kind.startswith(("image/", _OFFICE))
    assert clean
