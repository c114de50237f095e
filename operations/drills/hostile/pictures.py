"""Pictures: bombs, loops, oddities of colour and turning, and kinds that are not what they are called."""

import struct
from collections.abc import Callable
from typing import Any, Final

from PIL import Image, PngImagePlugin

from operations.drills.hostile.drawn import bomb, chunk, heic, jpeg, page, pdf, png, saved, zipped
from operations.drills.hostile.sample import HARMLESS_OR_BROKEN, SHOWN, Sample, samples

_SVG: Final = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
_HTML: Final = b"<!DOCTYPE html><script>alert(1)</script>"
_PROGRAM: Final = b"MZ\x90\0" + b"\0" * 56 + b"\x80\0\0\0" + b"This program cannot be run in DOS mode."


def _turned(orientation: int) -> Callable[[], bytes]:
    def make() -> bytes:
        notes = Image.Exif()
        notes[0x0112] = orientation
        return jpeg(exif=notes.tobytes())

    return make


def _noted(**tags: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        notes = Image.Exif()
        notes[0x010E] = "<script>alert(1)</script>"
        notes[0x9286] = b"ASCII\0\0\0<img src=x onerror=alert(1)>"
        for tag, value in tags.items():
            notes[int(tag[1:], 16)] = value
        return jpeg(exif=notes.tobytes())

    return make


def _png(mode: str, **options: Any) -> Callable[[], bytes]:
    return lambda: saved(page().convert(mode), "PNG", **options)


def _tiff(mode: str = "RGB", **options: Any) -> Callable[[], bytes]:
    return lambda: saved(page().convert(mode), "TIFF", **options)


def _deep_grey() -> bytes:
    grey = page().convert("L").convert("I").point(lambda value: value * 257)
    return saved(grey.convert("I;16"), "PNG")


def _with_words(size: int) -> bytes:
    """A PNG whose note unfolds."""
    body = b"Comment\0\0" + bomb(size)
    return png(1240, 1754, chunks=chunk(b"zTXt", body))


def _with_a_profile(size: int) -> bytes:
    return png(1240, 1754, chunks=chunk(b"iCCP", b"odd\0\0" + bomb(size)))


def _with_notes() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    return saved(page(), "PNG", pnginfo=notes)


def _animated_png() -> bytes:
    frames = [page(), page(size=30)]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


def _animated_without_end() -> bytes:
    return png(1240, 1754, chunks=chunk(b"acTL", struct.pack(">II", 65_500, 0)))


def _ifd(entries: list[tuple[int, int, int, int]], following: int) -> bytes:
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<H", len(entries)) + body + struct.pack("<I", following)


def _tiff_head(width: int, height: int, strip: int = 8) -> list[tuple[int, int, int, int]]:
    return [
        *((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)),
        *((273, 4, 1, strip), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, width * height & 0xFFFFFFFF)),
    ]


def _ring_of_frames() -> bytes:
    return b"II*\0" + struct.pack("<I", 8) + _ifd(_tiff_head(1240, 1754), 8)


def _many_frames(count: int) -> bytes:
    one = len(_ifd(_tiff_head(8, 8), 0))
    frames = b"".join(_ifd(_tiff_head(8, 8), 8 + one * (n + 1) if n + 1 < count else 0) for n in range(count))
    return b"II*\0" + struct.pack("<I", 8) + frames


def _wide_tiff() -> bytes:
    return b"II*\0" + struct.pack("<I", 8) + _ifd(_tiff_head(30_000, 30_000), 0)


def _odd_entries() -> bytes:
    """An entry that says it holds four thousand million numbers."""
    return b"II*\0" + struct.pack("<I", 8) + _ifd([*_tiff_head(1240, 1754), (700, 5, 0xFFFFFFFF, 8)], 0)


