"""PDFs that look odd and harm nobody: a refusal of one of these is a family that waits for nothing."""

import zlib
from collections.abc import Callable
from typing import Any, Final

import pikepdf
from PIL import Image

from operations.drills.hostile.drawn import (
    jpeg,
    page,
    pdf,
    raw_pdf,
    saved,
    sheet,
    stream,
    with_entries,
    zipped,
)
from operations.drills.hostile.sample import SHOWN, Sample, samples


def _link(action: str) -> Callable[[], bytes]:
    note = f"[ << /Type /Annot /Subtype /Link /Rect [0 0 90 90] /A {action} >> ]"
    return lambda: pdf(with_entries("page", Annots=note))


def _signed() -> bytes:
    signature = "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 9 9 9] /Contents <00> >>"  # noqa: E501 - as a PDF writes it.
    field = (
        f"<< /FT /Sig /T (Signature1) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 /V {signature} >>"
    )
    return pdf(with_entries(AcroForm=f"<< /SigFlags 3 /Fields [ {field} ] >>"))


def _filled_form() -> bytes:
    field = "<< /FT /Tx /T (name) /V (Amina) /Type /Annot /Subtype /Widget /Rect [50 50 200 70] /DA (/Helv 12 Tf 0 g) >>"  # noqa: E501 - as a PDF writes it.
    reset = (
        "<< /FT /Btn /Ff 65536 /T (r) /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /A << /S /ResetForm >> >>"
    )
    return pdf(with_entries(AcroForm=f"<< /Fields [ {field} {reset} ] /NeedAppearances true >>"))


def _archival() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        with made.open_metadata() as notes:
            notes["pdfaid:part"], notes["pdfaid:conformance"] = "1", "B"
        made.Root.OutputIntents = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, OutputConditionIdentifier="sRGB"
                )
            ]
        )
        made.Root.MarkInfo = pikepdf.Dictionary(Marked=True)

    return pdf(change)


def _invoice() -> bytes:
    """A bill as Saudi shops and the electricity company must issue it: PDF/A-3 with its data in XML."""

    def change(made: pikepdf.Pdf) -> None:
        spec = pikepdf.AttachedFileSpec(
            made,
            b'<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>',
            filename="invoice.xml",
            mime_type="text/xml",
            relationship=pikepdf.Name.Alternative,
        )
        made.attachments["invoice.xml"] = spec
        made.Root.AF = pikepdf.Array([spec.obj])

    return pdf(change)


def _thumbnail() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        small = made.make_stream(b"\0" * 64 * 64 * 3)
        small.Width, small.Height, small.BitsPerComponent = 64, 64, 8
        small.ColorSpace = pikepdf.Name.DeviceRGB
        made.pages[0].obj.Thumb = small

    return pdf(change)


def _scan(picture: Image.Image | None = None, **entries: Any) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        shown = picture or page()
        held = pikepdf.Stream(made, saved(shown, "JPEG", quality=80))
        held.Type, held.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        held.Width, held.Height, held.BitsPerComponent = *shown.size, 8
        held.ColorSpace, held.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        first = made.pages[0].obj
        first.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(JS=made.make_indirect(held)))
        first.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /JS Do Q")
        for name, value in entries.items():
            first[f"/{name}"] = value

    return pdf(change)


