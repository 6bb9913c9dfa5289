"""A picture loses the place and the device, is turned upright, and stays what it shows."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.kernel.uploads import BROKEN_EXIF, HIGH, WIDE, encoded, photo, picture, several
from yihao.kernel import files
from yihao.kernel.settings import Settings
from yihao.kernel.values import Actor

pytestmark = pytest.mark.django_db
MOST = 50
"""Of 255: how much a colour may change when a picture is saved again."""


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configured: Settings) -> Path:
    monkeypatch.setattr(configured, "data", tmp_path)
    return tmp_path


def kept(body: bytes, by: Actor) -> Image.Image:
    """The picture as it is kept."""
    name, kind, clean = files.fetch(files.keep(name="照片.jpg", body=body, by=by, owner="session"))
    found = Image.open(io.BytesIO(clean))
    assert kind == Image.MIME[str(found.format)]
    found.load()
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_place_no_device_no_name_is_left(kind: str, by: Actor) -> None:
    before = photo(kind=kind)
    assert Image.open(io.BytesIO(before)).getexif().get_ifd(0x8825)
    found = kept(before, by)
    assert found.format == kind
    assert dict(found.getexif()) == {}
    assert not {"exif", "comment", "Author", "xmp", "icc_profile"} & set(found.info)
    _, _, clean = files.fetch(files.keep(name="x", body=before, by=by, owner="session"))
    assert b"Zhang San" not in clean


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (WIDE, HIGH), "left"),
        (2, (WIDE, HIGH), "right"),  # mirrored
        (3, (WIDE, HIGH), "right"),  # held upside down
        (4, (WIDE, HIGH), "left"),
        (5, (HIGH, WIDE), "top"),
        (6, (HIGH, WIDE), "top"),  # turned to the right
        (7, (HIGH, WIDE), "bottom"),
        (8, (HIGH, WIDE), "bottom"),  # turned to the left
        (99, (WIDE, HIGH), "left"),  # nonsense
    ],
)
def test_it_is_turned_upright(orientation: int, size: tuple[int, int], red: str, by: Actor) -> None:
    found = kept(photo(orientation), by).convert("RGB")
    assert found.size == size
    width, height = size
    middle = {
        "left": (2, height // 2),
        "right": (width - 3, height // 2),
        "top": (width // 2, 2),
        "bottom": (width // 2, height - 3),
    }
    colour = found.getpixel(middle[red])
    assert isinstance(colour, tuple)
    assert colour[0] > 255 - MOST
    assert colour[2] < MOST


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("WEBP", "RGB"),
        ("WEBP", "RGBA"),
    ],
)
def test_it_still_shows_the_same(kind: str, mode: str, by: Actor) -> None:
    before = picture(mode) if mode != "I;16" else Image.new("I;16", (WIDE, HIGH), 60_000)
    body = encoded(kind, before)
    found = kept(body, by)
    assert found.size == (WIDE, HIGH)
    for place in ((5, 5), (WIDE - 5, HIGH - 5)):
        was = Image.open(io.BytesIO(body)).convert("RGB").getpixel(place)
        now = found.convert("RGB").getpixel(place)
        assert isinstance(was, tuple)
        assert isinstance(now, tuple)
        assert all(abs(a - b) < MOST for a, b in zip(was, now, strict=True))


def test_what_is_transparent_stays_transparent(by: Actor) -> None:
    see_through = Image.new("RGBA", (WIDE, HIGH), (0, 255, 0, 0))
    see_through.paste((255, 0, 0, 255), (0, 0, 20, HIGH))
    for body in (encoded("PNG", see_through), encoded("PNG", see_through.quantize()), encoded("WEBP", see_through)):
        found = kept(body, by).convert("RGBA")
        seen = found.getpixel((WIDE - 2, 5))
        assert isinstance(seen, tuple)
        assert seen[3] == 0
        solid = found.getpixel((2, 5))
        assert isinstance(solid, tuple)
        assert solid[3] == 255


def test_of_several_in_one_file_the_first_is_kept(by: Actor) -> None:
    assert Image.open(io.BytesIO(several())).format == "MPO"
    found = kept(several(), by)
    assert (found.format, found.size) == ("JPEG", (HIGH, WIDE))
    assert dict(found.getexif()) == {}


def test_what_the_camera_wrote_may_be_damaged(by: Actor) -> None:
    assert photo(6) != BROKEN_EXIF
    assert kept(BROKEN_EXIF, by).size == (HIGH, WIDE)


def test_a_very_large_one_is_made_smaller(by: Actor) -> None:
    found = kept(encoded("JPEG", picture(size=(5000, 100)), quality=30), by)
    assert found.size[0] == 4096
    assert found.size[1] in (81, 82)
