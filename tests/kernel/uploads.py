"""Files as people hand them in."""

import io
import zipfile
from typing import Any

from PIL import Image, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

WIDE, HIGH = 60, 40
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
_ORIENTATION, _MAKE, _GPS = 0x0112, 0x010F, 0x8825


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes into a picture: its make, how it was held, and where."""
    tags = Image.Exif()
    tags[_ORIENTATION] = orientation
    tags[_MAKE] = "Telephone of Zhang San"
    tags[_GPS] = {
        1: "N",
        2: (TiffImagePlugin.IFDRational(29), TiffImagePlugin.IFDRational(42), TiffImagePlugin.IFDRational(17)),
        3: "E",
        4: (TiffImagePlugin.IFDRational(115), TiffImagePlugin.IFDRational(59), TiffImagePlugin.IFDRational(3)),
    }
    return tags


def picture(mode: str = "RGB", size: tuple[int, int] = (WIDE, HIGH)) -> Image.Image:
    """Left half red, right half blue: one can see how it is turned."""
    made = Image.new("RGB", size, (255, 0, 0))
    made.paste((0, 0, 255), (size[0] // 2, 0, *size))
    return made.convert(mode)


def encoded(kind: str, made: Image.Image | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    (made or picture()).save(out, format=kind, **options)
    return out.getvalue()


def photo(orientation: int = 1, kind: str = "JPEG") -> bytes:
    """A photograph with everything a camera adds."""
    notes = PngInfo()
    notes.add_text("Author", "Zhang San")
    options: dict[str, Any] = {"PNG": {"pnginfo": notes}, "JPEG": {"comment": b"Zhang San"}, "WEBP": {}}[kind]
    return encoded(kind, exif=exif(orientation), **options)


def archive(*names: str) -> bytes:
    """A zip file with these files in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"<xml/>")
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
ZIP = archive("readme.txt")
DOCM = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
XLSM = archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")
# What the zip reader takes for a version of the format that it does not know, and for a name that is no UTF-8.
_ENTRY = DOCX.index(b"PK\x01\x02")
DOCX_OF_THE_FUTURE = DOCX[: _ENTRY + 6] + b"\xff\x00" + DOCX[_ENTRY + 8 :]
DOCX_WITH_BROKEN_NAME = DOCX[: _ENTRY + 9] + b"\x08" + DOCX[_ENTRY + 10 : _ENTRY + 46] + b"\xff" + DOCX[_ENTRY + 47 :]
# The make of the camera is said to be numbers instead of text.
BROKEN_EXIF = photo(6).replace(b"\x01\x0f\x00\x02", b"\x01\x0f\x00\x0b")


def several() -> bytes:
    """Two pictures in one JPEG file (MPO), as some telephones make them."""
    return encoded("MPO", picture(), save_all=True, append_images=[picture("L").convert("RGB")], exif=exif(6))
