"""Attachments over HTTP: what is taken in, who may open it, and that each opening is written down."""

import io
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from tests.app.support import Person, Town, form, refused


def _picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def _hand_in(person: Person, name: str, body: bytes) -> httpx.Response:
    return person.post("/api/files", files={"file": (name, body)})


def _attached(town: Town) -> str:
    """The id of an attachment of a new order."""
    agent = town.person("agent")
    file_id = _hand_in(agent, "现场.png", _picture()).json()["id"]
    taken = agent.post("/api/intake/submit", {"form": form(town, attachments=[file_id])}, key=uuid4().hex).json()
    return str(town.value("SELECT id FROM attachment WHERE appeal_id = %s", taken["appeal_id"]))


def test_opening_is_written_down(town: Town) -> None:
    attachment = _attached(town)
    count = "SELECT count(*) FROM access_log WHERE action = 'attachment'"
    before = town.value(count)
    answer = town.person("dispatcher").get(f"/api/attachments/{attachment}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert town.value(count) == before + 1


def test_outside_the_scope_there_is_none(town: Town) -> None:
    attachment = _attached(town)
    for name in ("unit_clerk", "administrator"):
        refused(town.person(name).get(f"/api/attachments/{attachment}"), 404)
    refused(Person(town.url).get(f"/api/attachments/{attachment}"), 401)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("病毒.png", b"MZ\x90\x00 not a picture"),
        ("页面.jpg", b"<html><script>alert(1)</script>"),
        ("画.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("包.docx", b"PK\x03\x04 not an archive"),
        ("半张.png", _picture()[:40]),
        ("空.png", b""),
    ],
)
def test_a_false_type_is_refused(town: Town, name: str, body: bytes) -> None:
    refused(_hand_in(town.person("agent"), name, body), 422)


def test_a_file_that_is_too_large(town: Town) -> None:
    problem = refused(_hand_in(town.person("agent"), "大.png", b"\0" * (10 * 1024 * 1024 + 1)), 413)
    assert "10 MB" in problem["title"]


def test_no_file_at_all(town: Town) -> None:
    agent = town.person("agent")
    refused(agent.post("/api/files", files={"other": ("a.png", _picture())}), 422)
    refused(agent.post("/api/files", data={"file": "x"}), 422)
    refused(agent.post("/api/files", {}), 422)
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = agent.post("/api/files", content=b"--x\r\nnothing", headers=broken)
    assert answer.status_code in (400, 422)
    refused(answer, answer.status_code)


def test_more_than_nine_attachments(town: Town) -> None:
    agent = town.person("agent")
    ids = [_hand_in(agent, "图.png", _picture()).json()["id"] for _ in range(10)]
    problem = refused(agent.post("/api/intake/submit", {"form": form(town, attachments=ids)}), 422)
    assert "9" in problem["title"]
    assert agent.post("/api/intake/submit", {"form": form(town, attachments=ids[:9])}).status_code == 200


def test_somebody_elses_file_cannot_be_attached(town: Town) -> None:
    theirs = _hand_in(town.person("dispatcher"), "图.png", _picture()).json()["id"]
    refused(town.person("agent").post("/api/intake/submit", {"form": form(town, attachments=[theirs])}), 422)