def _with_a_thumbnail() -> bytes:
    """A scanner's file: the page, and its smaller copy, which says what it is (tag 254, bit 1)."""
    small = page().resize((124, 175))
    small.info["dpi"] = (15, 15)
    buffer_of = {"save_all": True, "compression": "tiff_deflate"}
    made = bytearray(saved(page(), "TIFF", append_images=[small], **buffer_of))
    second = _second_frame(made)
    count = struct.unpack_from("<H", made, second)[0]
    first_entry = second + 2
    # The new first entry takes the place of the last one that only says the resolution's unit.
    entries = [bytes(made[first_entry + 12 * n : first_entry + 12 * (n + 1)]) for n in range(count)]
    dropped = {270, 282, 283, 296, 305}
    kept = [entry for entry in entries if struct.unpack_from("<H", entry)[0] not in dropped | {254}]
    kept.append(struct.pack("<HHII", 254, 4, 1, 1))
    end = struct.unpack_from("<I", made, first_entry + 12 * count)[0]
    table = struct.pack("<H", len(kept)) + b"".join(sorted(kept, key=lambda e: struct.unpack_from("<H", e)))
    table += struct.pack("<I", end)
    at = len(made) + len(made) % 2
    made += b"\0" * (at - len(made)) + table
    first = struct.unpack_from("<I", made, 4)[0]
    struct.pack_into("<I", made, first + 2 + 12 * struct.unpack_from("<H", made, first)[0], at)
    return bytes(made)


def _second_frame(made: bytes | bytearray) -> int:
    first = struct.unpack_from("<I", made, 4)[0]
    return struct.unpack_from("<I", made, first + 2 + 12 * struct.unpack_from("<H", made, first)[0])[0]


