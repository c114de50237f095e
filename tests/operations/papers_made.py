"""Papers made for the tests: good ones, and one of each fault."""

import io
import random
import struct
import zlib

import pikepdf
from PIL import Image, ImageDraw, ImageFilter
from pillow_heif import from_pillow


def a_page(width=1240, height=1754, size=26, ink=20, paper=250):
    """Print on paper, the same each time."""
    page = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(page)
    chance = random.Random(7)  # noqa: S311 - words for a drawing.
    for y in range(90, height - 90, int(size * 1.8)):
        words = ("".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=6)) for _ in range(40))
        draw.text((80, y), " ".join(words)[: int(width / size * 1.6)], fill=ink, font_size=size)
    return page.convert("RGB")


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def a_jpeg(**page):
    return saved(a_page(**page), "JPEG", quality=85)


def a_photograph_blurred_by(pixels):
    """Pixels of a page 1600 long, as the examiner measures."""
    page = a_page()
    return saved(page.filter(ImageFilter.GaussianBlur(pixels * max(page.size) / 1600)), "JPEG", quality=85)


def a_heic():
    buffer = io.BytesIO()
    from_pillow(a_page()).save(buffer, quality=70)
    return buffer.getvalue()


def a_tiff(pages=3):
    sheets = [a_page(size=20 + 4 * number) for number in range(pages)]
    return saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:], compression="tiff_deflate")


def a_scan(dots_an_inch):
    """A PDF of one picture that fills a sheet of A4."""
    sheet = a_page().resize((int(8.27 * dots_an_inch), int(11.69 * dots_an_inch)))
    return saved(sheet, "PDF", resolution=dots_an_inch)


def a_pdf(pages=1, change=None, **save):
    """A PDF that draws one rectangle a page; `change` alters it before it is saved."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(b"0 0 0 rg 100 700 300 40 re f")
    if change:
        change(pdf)
    buffer = io.BytesIO()
    pdf.save(buffer, **save)
    return buffer.getvalue()


def locked(pdf_pages=1):
    return a_pdf(pdf_pages, encryption=pikepdf.Encryption(owner="o", user="u"))


def acting(**entries):
    """Catalogue entries written as a PDF writes them, such as OpenAction="<< /S /JavaScript ... >>"."""

    def change(pdf):
        for name, value in entries.items():
            pdf.Root[f"/{name}"] = pikepdf.Object.parse(value.encode())

    return change


def with_attachment(pdf):
    pdf.attachments["data.xml"] = b"<hello/>"


def with_file_note(pdf):
    stream = pdf.make_stream(b"MZ")
    stream.Type = pikepdf.Name.EmbeddedFile
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FileAttachment,
        Rect=[0, 0, 10, 10],
        FS=pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="a.exe", EF=pikepdf.Dictionary(F=stream)),
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def with_script_behind_a_field(pdf):
    pdf.Root.AcroForm = pikepdf.Object.parse(
        b"<< /Fields [ << /FT /Tx /T (a) /AA << /K << /S /JavaScript /JS (app.alert(1)) >> >> >> ] >>"
    )


def a_png_that_claims(width, height):
    """A few kilobytes that unfold to width x height bytes."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    press = zlib.compressobj(9)
    row = b"\x00" * (width + 1)
    body = b"".join(press.compress(row) for _ in range(height)) + press.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def a_pdf_with_a_picture_of(width, height):
    """A small PDF whose picture unfolds to width x height bytes."""

    def change(pdf):
        picture = pikepdf.Stream(pdf, zlib.compress(b"\x00" * width * height, 9))
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = width, height, 8
        picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.FlateDecode
        page = pdf.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=pdf.make_indirect(picture)))
        page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")

    return a_pdf(change=change)


def a_wav():
    return b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(24) + b"data" + bytes(4)