def _resource_names() -> bytes:
    """Fonts may be called what they like, also EF and JS."""
    return sheet(
        b"BT /JS 12 Tf 72 700 Td (abc) Tj /EF 12 Tf (def) Tj ET",
        more=b"/Resources << /Font << /JS 5 0 R /EF 5 0 R >> >>",
        o5=b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def _words_only() -> bytes:
    """A lesson about scripts has none."""
    return sheet(
        b"BT /F 12 Tf 72 700 Td (/S /JavaScript /JS \\(app.alert\\)) Tj ET",
        more=b"/Resources << /Font << /F 5 0 R >> >> /Odd (/Launch /JavaScript)",
        o5=b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def _broken_font() -> bytes:
    return sheet(
        b"BT /F 12 Tf 72 700 Td (abc) Tj ET",
        more=b"/Resources << /Font << /F 5 0 R >> >>",
        o5=b"<< /Type /Font /Subtype /TrueType /BaseFont /AAAAAA+Odd /FirstChar 97 /LastChar 99 /Widths [500 500 500]"  # noqa: E501 - as a PDF writes it.
        b" /FontDescriptor 6 0 R >>",
        o6=b"<< /Type /FontDescriptor /FontName /AAAAAA+Odd /Flags 4 /FontBBox [0 0 1 1] /FontFile2 7 0 R >>",
        o7=stream(b"\0\1\0\0\0\x09glyf" + bytes(range(256)) * 4),
    )


def _fax() -> bytes:
    return saved(page().convert("1"), "PDF", resolution=150)


def _sampled(space: bytes, samples_a_pixel: int, bits: int = 8) -> Callable[[], bytes]:
    """A picture in an uncommon space of colours."""
    held = zlib.compress(bytes(900 * 1273 * samples_a_pixel * bits // 8))
    picture = (
        b"/Type /XObject /Subtype /Image /Width 900 /Height 1273 /Filter /FlateDecode /BitsPerComponent %d"
        % bits
    )
    return lambda: sheet(
        b"q 595 0 0 842 0 0 cm /I Do Q",
        more=b"/Resources << /XObject << /I 5 0 R >> >>",
        o5=stream(held, picture + b" /ColorSpace " + space),
    )


def _junk_before() -> bytes:
    return b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n" + pdf()


def _lost_table() -> bytes:
    made = sheet()
    return made[: made.rindex(b"xref\n0")] + b"trailer\n<< /Root 1 0 R >>\n"


def _no_media_box() -> bytes:
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R >>",
        }
    )


def _small(change: Callable[[pikepdf.Pdf], None] | None = None, **save: Any) -> Callable[[], bytes]:
    return lambda: pdf(change, **save)


SAMPLES: Final[tuple[Sample, ...]] = samples(
    (SHOWN,),
    plain=pdf,
    fifty_pages=lambda: pdf(pages=50),
    link_to_a_web_page=_link("<< /S /URI /URI (https://www.example.gov/) >>"),
    link_to_a_mailbox=_link("<< /S /URI /URI (mailto:help@example.gov) >>"),
    link_within=_link("<< /S /GoTo /D [0 /Fit] >>"),
    link_to_another_paper=_link("<< /S /GoToR /F (annex.pdf) /D [0 /Fit] >>"),
    opens_at_a_page=_small(with_entries(OpenAction="<< /S /GoTo /D [0 /XYZ null null 1] >>")),
    turns_by_name=_link("<< /S /Named /N /NextPage >>"),
    signed=_signed,
    form_filled_in=_filled_form,
    archival=_archival,
    electronic_invoice=_invoice,
    thumbnail=_thumbnail,
    layers=_small(with_entries(OCProperties="<< /OCGs [] /D << /Order [] >> >>")),
    nothing_attached=_small(with_entries(Names="<< /EmbeddedFiles << /Names [] >> >>")),
    bookmarks=_small(with_entries(Outlines="<< /First << /Title (a) /Dest [0 /Fit] >> >>")),
    page_labels=_small(with_entries(PageLabels="<< /Nums [0 << /S /D >>] >>")),
    no_printing_allowed=_small(encryption=pikepdf.Encryption(owner="o", user="")),
    linear=_small(linearize=True),
    object_streams=_small(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    scan=_scan,
    turned_scan=lambda: _scan(Rotate=90),
    turned_oddly=lambda: _scan(Rotate=-450),
    cropped_scan=lambda: _scan(CropBox=pikepdf.Array([0, 0, 590, 800])),
    fax=_fax,
    scan_of_jpeg_2000=lambda: saved(page().convert("RGBA"), "PDF", resolution=150),
    names_of_fonts=_resource_names,
    scripts_in_words_only=_words_only,
    broken_font=_broken_font,
    printer_lines_before=_junk_before,
    blank_before=lambda: b"\xef\xbb\xbf\r\n \n" + pdf(),
    lines_after=lambda: pdf() + b"\r\n" * 600,
    table_lost=_lost_table,
    size_left_out=_no_media_box,
    grey_of_sixteen_bits=_sampled(b"/DeviceGray", 1, 16),
    four_inks=_sampled(b"/DeviceCMYK", 4),
    lab_colours=_sampled(b"[ /Lab << /WhitePoint [0.95 1 1.09] >> ]", 3),
    one_special_ink=_sampled(
        b"[ /Separation /Gold /DeviceGray << /FunctionType 2 /Domain [0 1] /N 1 >> ]", 1
    ),
    profile_that_is_none=_sampled(b"[ /ICCBased 9 0 R ]", 3),
    tall_receipt=_small(with_entries("page", MediaBox="[0 0 226 5600]")),
    wall_sheet=_small(with_entries("page", MediaBox="[0 0 14400 14400]")),
)

UNSURE: Final[tuple[Sample, ...]] = samples(
    # Two things at once behind a true PDF: it is shown as a picture, whatever comes after it.
    (SHOWN, "unsupported", "broken"),
    zip_behind_a_pdf=lambda: pdf() + zipped(a=b"a"),
    page_of_markup_in_a_pdf=lambda: pdf().replace(b"\n", b"\n%<script>alert(1)</script>\n", 1),
    photograph_behind_a_pdf=lambda: pdf() + jpeg(),
)
