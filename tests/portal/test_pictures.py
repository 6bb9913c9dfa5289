"""Pictures: each checked alone, cleaned, at most nine; a wrong one costs nothing else."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.portal.conftest import Citizen, picture
from yihao.kernel import files
from yihao.kernel.models import StoredFile
from yihao.kernel.settings import settings
from yihao.orders.models import Appeal, Attachment


def up(name: str, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def test_place_and_device_are_gone(citizen: Citizen) -> None:
    citizen.fill()
    citizen.post("pictures", {"pictures": [up("现场.jpg", picture(exif=True))]})
    citizen.client.post(f"/file/{citizen.draft}/check/")
    found = Attachment.objects.get()
    name, kind, body = files.fetch(found.file_id)
    assert name == "现场.jpg" and kind == "image/jpeg"
    assert b"Phone-Maker-X" not in body and not Image.open(io.BytesIO(body)).getexif()


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.jpg", b"not a picture"), ("a.png", b"%PDF-1.7 x"), ("a.gif", b"GIF89a"), ("empty.jpg", b""), ("a.svg", b"<svg/>")],
)  # fmt: skip
def test_a_wrong_file_is_named_and_the_others_are_kept(citizen: Citizen, name: str, body: bytes) -> None:
    citizen.fill()
    sent = [up("好.png", picture("PNG")), up(name, body), up("也好.webp", picture("WEBP"))]
    answer = citizen.post("pictures", {"pictures": sent})
    page = answer.content.decode()
    assert answer.status_code == 422 and f"“{name}”没有上传" in page
    assert "已传 2 张" in page and "好.png" in page and "也好.webp" in page
    assert "已传 2 张" in citizen.show("pictures")


def test_too_large_says_how_large_it_may_be(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "upload_megabytes", 1)
    citizen.fill()
    page = citizen.post("pictures", {"pictures": [up("大.jpg", b"x" * (1024 * 1024 + 1))]}).content.decode()
    assert "超过 1 MB" in page and "截图" in page


def test_without_room_the_rest_is_kept_and_can_be_sent(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen.fill()
    with monkeypatch.context() as disk:
        disk.setattr(files.Folder, "room", lambda _: 0)
        answer = citizen.post("pictures", {"pictures": [up("现场.jpg", picture())]})
    assert answer.status_code == 422 and "“现场.jpg”没有上传：附件暂时存不进去" in answer.content.decode()
    citizen.client.post(f"/file/{citizen.draft}/check/")
    assert Appeal.objects.count() == 1 and not Attachment.objects.exists()


def test_nine_and_no_more(citizen: Citizen) -> None:
    citizen.fill()
    page = citizen.post("pictures", {"pictures": [up(f"{n}.jpg", picture()) for n in range(10)]}).content.decode()
    assert "已传 9 张" in page and "最多 9 张" in page


def test_one_is_taken_away(citizen: Citizen) -> None:
    citizen.fill()
    citizen.post("pictures", {"pictures": [up("a.jpg", picture())]})
    citizen.post("pictures", {"remove": str(StoredFile.objects.get().id)})
    assert "已传" not in citizen.show("pictures")


def test_a_request_beyond_all_pictures_is_refused_before_it_is_read(citizen: Citizen) -> None:
    citizen.fill()
    answer = citizen.client.post(f"/file/{citizen.draft}/pictures/", {}, CONTENT_LENGTH=str(200 * 1024 * 1024))
    assert answer.status_code == 413 and "加起来太大" in answer.content.decode()