def _claiming_jpeg(width: int, height: int) -> bytes:
    """A photograph whose head says another size."""
    made = bytearray(jpeg())
    at = made.index(b"\xff\xc0") + 5
    made[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(made)


def _scan_bomb() -> bytes:
    """A progressive photograph of 9,000 x 9,000 whose last pass comes again some thousand times."""
    made = saved(Image.new("L", (9000, 9000), 200), "JPEG", quality=30, progressive=True)
    last = made.rindex(b"\xff\xda")
    end = made.rindex(b"\xff\xd9")
    repeated = made[last:end]
    return made[:end] + repeated * min(2000, (9 << 20) // len(repeated)) + made[end:]


def _two_photographs() -> bytes:
    """As telephones keep a photograph with its depth: one JPEG behind another."""
    return saved(page(), "MPO", save_all=True, append_images=[page(size=30)])


def _short_heic(share: float) -> bytes:
    return heic()[: int(len(heic()) * share)]


def _claiming_heic() -> bytes:
    made = heic()
    at = made.index(b"ispe") + 8
    return made[:at] + struct.pack(">II", 30_000, 30_000) + made[at + 8 :]


def _without_end() -> bytes:
    return jpeg()[:-2]


SAMPLES: Final[tuple[Sample, ...]] = (
    *samples(
        (SHOWN,),
        photograph=jpeg,
        progressive_photograph=lambda: jpeg(progressive=True),
        grey_photograph=lambda: saved(page().convert("L"), "JPEG"),
        four_inks_photograph=lambda: saved(page().convert("CMYK"), "JPEG"),
        photograph_with_a_script_in_its_notes=_noted(),
        photograph_with_a_script_behind_it=lambda: jpeg() + b"<script>alert(1)</script>",
        photograph_with_a_script_inside=lambda: jpeg(comment=b"*/=alert(1)/*"),
        photograph_with_an_archive_behind_it=lambda: jpeg() + zipped(a=b"a"),
        photograph_turned_by_nothing_known=_turned(0),
        photograph_turned_oddly=_turned(99),
        two_photographs_in_one=_two_photographs,
        picture_with_notes=_with_notes,
        picture_with_a_palette=_png("P"),
        picture_of_two_colours=_png("1"),
        picture_partly_clear=_png("RGBA"),
        grey_partly_clear=_png("LA"),
        picture_of_sixteen_bits=_deep_grey,
        moving_picture=_animated_png,
        picture_that_says_it_moves=_animated_without_end,
        scan_as_a_fax=_tiff("1", compression="group4"),
        scan_by_lzw=_tiff(compression="tiff_lzw"),
        scan_by_jpeg=_tiff(compression="jpeg"),
        scan_of_four_inks=_tiff("CMYK"),
        scan_in_lab=lambda: saved(Image.new("LAB", (1240, 1754), (200, 128, 128)), "TIFF"),
        scan_of_broken_numbers=_tiff("F"),
        scan_with_a_thumbnail=_with_a_thumbnail,
        telephone=heic,
    ),
    *samples((SHOWN,), **{f"photograph_turned_{n}": _turned(n) for n in range(1, 9)}),
    *samples(
        ("too_large",),
        thirty_thousand_squared=lambda: png(30_000, 30_000, rows=10),
        thirty_thousand_squared_in_full=lambda: png(30_000, 30_000, depth=1),
        thirty_thousand_squared_in_colour=lambda: png(30_000, 30_000, kind=6, depth=16, rows=1),
        thirty_thousand_squared_photograph=lambda: _claiming_jpeg(30_000, 30_000),
        largest_photograph=lambda: _claiming_jpeg(65_500, 65_500),
        thirty_thousand_squared_scan=_wide_tiff,
    ),
    *samples(
        ("too_large", "broken"),
        thirty_thousand_squared_telephone=_claiming_heic,
        largest_png=lambda: png(2_000_000_000, 2_000_000_000, rows=0, depth=1),
    ),
    *samples(
        ("too_many_pages",),
        many_frames=lambda: _many_frames(65_500),
    ),
    *samples(
        ("broken", "poor_resolution"),
        ring_of_frames=_ring_of_frames,
        entry_without_end=_odd_entries,
    ),
    *samples(
        ("broken",),
        nothing=lambda: b"",
        photograph_head_alone=lambda: b"\xff\xd8\xff\xe0",
        photograph_cut=lambda: jpeg()[:9000],
        picture_cut=lambda: saved(page(), "PNG")[:9000],
        picture_head_alone=lambda: b"\x89PNG\r\n\x1a\n",
        png_of_no_size=lambda: png(0, 0, rows=0),
        scan_cut=lambda: saved(page(), "TIFF", compression="tiff_lzw")[:9000],
        telephone_cut=lambda: _short_heic(0.5),
    ),
    *samples(HARMLESS_OR_BROKEN, photograph_without_its_end=_without_end),
    *samples(
        (*HARMLESS_OR_BROKEN, "too_large"),
        note_that_unfolds=lambda: _with_words(1 << 30),
        profile_that_unfolds=lambda: _with_a_profile(1 << 30),
        pass_upon_pass=_scan_bomb,
    ),
    *samples(
        ("poor_resolution",),
        one_dot=lambda: saved(Image.new("RGB", (1, 1)), "PNG"),
        thin_strip=lambda: saved(Image.new("RGB", (1, 2000)), "PNG"),
        stamp=lambda: saved(page().resize((160, 226)), "JPEG"),
    ),
    *samples(
        ("unsupported",),
        web_picture=lambda: saved(page(), "WEBP"),
        gif=lambda: saved(page(), "GIF"),
        bitmap=lambda: saved(page(), "BMP"),
        jpeg_2000=lambda: saved(page(), "JPEG2000"),
        program_called_pdf=lambda: _PROGRAM,
        program_with_a_pdf_inside=lambda: _PROGRAM + pdf(),
        archive_called_pdf=lambda: zipped(a=b"a"),
        archive_with_a_pdf_inside=lambda: zipped(a=pdf()),
        document_called_pdf=lambda: zipped(
            **{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
        ),
        drawing_called_jpg=lambda: _SVG,
        page_of_markup_called_jpg=lambda: _HTML,
        page_of_markup_with_a_pdf_inside=lambda: b"\n " + _HTML + pdf(),
        gif_with_a_pdf_inside=lambda: b"GIF89a" + b"/*" + pdf(),
        old_document=lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        sound_called_pdf=lambda: (
            b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(24) + b"data" + bytes(4)
        ),
        film_called_jpg=lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(600),
        words=lambda: b"just words, whatever the name says",
        zeros=lambda: bytes(5000),
        postscript=lambda: b"%!PS-Adobe-3.0\n(x) show",
    ),
)
