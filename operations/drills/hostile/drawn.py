"""Honest material that hostile papers are made of: a page of print, and the formats it is kept in."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import pikepdf
from PIL import Image, ImageDraw
from pillow_heif import from_pillow

A4: Final = (595, 842)


def page(width: int = 1240, height: int = 1754, size: int = 26) -> Image.Image:
    """Print on paper, the same each time. A copy, because a picture that was saved remembers how."""
    return _page(width, height, size).copy()


@cache
def _page(width: int, height: int, size: int) -> Image.Image:
    sheet = Image.new("L", (width, height), 250)
    pen = ImageDraw.Draw(sheet)
    chance = random.Random(7)  # noqa: S311 - words for a drawing.
    for y in range(90, height - 90, int(size * 1.8)):
        words = ("".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=6)) for _ in range(40))
        pen.text((80, y), " ".join(words)[: int(width / size * 1.6)], fill=20, font_size=size)
    return sheet.convert("RGB")


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture in a format Pillow writes."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@cache
def jpeg(**options: Any) -> bytes:
    """The page as a photograph."""
    return saved(page(), "JPEG", quality=85, **options)


@cache
def heic() -> bytes:
    """The page as telephones keep it."""
    buffer = io.BytesIO()
    from_pillow(page()).save(buffer, quality=70)
    return buffer.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, pages: int = 1, **save: Any) -> bytes:
    """A PDF that draws one rectangle a page; `change` alters it before it is saved."""
    made = pikepdf.new()
    for _ in range(pages):
        sheet = made.add_blank_page(page_size=A4)
        sheet.Contents = made.make_stream(b"0 0 0 rg 100 700 300 40 re f")
    if change:
        change(made)
    buffer = io.BytesIO()
    made.save(buffer, **save)
    return buffer.getvalue()


def with_entries(where: str = "root", /, **entries: str) -> Callable[[pikepdf.Pdf], None]:
    """Entries written as a PDF writes them, set in the catalogue or on the first page."""

    def change(made: pikepdf.Pdf) -> None:
        held: Any = made.Root if where == "root" else made.pages[0].obj
        for name, value in entries.items():
            held[f"/{name}"] = made.make_indirect(pikepdf.Object.parse(value.encode("latin-1")))

    return change


def raw_pdf(
    objects: Mapping[int, bytes],
    *,
    trailer: bytes = b"",
    head: bytes = b"%PDF-1.7\n",
    size: int | None = None,
) -> bytes:
    """A PDF written by hand, with a true cross-reference table over whatever the objects are."""
    body, places = bytearray(head), {}
    for number, held in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    start = len(body)
    count = size or max(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n" % count
    for number in range(1, max(objects) + 1):
        body += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    body += b"trailer\n<< /Root 1 0 R /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (count, trailer, start)
    return bytes(body)


def stream(held: bytes, entries: bytes = b"") -> bytes:
    """A stream object written by hand."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(held), entries, held)


def sheet(contents: bytes = b"0 0 0 rg 100 700 300 40 re f", more: bytes = b"", **objects: bytes) -> bytes:
    """A PDF of one page written by hand; further objects are named by `o5`, `o6`, ..."""
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + more + b" >>",
            4: stream(contents),
            **{int(name[1:]): held for name, held in objects.items()},
        }
    )


def png(
    width: int, height: int, *, kind: int = 0, depth: int = 8, chunks: bytes = b"", rows: int = -1
) -> bytes:
    """A PNG written by hand: so many blank rows (all of them if left out), whatever its head says."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    line = b"\0" * (1 + (width * samples * depth + 7) // 8)
    press = zlib.compressobj(9)
    body = b"".join(press.compress(line) for _ in range(height if rows < 0 else rows)) + press.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunks + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@cache
def bomb(size: int) -> bytes:
    """So many zeros, deflated, without ever holding them."""
    press = zlib.compressobj(9)
    block = b"\0" * (1 << 20)
    return b"".join(press.compress(block) for _ in range(size >> 20)) + press.flush()


def zipped(**files: bytes) -> bytes:
    """A zip archive."""
    import zipfile  # noqa: PLC0415 - for this alone.

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return buffer.getvalue()
