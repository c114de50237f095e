"""PDFs meant to exhaust or confuse who opens them: bombs, loops, depths, numbers that are none."""

import zlib
from typing import Final

import pikepdf

from operations.drills.hostile.drawn import bomb, page, pdf, raw_pdf, saved, sheet, stream, with_entries
from operations.drills.hostile.sample import HARMLESS_OR_BROKEN, SHOWN, Sample, samples

_PICTURE: Final = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8"
_SHOWS_PICTURE: Final = b"q 595 0 0 842 0 0 cm /I Do Q"
_HAS_PICTURE: Final = b"/Resources << /XObject << /I 5 0 R >> >>"
_EXHAUSTING: Final = (SHOWN, "broken", "too_large")


def _picture(held: bytes, entries: bytes, contents: bytes = _SHOWS_PICTURE) -> bytes:
    return sheet(contents, more=_HAS_PICTURE, o5=stream(held, _PICTURE + entries))


def _wide_flate() -> bytes:
    return _picture(bomb(900_000_000), b"/Width 30000 /Height 30000 /Filter /FlateDecode")


def _wide_but_small_on_the_page() -> bytes:
    return _picture(
        bomb(900_000_000),
        b"/Width 30000 /Height 30000 /Filter /FlateDecode",
        b"q 50 0 0 50 100 100 cm /I Do Q",
    )


def _folded(times: int, size: int) -> bytes:
    held = bomb(size)
    for _ in range(times - 1):
        held = zlib.compress(held, 9)
    filters = b"/Filter [" + b" /FlateDecode" * times + b" ]"
    return _picture(held, b"/Width 1000 /Height 1414 " + filters)


def _runs() -> bytes:
    """Run lengths inside deflate: two hundred times two hundred."""
    held = zlib.compress(b"\x81\0" * 4_000_000, 9)
    return _picture(held, b"/Width 20000 /Height 20000 /Filter [ /FlateDecode /RunLengthDecode ]")


def _lzw() -> bytes:
    return _picture(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", b"/Width 30000 /Height 30000 /Filter /LZWDecode")


def _jbig2() -> bytes:
    """A page of 60,000 x 60,000 dots in thirty bytes."""
    info = b"\0\0\0\0\x30\0\1\0\0\0\x13" + b"\0\0\xea\x60" * 2 + b"\0" * 8 + b"\0\0\0"
    return _picture(info, b"/Width 60000 /Height 60000 /Filter /JBIG2Decode").replace(
        b"/BitsPerComponent 8", b"/BitsPerComponent 1"
    )


def _jpx() -> bytes:
    size = b"\xff\x4f\xff\x51\0\x29\0\0" + b"\0\0\x75\x30" * 2 + b"\0" * 8 + b"\0\0\x75\x30" * 2 + b"\0" * 8
    return _picture(size + b"\0\1\7\1\1\xff\x52", b"/Width 30000 /Height 30000 /Filter /JPXDecode")


def _long_contents() -> bytes:
    press = zlib.compressobj(9)
    block = b"q 1 0 0 1 0 0 cm Q\n" * 50_000
    held = b"".join(press.compress(block) for _ in range(600)) + press.flush()
    return _with_contents(held, b"/Filter /FlateDecode")


def _with_contents(held: bytes, entries: bytes, more: bytes = b"", **objects: bytes) -> bytes:
    made = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + more + b" >>",
        4: stream(held, entries),
    }
    return raw_pdf({**made, **{int(name[1:]): value for name, value in objects.items()}})


def _form_in_form(depth: int, times: int) -> bytes:
    """Each form draws the next so many times: a thousand million at the end."""
    forms = {
        f"o{5 + n}": stream(
            b"/X Do " * times,
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> >>"
            % (6 + n),
        )
        for n in range(depth)
    }
    forms[f"o{5 + depth}"] = stream(b"0 0 10 10 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]")
    return sheet(b"/X Do", more=b"/Resources << /XObject << /X 5 0 R >> >>", **forms)


def _form_in_itself() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >>"
    return sheet(b"/X Do", more=b"/Resources << /XObject << /X 5 0 R >> >>", o5=stream(b"/X Do /X Do", form))


def _pattern_in_itself() -> bytes:
    pattern = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 1 /YStep 1"
        b" /Resources << /Pattern << /P 5 0 R >> >>"
    )
    paint = b"/Pattern cs /P scn 0 0 595 842 re f"
    return sheet(paint, more=b"/Resources << /Pattern << /P 5 0 R >> >>", o5=stream(paint, pattern))


def _tiny_pattern() -> bytes:
    pattern = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001"  # noqa: E501 - as a PDF writes it.
        b" /Resources << >>"
    )
    paint = b"/Pattern cs /P scn 0 0 595 842 re f"
    return sheet(paint, more=b"/Resources << /Pattern << /P 5 0 R >> >>", o5=stream(b"0 0 1 1 re f", pattern))


def _glyph_in_itself() -> bytes:
    """A Type 3 font whose letter is drawn with the font."""
    return sheet(
        b"BT /F 12 Tf 72 700 Td (a) Tj ET",
        more=b"/Resources << /Font << /F 5 0 R >> >>",
        o5=b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97"  # noqa: E501 - as a PDF writes it.
        b" /Widths [9] /CharProcs << /a 6 0 R >> /Encoding << /Differences [97 /a] >>"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        o6=stream(b"9 0 d0 BT /F 12 Tf (aaaa) Tj ET"),
    )


def _mesh() -> bytes:
    """A shading of a million triangles."""
    vertex = b"".join(bytes([0, n % 251, n % 241, n % 239]) for n in range(1000)) * 3000
    entries = (
        b"/ShadingType 4 /ColorSpace /DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8"
        b" /Decode [0 595 0 842 0 1] /Filter /FlateDecode"
    )
    return sheet(
        b"/S sh",
        more=b"/Resources << /Shading << /S 5 0 R >> >>",
        o5=stream(zlib.compress(vertex, 9), entries),
    )


def _costly_function() -> bytes:
    program = b"{ " + b"dup sin exch cos mul " * 20_000 + b"}"
    shading = b"<< /ShadingType 1 /ColorSpace /DeviceGray /Domain [0 1 0 1] /Matrix [595 0 0 842 0 0] /Function 6 0 R >>"  # noqa: E501 - as a PDF writes it.
    function = b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1]"
    return sheet(
        b"/S sh", more=b"/Resources << /Shading << /S 5 0 R >> >>", o5=shading, o6=stream(program, function)
    )


def _dashes() -> bytes:
    return sheet(b"[0.0001] 0 d 0.1 w 0 0 m 595 842 l S " * 2000)


def _kids(kids: bytes, count: int = 1, **objects: bytes) -> bytes:
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [ " + kids + b" ] /Count %d >>" % count,
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            **{int(name[1:]): held for name, held in objects.items()},
        }
    )


def _deep_tree(depth: int) -> bytes:
    branches = {
        n: b"<< /Type /Pages /Parent %d 0 R /Count 1 /Kids [ %d 0 R ] >>" % (n - 1, n + 1)
        for n in range(3, depth + 3)
    }
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
            **branches,
            depth + 3: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>" % (depth + 2),
        }
    )


def _table_in_itself() -> bytes:
    made = sheet()
    at = made.rindex(b"xref\n0")
    return made.replace(b"/Root 1 0 R", b"/Prev %d /Root 1 0 R" % at)


def _object_stream_bomb() -> bytes:
    held = bomb(1 << 30)
    return sheet(o5=stream(held, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"))


def _table_bomb() -> bytes:
    """A cross-reference stream that unfolds to a thousand million bytes."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    entries = b"/Type /XRef /W [1 4 2] /Size 150000000 /Root 1 0 R /Filter /FlateDecode"
    return (
        head + b"9 0 obj\n" + stream(bomb(1 << 30), entries) + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(head)
    )


def _many_objects(count: int) -> bytes:
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            **dict.fromkeys(range(4, count), b"1"),
        }
    )


def _locked_by_a_certificate() -> bytes:
    made = sheet()
    lock = b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /Length 128 >>"
    return made.replace(b"/Root 1 0 R", b"/Encrypt " + lock + b" /ID [<00><00>] /Root 1 0 R")


def _box(box: str) -> bytes:
    return sheet().replace(b"[0 0 595 842]", box.encode())


def _locked(**how: object) -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="o", user="u", **how))  # type: ignore[arg-type]


SAMPLES: Final[tuple[Sample, ...]] = (
    *samples(
        ("encrypted",),
        locked=_locked,
        locked_the_old_way=lambda: _locked(R=3, aes=False, metadata=False),
        locked_by_a_certificate=_locked_by_a_certificate,
    ),
    *samples(
        ("broken",),
        head_alone=lambda: b"%PDF-1.7\n",
        head_and_end=lambda: b"%PDF-1.7\n%%EOF\n",
        first_half=lambda: saved(page(), "PDF", resolution=150)[:9000],
        no_pages=lambda: _kids(b"", 0),
        no_catalogue=lambda: raw_pdf({1: b"<< /Type /Odd >>"}),
        pages_in_themselves=lambda: _kids(b"2 0 R"),
        pages_in_a_ring=lambda: _kids(
            b"4 0 R", o4=b"<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [ 2 0 R ] >>"
        ),
        page_thin_as_a_hair=lambda: _box("[0 0 1 100000000]"),
    ),
    *samples(
        ("too_many_pages",),
        one_page_too_many=lambda: pdf(pages=51),
        thousands_of_pages=lambda: pdf(pages=5000),
        one_page_many_times=lambda: _kids(b"3 0 R " * 4000, 4000),
    ),
    *samples(
        ("too_large",),
        eleven_megabytes=lambda: pdf() + b"\n" * (11 << 20),
        wide_picture=_wide_flate,
        wide_picture_by_lzw=_lzw,
        wide_picture_by_jbig2=_jbig2,
        wide_picture_by_jpeg_2000=_jpx,
    ),
    *samples(("too_large", "broken"), million_objects=lambda: _many_objects(550_000)[: 10 << 20]),
    *samples(
        HARMLESS_OR_BROKEN,
        count_that_lies=lambda: _kids(b"3 0 R", 1_000_000_000),
        count_below_nothing=lambda: _kids(b"3 0 R", -5),
        table_in_itself=_table_in_itself,
        deep_tree_of_pages=lambda: _deep_tree(5000),
        box_of_no_width=lambda: _box("[0 0 0 842]"),
        box_of_no_numbers=lambda: _box("[0 0 /NaN (x)]"),
        box_turned_round=lambda: _box("[595 842 0 0]"),
        box_without_end=lambda: _box("[0 0 1e38 1e38]"),
        box_of_huge_numbers=lambda: _box("[0 0 99999999999999999999 1]"),
        units_of_their_own=lambda: pdf(with_entries("page", UserUnit="1000000")),
        depths_of_arrays=lambda: sheet(o5=b"[" * 100_000 + b"]" * 100_000),
        form_in_itself=_form_in_itself,
        pattern_in_itself=_pattern_in_itself,
        glyph_in_itself=_glyph_in_itself,
        many_gone=lambda: pdf().replace(b"endobj", b"endxxx"),
    ),
    *samples(
        (*HARMLESS_OR_BROKEN, "poor_resolution", "too_large"),
        picture_of_no_size=lambda: _picture(b"", b"/Width 0 /Height 0"),
        picture_of_less_than_nothing=lambda: _picture(b"abc", b"/Width -1 /Height -5"),
    ),
    *samples(
        _EXHAUSTING,
        wide_picture_drawn_small=_wide_but_small_on_the_page,
        folded_twice=lambda: _folded(2, 1 << 30),
        folded_four_times=lambda: _folded(4, 1 << 30),
        runs_of_runs=_runs,
        long_contents=_long_contents,
        forms_of_forms=lambda: _form_in_form(10, 10),
        tiny_pattern=_tiny_pattern,
        million_triangles=_mesh,
        costly_function=_costly_function,
        endless_dashes=_dashes,
        object_stream_bomb=_object_stream_bomb,
        table_bomb=_table_bomb,
    ),
)
